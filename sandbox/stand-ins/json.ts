import { isJsonObject, type JsonObject } from "../core/json-object";

/** The JSON object in a response's body; empty if the body is empty or something else. */
export async function readJson(response: Response): Promise<JsonObject> {
    const text = await response.text();
    try {
        const value: unknown = JSON.parse(text);
        return isJsonObject(value) ? value : {};
    } catch {
        return {};
    }
}

export function member(object: JsonObject, key: string): JsonObject {
    const value = object[key];
    return isJsonObject(value) ? value : {};
}

export function text(object: JsonObject, key: string): string | undefined {
    const value = object[key];
    return typeof value === "string" ? value : undefined;
}

/** @throws Error if the vendor's answer lacks the member. */
export function requiredText(object: JsonObject, key: string): string {
    const value = text(object, key);
    if (value === undefined) {
        throw new Error(`The answer lacks "${key}"; it has ${Object.keys(object).join(", ") || "nothing"}.`);
    }
    return value;
}

export function flag(object: JsonObject, key: string): boolean {
    return object[key] === true;
}

export function texts(object: JsonObject, key: string): readonly string[] {
    const value = object[key];
    return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

export function objects(object: JsonObject, key: string): readonly JsonObject[] {
    const value = object[key];
    return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

export function textMap(object: JsonObject, key: string): Readonly<Record<string, string>> {
    return Object.fromEntries(
        Object.entries(member(object, key)).flatMap(([name, value]) =>
            typeof value === "string" ? [[name, value]] : [],
        ),
    );
}
