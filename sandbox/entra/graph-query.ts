import { graphErrors } from "./graph-error";
import { parseFilter, type Filterable } from "./graph-filter";
import type { JsonObject } from "./json-object";

const TOLERATED = new Set(["$top", "$count"]);

/** The objects that `$filter` leaves, each with the members that `$select` leaves; other queries are refused by name. */
export function queryCollection(
    objects: readonly JsonObject[],
    query: URLSearchParams,
    filterable: Filterable,
): JsonObject[] {
    const filter = query.get("$filter");
    const left = filter === null ? objects : objects.filter(parseFilter(filter, filterable));
    return left.map((object) => selectMembers(object, query, ["$filter"]));
}

/** The object with the members that `$select` names. */
export function selectMembers(object: JsonObject, query: URLSearchParams, alsoAllowed: string[] = []): JsonObject {
    const refused = [...query.keys()].find(
        (name) => name.startsWith("$") && name !== "$select" && !TOLERATED.has(name) && !alsoAllowed.includes(name),
    );
    if (refused !== undefined) {
        throw graphErrors.unsupportedQuery(`The query option '${refused}' is not supported here.`);
    }
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
