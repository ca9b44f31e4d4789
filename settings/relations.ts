import { quote } from "../rules/quote";
import { stackTagKey } from "../rules/aws/stack-tag";
import { maximumTags, tagKeyProblem } from "../rules/aws/tags";
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

/** What is wrong with the keys of tags, and between them. */
export function tagRelations(value: unknown, path: Path = []): readonly Problem[] {
    const keys = Object.keys(mapping(value));
    const count =
        keys.length > maximumTags
            ? [{ path, text: `found ${keys.length} tags, AWS takes at most ${maximumTags}` }]
            : [];
    return [
        ...count,
        ...keys.flatMap((key, index) => {
            const twin = keys.slice(0, index).find((other) => other.toLowerCase() === key.toLowerCase());
            const text =
                tagKeyProblem(key) ??
                (key.toLowerCase() === stackTagKey
                    ? "is the tag by which IAM tells the stack's identity pools from others; the stack sets it itself, so remove it here"
                    : undefined) ??
                (twin === undefined
                    ? undefined
                    : `differs from the tag ${quote(twin)} only in case, which IAM ignores`);
            return text === undefined ? [] : [{ path: [...path, key], text }];
        }),
    ];
}
