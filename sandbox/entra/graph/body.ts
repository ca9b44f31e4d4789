import { isJsonObject, isTextList, type JsonObject, parseJsonObject } from "../../core/json-object";
import { graphErrors } from "./graph-error";
import type { GraphProperty } from "./property";

/** Names the owners of a new object. */
export const OWNERS_BIND = "owners@odata.bind";

/** The JSON object of a request, without the `@odata.type` members that clients add to every level. */
export async function readGraphBody(request: Request): Promise<JsonObject> {
    const isJson = request.headers.get("content-type")?.toLowerCase().startsWith("application/json") === true;
    const body = isJson ? parseJsonObject(await request.text()) : undefined;
    if (body === undefined) {
        throw graphErrors.unreadableBody();
    }
    return Object.fromEntries(withoutAnnotations(body));
}

/** `properties` overwritten with the members of `body`; refuses unknown members by name. */
export function writeProperties(
    body: JsonObject,
    schema: Readonly<Record<string, GraphProperty>>,
    properties: JsonObject,
): JsonObject {
    const written = Object.entries(body).map(([name, value]): [string, unknown] => {
        const property = Object.hasOwn(schema, name) ? schema[name] : undefined;
        if (property === undefined) {
            throw graphErrors.badRequest(`Invalid property '${name}'.`);
        }
        const accepted = property.accept(value, properties[name]);
        if (!accepted.ok) {
            throw graphErrors.badRequest(`Invalid value specified for property '${name}': it ${accepted.problem}.`);
        }
        return [name, accepted.value];
    });
    return { ...properties, ...Object.fromEntries(written) };
}

export function initialProperties(schema: Readonly<Record<string, GraphProperty>>): JsonObject {
    return Object.fromEntries(Object.entries(schema).map(([name, property]) => [name, property.initial]));
}

/** The object id in a reference such as `https://graph.microsoft.com/v1.0/directoryObjects/<id>`. */
export function referencedId(reference: unknown): string {
    const id = typeof reference === "string" ? /\/([0-9a-f-]{36})$/i.exec(reference)?.[1] : undefined;
    if (id === undefined) {
        throw graphErrors.badRequest("A reference must be the URL of a directory object.");
    }
    return id;
}

export function referencedIds(references: unknown): string[] {
    if (!isTextList(references)) {
        throw graphErrors.badRequest("References must be a list of URLs of directory objects.");
    }
    return references.map(referencedId);
}

function withoutAnnotations(object: JsonObject): [string, unknown][] {
    return Object.entries(object)
        .filter(([name]) => !name.endsWith("@odata.type"))
        .map(([name, value]) => [name, plain(value)]);
}

function plain(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(plain);
    }
    return isJsonObject(value) ? Object.fromEntries(withoutAnnotations(value)) : value;
}
