import { distance } from "fastest-levenshtein";

const mostDifferences = 6;

/**
 * The candidate that a misspelt word most likely means; undefined if none is near. Case, spaces, hyphens and
 * underscores are ignored; otherwise at most one letter in three may differ, and six in all. The first of several
 * equally near candidates wins.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
    const folded = fold(word);
    if (folded === "") {
        return undefined;
    }
    let best: string | undefined;
    let bestDistance = Number.POSITIVE_INFINITY;
    for (const candidate of candidates) {
        const target = fold(candidate);
        const cutOff = Math.min(mostDifferences, Math.ceil(Math.min(folded.length, target.length) / 3));
        if (Math.abs(target.length - folded.length) > cutOff) {
            continue;
        }
        const found = distance(folded, target);
        if (found <= cutOff && found < bestDistance) {
            best = candidate;
            bestDistance = found;
        }
    }
    return best;
}

function fold(word: string): string {
    return word.toLowerCase().replace(/[\s_-]+/g, "");
}

/** `; did you mean "…"?`, or an empty string if no candidate is near. */
export function suggestion(word: string, candidates: readonly string[]): string {
    const candidate = nearest(word, candidates);
    return candidate === undefined ? "" : `; did you mean "${candidate}"?`;
}

/** The candidate that was probably meant or, if none is near, all of them: for short tables. */
export function suggestionOrAll(word: string, candidates: readonly string[]): string {
    const near = suggestion(word, candidates);
    return near === "" ? `; allowed values: ${candidates.join(", ")}` : near;
}
