import { isTextList, type JsonObject } from "../../core/json-object";
import { graphErrors } from "./graph-error";

/** What a collection can be filtered by. */
export interface Filterable {
    /** String properties: `eq` and `startswith`. */
    readonly texts: readonly string[];
    /** Properties that are a list of strings: `any` with `eq`. */
    readonly lists?: readonly string[];
}

type Predicate = (object: JsonObject) => boolean;
type Comparison = (value: unknown, wanted: string) => boolean;

const TEXT = String.raw`'(?<wanted>(?:[^']|'')*)'`;
const COMPARISONS: readonly {
    readonly pattern: RegExp;
    readonly of: "texts" | "lists";
    readonly holds: Comparison;
}[] = [
    {
        pattern: new RegExp(String.raw`^(?<property>\w+)\s+eq\s+${TEXT}`),
        of: "texts",
        holds: (value, wanted) => isText(value) && value.toLowerCase() === wanted,
    },
    {
        pattern: new RegExp(String.raw`^startswith\(\s*(?<property>\w+)\s*,\s*${TEXT}\s*\)`, "i"),
        of: "texts",
        holds: (value, wanted) => isText(value) && value.toLowerCase().startsWith(wanted),
    },
    {
        pattern: new RegExp(String.raw`^(?<property>\w+)/any\(\s*(?<item>\w+)\s*:\s*\k<item>\s+eq\s+${TEXT}\s*\)`),
        of: "lists",
        holds: (value, wanted) => isTextList(value) && value.some((item) => item.toLowerCase() === wanted),
    },
];

/**
 * The `$filter` of a collection: comparisons of strings joined by `and`, ignoring case.
 * https://learn.microsoft.com/graph/filter-query-parameter
 *
 * @throws GraphError for a comparison or property that is not served, with what is.
 */
export function parseFilter(filter: string, filterable: Filterable): Predicate {
    const predicates: Predicate[] = [];
    let rest = filter.trim();
    do {
        const { length, predicate } = parseComparison(rest, filterable) ?? refuse(filter, filterable);
        predicates.push(predicate);
        rest = rest.slice(length).trimStart();
        if (rest !== "") {
            const [and = refuse(filter, filterable)] = /^and\s+/i.exec(rest) ?? [];
            rest = rest.slice(and.length);
        }
    } while (rest !== "");
    return (object) => predicates.every((predicate) => predicate(object));
}

function parseComparison(text: string, filterable: Filterable): { length: number; predicate: Predicate } | undefined {
    for (const { pattern, of, holds } of COMPARISONS) {
        const match = pattern.exec(text);
        const { property = "", wanted = "" } = match?.groups ?? {};
        if (match !== null && filterable[of]?.includes(property) === true) {
            const value = wanted.replaceAll("''", "'").toLowerCase();
            return { length: match[0].length, predicate: (object) => holds(object[property], value) };
        }
    }
    return undefined;
}

function refuse(filter: string, { texts, lists = [] }: Filterable): never {
    const alsoAny = lists.length === 0 ? "" : `; ${lists.join(", ")} with any and eq`;
    throw graphErrors.unsupportedQuery(
        `Unsupported or invalid query filter clause '${filter}'. Supported: ${texts.join(", ")} with eq and startswith${alsoAny}; and.`,
    );
}

function isText(value: unknown): value is string {
    return typeof value === "string";
}
