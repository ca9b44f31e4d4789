import { stackTagKey } from "../rules/aws/stack-tag";
import { maximumTags, tagKeyProblem } from "../rules/aws/tags";
import { quote } from "../rules/quote";
import type { Path } from "./path";
import { mapping } from "./relations";
import type { Problem } from "./stack-configuration";

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
