import { quote } from "../quote";

/** AWS accepts at most this many tags on one resource. */
export const maximumTags = 50;

/**
 * What AWS would refuse in a tag's key: 1 to 128 letters, digits, spaces and `_.:/=+-@`, not beginning with `aws:`.
 * https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
export function tagKeyProblem(key: string): string | undefined {
    if (/^aws:/i.test(key)) {
        return `the tag ${quote(key)} begins with "aws:", which AWS keeps for itself`;
    }
    if (key.length > 128) {
        return `a tag's key has at most 128 characters, found ${key.length}`;
    }
    return /^[\p{L}\p{Nd}\p{Nl}\p{No} _.:/=+@-]+$/u.test(key)
        ? undefined
        : `${quote(key)} is not a tag's key, which has letters, digits, spaces and _.:/=+-@`;
}

/** What AWS would refuse in a tag's value: up to 256 of a key's characters. */
export function tagValueProblem(value: string): string | undefined {
    if (value.length > 256) {
        return `a tag's value has at most 256 characters, found ${value.length}`;
    }
    return /^[\p{L}\p{Nd}\p{Nl}\p{No} _.:/=+@-]*$/u.test(value)
        ? undefined
        : `${quote(value)} is not a tag's value, which has letters, digits, spaces and _.:/=+-@`;
}
