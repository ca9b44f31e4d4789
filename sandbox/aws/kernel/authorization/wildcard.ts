/** One character of a pattern: itself, or a wildcard. */
interface PatternCharacter {
    readonly character: string;
    readonly isWildcard: boolean;
}

/** A string to compare with, in which some `*` stand for any number of characters and some `?` for exactly one. */
export type Pattern = readonly PatternCharacter[];

/** A pattern in which every `*` and `?` is a wildcard. */
export function wildcardPattern(text: string): Pattern {
    return Array.from(text).map((character) => ({ character, isWildcard: character === "*" || character === "?" }));
}

/** A pattern that only `text` itself matches. */
export function literalPattern(text: string): Pattern {
    return Array.from(text).map((character) => ({ character, isWildcard: false }));
}

/** The pattern as a string, in which wildcards can no longer be told from other characters. */
export function patternText(pattern: Pattern): string {
    return pattern.map(({ character }) => character).join("");
}

/** Whether `text` matches `pattern`, in which every `*` and `?` is a wildcard. */
export function matchesWildcard(pattern: string, text: string): boolean {
    return matchesPattern(wildcardPattern(pattern), text);
}

/**
 * Whether the whole of `text` matches. After a mismatch only the last `*` takes one more character, since an earlier one
 * could not do better: so the time is at most proportional to the product of both lengths, however many `*` there are.
 */
export function matchesPattern(pattern: Pattern, text: string): boolean {
    const characters = Array.from(text);
    let position = 0;
    let next = 0;
    let lastRun: { readonly after: number; taken: number } | undefined;
    while (position < characters.length) {
        if (isRun(pattern[next])) {
            next += 1;
            lastRun = { after: next, taken: position };
        } else if (isOne(pattern[next], characters[position])) {
            next += 1;
            position += 1;
        } else if (lastRun === undefined) {
            return false;
        } else {
            lastRun.taken += 1;
            next = lastRun.after;
            position = lastRun.taken;
        }
    }
    return pattern.slice(next).every(isRun);
}

function isRun(expected: PatternCharacter | undefined): boolean {
    return expected?.isWildcard === true && expected.character === "*";
}

function isOne(expected: PatternCharacter | undefined, character: string | undefined): boolean {
    if (expected?.isWildcard === true) {
        return expected.character === "?";
    }
    return expected?.character === character;
}
