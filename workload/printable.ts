const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A foreign string made safe for a terminal or log: each character that could move the cursor, break the line or hide itself becomes `�`. */
export function printable(text: string): string {
    return text.replace(UNPRINTABLE, "\uFFFD");
}
