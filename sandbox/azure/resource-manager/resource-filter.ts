import { isType, lineage, resourceGroupType } from "./resource-id";
import type { Resource } from "./resources";
import { ServiceError } from "./service-error";

const clause = /^(?<property>\w+)\s+eq\s+'(?<wanted>(?:[^']|'')*)'(?:\s+and\s+|$)/i;

/** What a resource is compared with, by property; strings are compared ignoring case. */
const comparisons: Readonly<Partial<Record<string, (resource: Resource, wanted: string) => boolean>>> = {
    resourcetype: ({ id }, wanted) => isType(id.type, wanted),
    name: ({ id }, wanted) => id.name.toLowerCase() === wanted.toLowerCase(),
    location: ({ location }, wanted) => location === wanted.toLowerCase(),
    resourcegroup: ({ id }, wanted) =>
        lineage(id).some(({ type, name }) => type === resourceGroupType && name.toLowerCase() === wanted.toLowerCase()),
};

/**
 * The `$filter` of a list of resources: `resourceType`, `name`, `location` and `resourceGroup` with `eq`, joined by `and`.
 * https://learn.microsoft.com/rest/api/resources/resources/list
 */
export function parseResourceFilter(filter: string | null): (resource: Resource) => boolean {
    const predicates: ((resource: Resource) => boolean)[] = [];
    let rest = filter?.trim() ?? "";
    while (rest !== "") {
        const match = clause.exec(rest);
        const { property = "", wanted = "" } = match?.groups ?? {};
        const comparison = comparisons[property.toLowerCase()];
        if (match === null || comparison === undefined) {
            throw new ServiceError(
                400,
                "InvalidFilterInQueryString",
                `Invalid $filter '${filter ?? ""}' specified in the query string. The supported filters are resourceType, name, location and resourceGroup with 'eq', joined by 'and'.`,
            );
        }
        const value = wanted.replaceAll("''", "'");
        predicates.push((resource) => comparison(resource, value));
        rest = rest.slice(match[0].length);
    }
    return (resource) => predicates.every((predicate) => predicate(resource));
}
