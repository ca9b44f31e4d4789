import { isJsonObject, type JsonObject } from "../../core/json-object";
import { ServiceError } from "./service-error";

/** The JSON object in a request's body; InvalidRequestContent (400) where there is none. */
export async function readJsonObject(request: Request): Promise<JsonObject> {
    const body = parseJson(await request.text());
    if (!isJsonObject(body)) {
        throw invalidContent("The request content was invalid and could not be deserialized: a JSON object is needed.");
    }
    return body;
}

/** Refuses members that the type does not have, by name. */
export function refuseUnknownMembers(body: JsonObject, type: string, known: readonly string[], path = ""): void {
    const unknown = Object.keys(body).find((member) => !known.includes(member));
    if (unknown !== undefined) {
        throw invalidContent(
            `The request content was invalid and could not be deserialized: 'Could not find member '${unknown}' on object of type '${type}'. Path '${path}${unknown}'.'.`,
        );
    }
}

/** A string member; undefined if it is absent or null. */
export function optionalText(body: JsonObject, member: string): string | undefined {
    const value = body[member] ?? undefined;
    if (value !== undefined && typeof value !== "string") {
        throw invalidContent(
            `The request content was invalid and could not be deserialized: '${member}' has to be a string, found ${JSON.stringify(value).slice(0, 60)}.`,
        );
    }
    return value;
}

/** A member that is an object of strings, such as tags; empty if it is absent or null. */
export function textsMember(body: JsonObject, member: string): Readonly<Record<string, string>> {
    const value = body[member] ?? {};
    if (!isTexts(value)) {
        throw invalidContent(
            `The request content was invalid and could not be deserialized: '${member}' has to be an object of strings, found ${JSON.stringify(value).slice(0, 60)}.`,
        );
    }
    return value;
}

export function invalidContent(message: string): ServiceError {
    return new ServiceError(400, "InvalidRequestContent", message);
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
    return isJsonObject(value) && Object.values(value).every((text) => typeof text === "string");
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
