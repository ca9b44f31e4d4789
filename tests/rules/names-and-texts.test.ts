import assert from "node:assert/strict";
import fc from "fast-check";
import {
    developerProviderNameProblem,
    developerUserIdentifierProblem,
    identityPoolNameProblem,
} from "../../rules/aws/cognito-names";
import { parseParameterPath } from "../../rules/aws/parameter-path";
import { quote } from "../../rules/quote";
import { parseSessionDurationSeconds } from "../../rules/aws/session-duration";
import { tagKeyProblem, tagValueProblem } from "../../rules/aws/tags";
import { parseWorkloadDescription } from "../../rules/workload-description";
import { parseWorkloadName, physicalName, physicalNameProblem } from "../../rules/workload-name";
import { problemOf, valueOf } from "./result";

/** A table of texts that a rule takes and of texts that it refuses. */
function takes(
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

describe("identityPoolNameProblem", () => {
    takes(
        identityPoolNameProblem,
        ["a", "cognito-entra-dev-orders", "a b_+=,.@-", "x".repeat(128)],
        ["", "x".repeat(129), "a:b", "ü"],
        /is not an identity pool name, which has 1 to 128 letters, digits, blanks and _\+=,\.@-$/,
    );
});

describe("developerProviderNameProblem", () => {
    takes(
        developerProviderNameProblem,
        ["entra.orders", "a_b-c.d", "x".repeat(128)],
        ["", "a b", "x".repeat(129), "a:b", "a\n"],
        /is not a developer provider name, which has 1 to 128 letters, digits and \._-$/,
    );
});

describe("developerUserIdentifierProblem", () => {
    takes(
        developerUserIdentifierProblem,
        ["orders", "a:b/ü", "x".repeat(1024)],
        ["", "x".repeat(1025), "a\nb"],
        /is not a developer user identifier, which has 1 to 1024 printable characters$/,
    );
});

describe("tagKeyProblem", () => {
    takes(
        tagKeyProblem,
        ["team", "cost centre", "a_.:/=+@-", "größe", "x".repeat(128), "myaws:x"],
        ["", "a;b", "a\tb", "x".repeat(129), "aws:x", "AWS:x"],
        /is not a tag's key|at most 128 characters, found 129$|begins with "aws:", which AWS keeps for itself$/,
    );
});

describe("tagValueProblem", () => {
    takes(
        tagValueProblem,
        ["", "platform", "aws:x", "x".repeat(256)],
        ["a;b", "a\nb", "x".repeat(257)],
        /is not a tag's value|at most 256 characters, found 257$/,
    );
});

describe("parseWorkloadName", () => {
    takes(
        (text) => {
            const name = parseWorkloadName(text);
            return name.ok ? undefined : name.problem;
        },
        ["abc", "24-bills", "a-b", "a--b", "x".repeat(40)],
        ["", "ab", "x".repeat(41), "Orders", "-abc", "abc-", "a_b", "a.b", "abc\n", "größe"],
        /is not a workload name, which has 3 to 40 lower case letters, digits and hyphens, with no hyphen at either end$/,
    );
});

describe("parseWorkloadDescription", () => {
    takes(
        (text) => {
            const description = parseWorkloadDescription(text);
            return description.ok ? undefined : description.problem;
        },
        ["", "Bestellungen für den Hafen.\n\tZwei Zeilen.", "x".repeat(600)],
        ["注文", "a\u0007b", "€", "👍", "x".repeat(601)],
        /^IAM takes no ".*" in a description; only Latin letters, signs and line breaks$|^a description has at most 600/,
    );
});

describe("parseSessionDurationSeconds", () => {
    it("takes whole seconds from an hour to twelve", () => {
        assert.deepEqual(
            [3600, 43200].map((seconds) => valueOf(parseSessionDurationSeconds(seconds))),
            [3600, 43200],
        );
        for (const seconds of [3599, 43201, 3600.5, -3600, NaN, Infinity]) {
            assert.equal(
                problemOf(parseSessionDurationSeconds(seconds)),
                `${seconds} is not a session's duration, which is 3600 to 43200 whole seconds`,
            );
        }
    });
});

describe("physicalNameProblem", () => {
    it("counts the whole name", () => {
        assert.equal(physicalName("p-dev", "orders"), "p-dev-orders");
        assert.equal(physicalNameProblem("p".repeat(57), "orders", true), undefined);
        assert.match(physicalNameProblem("p".repeat(58), "orders", true) ?? "", /IAM role .* 1 more than the 64/);
        assert.equal(physicalNameProblem("p".repeat(121), "orders", false), undefined);
        assert.match(physicalNameProblem("p".repeat(123), "orders", false) ?? "", /IAM policy .* 2 more than the 128/);
    });
});

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

describe("parseParameterPath", () => {
    const problem = (text: string): string | undefined => {
        const result = parseParameterPath(text);
        return result.ok ? undefined : result.problem;
    };
    takes(
        problem,
        ["/a", "/shop/orders", "/Shop_1.0/or-ders", "/a".repeat(14), `/${"a".repeat(976)}`, "/shop/aws"],
        ["", "/", "orders", "shop/orders", "/orders/", "//orders", "/a b", "/ä", "/a".repeat(15), "/a\n"],
        /is not a parameter path, which has 1 to 14 names/,
    );
    takes(
        problem,
        [],
        ["/aws", "/AWS/orders", "/ssm", "/ssmorders"],
        /begins with "\/(aws|ssm)", which AWS keeps for itself/i,
    );
    takes(problem, [], [`/${"a".repeat(977)}`], /^a parameter path has at most 977 characters, found 978$/);
});
