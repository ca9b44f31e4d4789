import type { PropertyMap } from "@cognito-entra/plumbing";

/** @throws Error if the argument is missing, unknown or not a string. */
export function requiredString(args: PropertyMap, name: string): string {
    const value = args[name];
    if (typeof value !== "string" || value === "") {
        throw new Error(`${name} must be a non-empty string.`);
    }
    return value;
}
