import type { JsonObject } from "../../core/json-object";
import { objects, text } from "../json";
import type { RestClient } from "../rest-client";

/** Every item of a Graph collection, page by page. See https://learn.microsoft.com/graph/paging */
export async function listAll(graph: RestClient, path: string, signal: AbortSignal): Promise<readonly JsonObject[]> {
    const items: JsonObject[] = [];
    let next: string | undefined = path;
    while (next !== undefined) {
        const page: JsonObject = await graph("GET", next, signal);
        items.push(...objects(page, "value"));
        next = text(page, "@odata.nextLink");
    }
    return items;
}

/** The path of a collection's items whose property equals the value; quotes in the value are doubled, as in OData. */
export function filtered(collection: string, property: string, value: string): string {
    return `${collection}?$filter=${encodeURIComponent(`${property} eq '${value.replaceAll("'", "''")}'`)}`;
}

/** The object id in `/applications/<objectId>` and `/servicePrincipals/<objectId>`. */
export function objectIdOf(collection: "applications" | "servicePrincipals", id: string): string {
    const prefix = `/${collection}/`;
    const objectId = id.slice(prefix.length);
    if (!id.startsWith(prefix) || !/^[0-9a-f-]{36}$/i.test(objectId)) {
        throw new Error(`"${id}" is not of the form ${prefix}<object id>.`);
    }
    return objectId;
}
