import assert from "node:assert/strict";
import fc from "fast-check";
import { matchesWildcard } from "../../../../sandbox/aws/kernel/authorization/wildcard";

const MAXIMUM_MILLISECONDS = 1000;

/** The definition, case by case, with a table of what is known already: slow, but bounded and easy to believe. */
function matchesByDefinition(pattern: readonly string[], text: readonly string[]): boolean {
    const known = new Map<string, boolean>();
    const matches = (p: number, t: number): boolean => {
        const key = `${p},${t}`;
        const before = known.get(key);
        if (before !== undefined) {
            return before;
        }
        const wanted = pattern[p];
        const answer =
            wanted === undefined
                ? t === text.length
                : wanted === "*"
                  ? matches(p + 1, t) || (t < text.length && matches(p, t + 1))
                  : t < text.length && (wanted === "?" || wanted === text[t]) && matches(p + 1, t + 1);
        known.set(key, answer);
        return answer;
    };
    return matches(0, 0);
}

function millisecondsOf(work: () => void): number {
    const start = performance.now();
    work();
    return performance.now() - start;
}

describe("wildcards of IAM policies", () => {
    const cases: readonly (readonly [pattern: string, text: string, matches: boolean])[] = [
        ["", "", true],
        ["", "a", false],
        ["*", "", true],
        ["?", "", false],
        ["a*", "a", true],
        ["*a", "ba", true],
        ["*a", "ab", false],
        ["a*b*c", "aXbYbZc", true],
        ["a*b*c", "aXcYb", false],
        ["a?c", "abc", true],
        ["a?c", "ac", false],
        ["a.c", "abc", false],
        ["(a|b)+", "ab", false],
        ["a\\*", "a\\b", true],
        ["[a-z]*", "[a-z]b", true],
        ["a?", "a😀", true],
        ["*", "a\nb", true],
    ];
    for (const [pattern, text, matches] of cases) {
        it(`${JSON.stringify(pattern)} ${matches ? "matches" : "does not match"} ${JSON.stringify(text)}`, () => {
            assert.equal(matchesWildcard(pattern, text), matches);
        });
    }

    it("match as their definition says, whatever the pattern", () => {
        const characters = fc.array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 12 });
        const texts = fc.array(fc.constantFrom("a", "b", "*"), { maxLength: 12 });
        fc.assert(
            fc.property(characters, texts, (pattern, text) => {
                assert.equal(matchesWildcard(pattern.join(""), text.join("")), matchesByDefinition(pattern, text));
            }),
            { numRuns: 2000, interruptAfterTimeLimit: 5000, markInterruptAsFailure: true },
        );
    });

    it("with thirty asterisks, or three thousand, are decided at once", () => {
        for (const asterisks of [30, 3000]) {
            const pattern = `${"*a".repeat(asterisks)}b`;
            const milliseconds = millisecondsOf(() => {
                assert.equal(matchesWildcard(pattern, "a".repeat(2048)), false);
            });
            assert.ok(milliseconds < MAXIMUM_MILLISECONDS, `took ${milliseconds} ms`);
        }
    });

    it("are decided in bounded time, whatever the pattern", () => {
        const patterns = fc
            .array(fc.constantFrom("*", "*a", "?", "a", "*?", "b*"), { minLength: 100, maxLength: 1000 })
            .map((parts) => parts.join(""));
        fc.assert(
            fc.property(patterns, fc.nat(2048), (pattern, length) => {
                const milliseconds = millisecondsOf(() => matchesWildcard(pattern, "a".repeat(length)));
                assert.ok(milliseconds < MAXIMUM_MILLISECONDS, `took ${milliseconds} ms`);
            }),
            { numRuns: 100, interruptAfterTimeLimit: 10_000 },
        );
    });
});
