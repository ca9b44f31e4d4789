const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Somebody else's text as a terminal or log may have it: what would move a cursor, break a line or hide itself is a `�`, one for one. */
export function printable(text: string): string {
    return text.replace(UNPRINTABLE, "\uFFFD");
}
