import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { PersonError } from "../../tools/person-error";
import { readStackFile } from "../../tools/stack-file";

const bomb = [
    "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]",
    "b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]",
    "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]",
    "d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]",
    "config: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]",
].join("\n");

const tooLarge = "the alias *d makes the file larger than 100,000 values; write out what it stands for.";

describe("a stack's file that is not a configuration in YAML", () => {
    let folder: string;
    before(async () => {
        folder = await mkdtemp(join(tmpdir(), "stack-file-yaml-"));
    });
    after(() => rm(folder, { recursive: true }));

    async function refusal(yaml: string): Promise<string> {
        await writeFile(join(folder, "Pulumi.test.yaml"), yaml);
        try {
            await readStackFile("test", folder);
        } catch (error) {
            assert.ok(error instanceof PersonError, error instanceof Error ? error.stack : String(error));
            return error.message;
        }
        return assert.fail("accepted");
    }

    for (const [what, yaml, problem] of [
        [
            "an alias to nothing",
            "config:\n  aws:region: *region\n",
            "line 2, column 15: no anchor &region comes before the alias *region.",
        ],
        [
            "an alias to itself",
            "config:\n  cognito-entra:tags: &tags\n    team: *tags\n",
            "line 3, column 11: the alias *tags stands inside its own anchor &tags.",
        ],
        ["too many aliases", bomb, `line 5, column 38: ${tooLarge}`],
        [
            "an unknown tag",
            "config:\n  aws:region: !region eu-central-1\n",
            "line 2, column 15: the tag !region is not supported; remove it.",
        ],
        [
            "a list tagged as a set",
            "config:\n  cognito-entra:tags: !!set [a, b]\n",
            "line 2, column 23: the tag !!set is not supported; remove it.",
        ],
        [
            "a list tagged as a mapping",
            "config:\n  cognito-entra:tags: !!map [a]\n",
            "line 2, column 23: the tag !!map does not fit what follows it; remove it.",
        ],
        [
            "a string tagged as a number",
            "config:\n  aws:region: !!int x\n",
            "line 2, column 15: the tag !!int does not fit what follows it; remove it.",
        ],
        [
            "a key that is a list",
            "config:\n  ? [a, b]\n  : c\n",
            "line 2, column 5: found a list as a key, expected a string.",
        ],
        [
            "two documents",
            "config: {}\n---\nconfig: {}\n",
            "line 2, column 1: found a second document; a stack's file has one.",
        ],
        ["a list", "- config\n", "line 1, column 1: found a list, expected a mapping with the key config."],
        [
            "a string",
            "config\n",
            'line 1, column 1: found the string "config", expected a mapping with the key config.',
        ],
        [
            "a list of settings",
            "config:\n  - aws:region: eu-central-1\n",
            "line 2, column 3: config: found a list, expected a mapping.",
        ],
        [
            "a number for its settings",
            "# settings\nconfig: 5\n",
            "line 2, column 9: config: found the number 5, expected a mapping.",
        ],
        [
            "a setting without namespace",
            "config:\n  aws:region: eu-central-1\n  workloads: x\n",
            'line 3, column 3: config: the key "workloads" has no namespace; write cognito-entra:workloads.',
        ],
        [
            "an unknown setting without namespace",
            "config:\n  reigon: x\n",
            'line 2, column 3: config: the key "reigon" has no namespace; write aws:region.',
        ],
        [
            "a key like no setting without namespace",
            "config:\n  fruit: x\n",
            'line 2, column 3: config: the key "fruit" has no namespace; keys are written as <namespace>:<name>.',
        ],
    ] as const) {
        it(`is refused in one sentence with its place: ${what}`, async () => {
            assert.equal(await refusal(yaml), `Pulumi.test.yaml, ${problem}`);
        });
    }

    it("is refused where it is nested too deeply", async () => {
        assert.match(
            await refusal(`config: ${"[".repeat(100_000)}`),
            /^Pulumi\.test\.yaml, line 1, column \d+: is nested too deeply to be read\.$/,
        );
    });

    it("prints no warning of Node.js", async () => {
        const warnings: Error[] = [];
        const listen = (warning: Error): void => void warnings.push(warning);
        process.on("warning", listen);
        await refusal("config:\n  aws:region: !region x\n  ? {a: b}\n  : !!foo c\n");
        await new Promise(setImmediate);
        process.off("warning", listen);
        assert.deepEqual(warnings, []);
    });

    it("is never an unhandled error, whatever it holds", async function () {
        this.timeout(30_000);
        const pieces = fc.constantFrom(
            ..."\n|\n  |\n    |: |- |? |[|]|{|}|, |&a |*a |*b |!!set |!!map |!!str |!!binary |!x |!!int |!!omap |!!timestamp |<<|'|\"|#|>|%YAML 9\n|---\n|...\n|\t|~|1|.inf|true|config|aws:region|cognito-entra:workloads|cognito-entra:tags|name|__proto__|secure".split(
                "|",
            ),
            "|\n",
        );
        await fc.assert(
            fc.asyncProperty(fc.array(pieces, { maxLength: 40 }), fc.boolean(), async (parts, inConfig) => {
                await refusal((inConfig ? "config:\n  " : "") + parts.join(""));
            }),
            { numRuns: 1000, interruptAfterTimeLimit: 20_000 },
        );
    });
});
