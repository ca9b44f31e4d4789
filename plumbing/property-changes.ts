import { UNKNOWN, type PropertyMap, type PropertyValue } from "./handler";

/** One difference, at the deepest place where old and new can still be compared. */
export interface PropertyChange {
    /** As Pulumi writes it: `tags.team`, `audiences[0]`, `tags["a.b"]`. */
    readonly path: string;
    readonly kind: "add" | "delete" | "update";
}

function isList(value: PropertyValue | undefined): value is readonly PropertyValue[] {
    return Array.isArray(value);
}

function isMap(value: PropertyValue | undefined): value is PropertyMap {
    return typeof value === "object" && value !== null && !isList(value);
}

function memberPath(path: string, key: string): string {
    if (!/^[A-Za-z_$][\w$]*$/.test(key)) {
        return `${path}[${JSON.stringify(key)}]`;
    }
    return path === "" ? key : `${path}.${key}`;
}

function valueChanges(path: string, old: PropertyValue | undefined, next: PropertyValue | undefined): PropertyChange[] {
    if (old === undefined) {
        return next === undefined ? [] : [{ path, kind: "add" }];
    }
    if (next === undefined) {
        return [{ path, kind: "delete" }];
    }
    if (isMap(old) && isMap(next)) {
        return propertyChanges(old, next, path);
    }
    if (isList(old) && isList(next)) {
        return Array.from({ length: Math.max(old.length, next.length) }, (_, index) =>
            valueChanges(`${path}[${index}]`, old[index], next[index]),
        ).flat();
    }
    return old === next && next !== UNKNOWN ? [] : [{ path, kind: "update" }];
}

/** Every difference between two property maps. An unknown value counts as a changed one. */
export function propertyChanges(old: PropertyMap, next: PropertyMap, path = ""): PropertyChange[] {
    const keys = new Set([...Object.keys(old), ...Object.keys(next)]);
    return [...keys].flatMap((key) => valueChanges(memberPath(path, key), old[key], next[key]));
}

/** The top-level keys whose values differ: what a handler's `diff` returns if every input counts. */
export function changedKeys(old: PropertyMap, next: PropertyMap): string[] {
    const keys = new Set([...Object.keys(old), ...Object.keys(next)]);
    return [...keys].filter((key) => valueChanges(key, old[key], next[key]).length > 0);
}
