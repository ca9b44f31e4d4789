import { closest, distance } from "fastest-levenshtein";

/** The sentence that refuses an unknown key, with the one that was probably meant. */
export function unknownKeyProblem(key: string, known: readonly string[]): string {
    const nearest = closest(key, known);
    const meant = distance(key.toLowerCase(), nearest.toLowerCase()) <= key.length / 2;
    return meant ? `is not known: did you mean ${nearest}?` : `is not known: the keys are ${known.join(", ")}.`;
}
