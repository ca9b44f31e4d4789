import type { PropertyMap } from "@cognito-entra/plumbing";
import { isPropertyList, isPropertyMap } from "./property-type";

/** @throws Error if the input is missing or of another type: `check` should have refused it. */
export function requiredString(properties: PropertyMap, name: string): string {
    const value = optionalString(properties, name);
    if (value === undefined) {
        throw new Error(`The input "${name}" is missing.`);
    }
    return value;
}

export function optionalString(properties: PropertyMap, name: string): string | undefined {
    const value = properties[name];
    return typeof value === "string" ? value : undefined;
}

export function optionalNumber(properties: PropertyMap, name: string): number | undefined {
    const value = properties[name];
    return typeof value === "number" ? value : undefined;
}

export function isTrue(properties: PropertyMap, name: string): boolean {
    return properties[name] === true;
}

export function stringList(properties: PropertyMap, name: string): readonly string[] {
    const value = properties[name];
    return isPropertyList(value) ? value.filter((item) => typeof item === "string") : [];
}

export function stringMap(properties: PropertyMap, name: string): Readonly<Record<string, string>> {
    const value = properties[name];
    return isPropertyMap(value)
        ? Object.fromEntries(
              Object.entries(value).flatMap(([key, item]) => (typeof item === "string" ? [[key, item]] : [])),
          )
        : {};
}

/** `properties` without the keys whose value is `undefined`. */
export function present(properties: Readonly<Record<string, PropertyMap[string] | undefined>>): PropertyMap {
    return Object.fromEntries(
        Object.entries(properties).flatMap(([key, value]) =>
            value === undefined || value === null ? [] : [[key, value]],
        ),
    );
}
