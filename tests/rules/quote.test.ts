import assert from "node:assert/strict";
import fc from "fast-check";
import { quote } from "../../rules/quote";

describe("quote", () => {
    for (const [text, shown] of [
        ["plain", '"plain"'],
        ['a"b\\c', '"a\\"b\\\\c"'],
        ["a\nb\u001b[2J\u007f", '"a\\nb\\u001b[2J\\u{7f}"'],
        ["\u202eevil\u2028\ufeff", '"\\u{202e}evil\\u{2028}\\u{feff}"'],
        ["\ud800", '"\\ud800"'],
        ["größe 👍", '"größe 👍"'],
        ["x".repeat(120), `"${"x".repeat(120)}"`],
        ["x".repeat(123), `"${"x".repeat(120)}" … (3 more characters)`],
    ] as const) {
        it(`shows ${shown.slice(0, 40)}`, () => {
            assert.equal(quote(text), shown);
        });
    }

    it("leaves no control character in, and is short", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
                const shown = quote(text);
                assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
                assert.ok(shown.length < 1500);
            }),
        );
    });
});
