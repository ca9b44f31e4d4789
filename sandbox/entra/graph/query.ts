import type { JsonObject } from "../../core/json-object";
import { parseFilter, type Filterable } from "./filter";
import { graphErrors } from "./graph-error";

const DEFAULT_PAGE_SIZE = 100;
const MAXIMUM_PAGE_SIZE = 999;

/** A part of a collection. */
export interface Page {
    readonly values: readonly JsonObject[];
    /** How many objects match `$filter`, on all pages. */
    readonly total: number;
    /** The next page's `$skiptoken`; undefined on the last page. */
    readonly next: string | undefined;
}

/**
 * The objects that match `$filter`, `$top` of them after `$skiptoken`, each with the members in `$select`; other query
 * options are refused by name. https://learn.microsoft.com/graph/query-parameters
 */
export function queryCollection(objects: readonly JsonObject[], query: URLSearchParams, filterable: Filterable): Page {
    refuseOthers(query, ["$filter", "$select", "$top", "$skiptoken", "$count"]);
    const filter = query.get("$filter");
    const left = filter === null ? objects : objects.filter(parseFilter(filter, filterable));
    const start = wholeNumber(query, "$skiptoken", 0, left.length) ?? 0;
    const end = start + (wholeNumber(query, "$top", 1, MAXIMUM_PAGE_SIZE) ?? DEFAULT_PAGE_SIZE);
    return {
        values: left.slice(start, end).map((object) => onlySelected(object, query)),
        total: left.length,
        next: end < left.length ? String(end) : undefined,
    };
}

/** The object with the members that `$select` names. */
export function selectMembers(object: JsonObject, query: URLSearchParams): JsonObject {
    refuseOthers(query, ["$select"]);
    return onlySelected(object, query);
}

function onlySelected(object: JsonObject, query: URLSearchParams): JsonObject {
    const select = query.get("$select");
    if (select === null) {
        return object;
    }
    return Object.fromEntries(
        select.split(",").map((part) => {
            const name = part.trim();
            if (!Object.hasOwn(object, name)) {
                throw graphErrors.badRequest(`Could not find a property named '${name}'.`);
            }
            return [name, object[name]];
        }),
    );
}

function refuseOthers(query: URLSearchParams, allowed: readonly string[]): void {
    const refused = [...query.keys()].find((name) => name.startsWith("$") && !allowed.includes(name));
    if (refused !== undefined) {
        throw graphErrors.unsupportedQuery(`The query option '${refused}' is not supported here.`);
    }
}

function wholeNumber(query: URLSearchParams, name: string, minimum: number, maximum: number): number | undefined {
    const text = query.get(name);
    if (text === null) {
        return undefined;
    }
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < minimum || number > maximum) {
        throw graphErrors.badRequest(
            `Invalid value '${text}' specified for the '${name}' query option: a whole number from ${String(minimum)} to ${String(maximum)}.`,
        );
    }
    return number;
}
