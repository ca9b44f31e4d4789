import assert from "node:assert/strict";
import { PersonError } from "../../tools/person-error";
import { parseArguments } from "../../tools/sandbox-arguments";

describe("npm run sandbox", () => {
    for (const [words, expected] of [
        [[], { providers: "stand-in", stack: "dev", command: [] }],
        [["bash"], { providers: "stand-in", stack: "dev", command: ["bash"] }],
        [
            ["--providers", "real", "--stack", "test", "pulumi", "up", "--yes"],
            { providers: "real", stack: "test", command: ["pulumi", "up", "--yes"] },
        ],
        [["--", "--version"], { providers: "stand-in", stack: "dev", command: ["--version"] }],
        [["pulumi", "--help"], { providers: "stand-in", stack: "dev", command: ["pulumi", "--help"] }],
        [["--help"], "help"],
    ] as const) {
        it(`understands ${JSON.stringify(words)}`, () => {
            assert.deepEqual(parseArguments(words), expected);
        });
    }

    for (const [words, message] of [
        [["--providers", "fake"], "--providers takes real or stand-in, not fake."],
        [["--providers"], "--providers takes real or stand-in, not nothing."],
        [["--stack", "../x"], "--stack takes the name of a stack, not ../x."],
        [["--verbose"], "--verbose is not an option of the sandbox."],
    ] as const) {
        it(`refuses ${JSON.stringify(words)}`, () => {
            assert.throws(
                () => parseArguments(words),
                (error) => error instanceof PersonError && error.message.split("\n")[0] === message,
            );
        });
    }
});
