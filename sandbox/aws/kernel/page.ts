import type { AwsError } from "./aws-error";

/** One page of a list. */
export interface Page<T> {
    readonly items: readonly T[];
    /** The token of the page after this one, which means nothing to the caller; `undefined` at the end. */
    readonly next: string | undefined;
}

/**
 * The page of a list that a token refers to.
 * @param token From the previous page; undefined for the first page.
 * @throws `invalid` at once for a token that no page returned.
 */
export function readPage(
    count: number,
    token: string | undefined,
    invalid: AwsError,
): <T>(items: readonly T[]) => Page<T> {
    const text = token === undefined ? "0" : Buffer.from(token, "base64url").toString();
    if (!/^\d{1,9}$/.test(text)) {
        throw invalid;
    }
    const end = Number(text) + count;
    return (items) => ({
        items: items.slice(Number(text), end),
        next: end < items.length ? Buffer.from(String(end)).toString("base64url") : undefined,
    });
}
