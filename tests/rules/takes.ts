import assert from "node:assert/strict";

/** A table of strings that a rule accepts and of strings that it refuses. */
export function takes(
    problem: (text: string) => string | undefined,
    good: readonly string[],
    bad: readonly string[],
    refusal: RegExp,
): void {
    for (const text of good) {
        it(`takes ${JSON.stringify(text).slice(0, 60)} (${text.length})`, () => {
            assert.equal(problem(text), undefined);
        });
    }
    for (const text of bad) {
        it(`refuses ${JSON.stringify(text).slice(0, 60)} (${text.length})`, () => {
            assert.match(problem(text) ?? "", refusal);
        });
    }
}
