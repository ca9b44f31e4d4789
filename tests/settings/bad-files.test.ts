import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parseSettings, SettingsError, type SettingsContext } from "../../settings";
import { asPulumiHandsOver, configOf } from "./stack-file";

const folder = join(__dirname, "bad");
const names = readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.slice(0, -".yaml".length));

const namePrefix = "cognito-entra-dev";

function refusal(config: Record<string, unknown>, context: SettingsContext): SettingsError {
    try {
        parseSettings(config, "Pulumi.dev.yaml", context);
    } catch (error) {
        assert.ok(error instanceof SettingsError, String(error));
        return error;
    }
    return assert.fail("the file was accepted");
}

function secretKeysOf(config: Record<string, unknown>): string[] {
    return Object.keys(config).filter((key) => JSON.stringify(config[key]).includes('"secure":'));
}

describe("files with mistakes", () => {
    it("are enough to be worth the effort", () => {
        assert.ok(names.length >= 150, `${names.length} files`);
    });

    for (const name of names) {
        it(name.replaceAll("-", " "), () => {
            const expected = readFileSync(join(folder, `${name}.txt`), "utf8")
                .trimEnd()
                .split("\n");
            const written = configOf(join(folder, `${name}.yaml`));

            const fromFile = refusal(written, { namePrefix, showsAll: true });
            assert.deepEqual(fromFile.problems, expected);
            assert.deepEqual(fromFile.message.split("\n").slice(1), expected);
            assert.ok(pulumi.RunError.isInstance(fromFile), "Pulumi would show a stack trace");

            const handedOver = refusal(asPulumiHandsOver(written), {
                namePrefix,
                secretKeys: secretKeysOf(written),
                showsAll: true,
            });
            assert.deepEqual(handedOver.problems, expected);
        });
    }
});
