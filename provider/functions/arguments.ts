import type { PropertyMap } from "@cognito-entra/plumbing";

/** @throws Error where the argument is missing, not known or no string. */
export function requiredString(args: PropertyMap, name: string): string {
    const value = args[name];
    if (typeof value !== "string" || value === "") {
        throw new Error(`${name} must be a string that is not empty.`);
    }
    return value;
}
