import assert from "node:assert/strict";
import { withoutPulumisTraces } from "../../tools/stack-file-keeper";

describe("a stack's file after the sandbox", () => {
    const before = "# mine\nconfig:\n  cognito-entra:protect: false # for now\n";
    const salt = "encryptionsalt: v1:abc=:v1:def\n";

    for (const [what, after, expected] of [
        ["is what it was, when Pulumi added its salt", before + salt, before],
        [
            "is what it was, when Pulumi also wrote it anew",
            `# mine\nconfig:\n  cognito-entra:protect: "false"\n${salt}`,
            before,
        ],
        [
            "keeps what a person changed",
            `config:\n  cognito-entra:protect: "true"\n${salt}`,
            'config:\n  cognito-entra:protect: "true"\n',
        ],
        ["keeps what a person broke", `config: [\n${salt}`, "config: [\n"],
    ] as const) {
        it(what, () => {
            assert.equal(withoutPulumisTraces(before, after), expected);
        });
    }

    it("keeps a salt that was there", () => {
        assert.equal(withoutPulumisTraces(before + salt, before + salt), before + salt);
    });
});
