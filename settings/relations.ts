import { placeOf, type Path } from "./path";
import type { Problem } from "./stack-configuration";

// Relations look at values whose parts may be wrong, so that one mistake does not hide another.

export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value, or an empty mapping if it is not a mapping. */
export function mapping(value: unknown): Mapping {
    return isMapping(value) ? value : {};
}

/** The value, or an empty list if it is not a list. */
export function list(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : [];
}

/** A problem for every path whose key an earlier one has. */
export function repeated(setting: string, keyed: readonly (readonly [key: string, path: Path])[]): readonly Problem[] {
    const firsts = new Map<string, Path>();
    return keyed.flatMap(([key, path]) => {
        const first = firsts.get(key);
        if (first === undefined) {
            firsts.set(key, path);
            return [];
        }
        return [{ path, text: `repeats ${placeOf(setting, first)}; remove or change one of them` }];
    });
}
