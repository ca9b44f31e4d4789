import { isDeepStrictEqual } from "node:util";
import { UNKNOWN, type PropertyMap, type PropertyValue } from "@cognito-entra/plumbing";

/**
 * The types that inputs and outputs of the deployed resources have. A `document` is a string of JSON, compared by
 * meaning; an `httpsUrl` is a string that the vendor stores, and the real provider returns, without `https://`.
 */
export type PropertyType =
    "string" | "httpsUrl" | "boolean" | "number" | "document" | "stringList" | "stringSet" | "stringMap";

const words: Readonly<Record<PropertyType, string>> = {
    string: "a string",
    httpsUrl: "a string",
    boolean: "true or false",
    number: "a number",
    document: "a JSON document",
    stringList: "a list of strings",
    stringSet: "a list of strings",
    stringMap: "a map of strings",
};

export function describeType(type: PropertyType): string {
    return words[type];
}

export function isPropertyMap(value: PropertyValue | undefined): value is PropertyMap {
    return typeof value === "object" && value !== null && !isPropertyList(value);
}

export function isPropertyList(value: PropertyValue | undefined): value is readonly PropertyValue[] {
    return Array.isArray(value);
}

/** Whether `value` is of the `type`; an unknown value is of every type. */
export function hasType(type: PropertyType, value: PropertyValue): boolean {
    if (value === UNKNOWN) {
        return true;
    }
    switch (type) {
        case "string":
        case "httpsUrl":
            return typeof value === "string";
        case "document":
            return typeof value === "string" && parseDocument(value) !== undefined;
        case "boolean":
        case "number":
            return typeof value === type;
        case "stringList":
        case "stringSet":
            return isPropertyList(value) && value.every((item) => hasType("string", item));
        case "stringMap":
            return isPropertyMap(value) && Object.values(value).every((item) => hasType("string", item));
    }
}

/** Whether both values mean the same to the vendor. Absent is the same as `whenAbsent`, or as empty. */
export function sameValue(
    type: PropertyType,
    left: PropertyValue | undefined,
    right: PropertyValue | undefined,
    whenAbsent?: PropertyValue,
): boolean {
    return isDeepStrictEqual(meaning(type, left ?? whenAbsent), meaning(type, right ?? whenAbsent));
}

function isEmpty(value: PropertyValue | undefined): boolean {
    return (
        value === undefined ||
        value === null ||
        value === "" ||
        (isPropertyList(value) && value.length === 0) ||
        (isPropertyMap(value) && Object.keys(value).length === 0)
    );
}

function meaning(type: PropertyType, value: PropertyValue | undefined): unknown {
    if (isEmpty(value)) {
        return undefined;
    }
    if (type === "stringSet" && isPropertyList(value)) {
        return new Set(value);
    }
    if (type === "httpsUrl" && typeof value === "string") {
        return value.replace(/^https:\/\//, "");
    }
    return type === "document" && typeof value === "string" ? (parseDocument(value) ?? value) : value;
}

function parseDocument(text: string): unknown {
    try {
        const value: unknown = JSON.parse(text);
        return value;
    } catch {
        return undefined;
    }
}
