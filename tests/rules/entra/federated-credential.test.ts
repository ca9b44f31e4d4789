import assert from "node:assert/strict";
import { federatedCredentialProblems } from "../../../rules/entra/federated-credential";

const credential = {
    name: "cognito-orders",
    issuer: "https://cognito-identity.amazonaws.com",
    audience: "eu-central-1:3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    subject: "eu-central-1:7c9e6679-7425-40de-944b-e07fc1f90ae7",
};

describe("federatedCredentialProblems", () => {
    it("finds nothing wrong with what Cognito issues, nor at the limits", () => {
        assert.deepEqual(federatedCredentialProblems(credential), []);
        assert.deepEqual(
            federatedCredentialProblems({
                name: "n".repeat(120),
                issuer: `https://i.example/${"i".repeat(582)}`,
                audience: "a".repeat(600),
                subject: "s".repeat(600),
                description: "d".repeat(600),
            }),
            [],
        );
    });

    const nameRule =
        "is not the name of a federated credential, which has 3 to 120 letters, digits, - and _ and begins with a letter or digit";
    for (const [change, problem] of [
        [{ name: "ab" }, `"ab" ${nameRule}`],
        [{ name: "-abc" }, `"-abc" ${nameRule}`],
        [{ name: credential.subject }, `"${credential.subject}" ${nameRule}`],
        [{ name: "n".repeat(121) }, `"${"n".repeat(120)}" … (1 more characters) ${nameRule}`],
        [{ issuer: "http://i.example" }, '"http://i.example" is not an https URL; Entra accepts no other issuer'],
        [{ audience: "" }, "the audience is empty"],
        [
            { audience: " a" },
            'the audience " a" has spaces around it or control characters; Entra compares it byte for byte',
        ],
        [
            { subject: "a\n" },
            'the subject "a\\n" has spaces around it or control characters; Entra compares it byte for byte',
        ],
        [{ subject: "repo:*" }, 'the subject "repo:*" has a wildcard; Entra expands none'],
        [{ subject: "s".repeat(601) }, "the subject has at most 600 characters, found 601"],
        [{ description: "d".repeat(601) }, "the description has at most 600 characters, found 601"],
    ] as const) {
        it(problem.slice(0, 100), () => {
            assert.deepEqual(federatedCredentialProblems({ ...credential, ...change }), [problem]);
        });
    }

    it("finds everything at once", () => {
        const all = { name: "", issuer: "", audience: "", subject: "", description: "d".repeat(601) };
        assert.equal(federatedCredentialProblems(all).length, 5);
    });
});
