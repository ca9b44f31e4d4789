import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation";
import { PROJECT_ROOT } from "../../tools/project";
import { TemporaryStack } from "./temporary-stack";

const FOLDER = join(__dirname, "recorded");

/**
 * The state that version 0.1.0 recorded for the dev stack of its time. Does not prove that an update would leave the clouds as they are:
 * what is in the state was deployed to a sandbox that is gone.
 */
describe("a state recorded by the first version", function () {
    this.timeout(60_000);

    for (const [what, file] of [
        ["with the stack's file of its time", join(FOLDER, "Pulumi.dev.yaml")],
        ["with the stack's file of today", join(PROJECT_ROOT, "Pulumi.dev.yaml")],
    ] as const) {
        it(`previews without a change, ${what}`, async () => {
            const stack = await TemporaryStack.create("dev", [], { stackFile: await readFile(file, "utf8") });
            try {
                await stack.stack.importStack(await recorded());
                const { changeSummary } = await stack.stack.preview();
                assert.deepEqual(changeSummary, { same: 28 });
            } finally {
                await stack.stack.importStack({ ...(await recorded()), deployment: {} });
                await stack.stack.workspace.removeStack("dev");
                await stack.close();
            }
        });
    }
});

async function recorded(): Promise<Deployment> {
    const state: unknown = JSON.parse(await readFile(join(FOLDER, "dev.json"), "utf8"));
    assert.ok(isDeployment(state));
    return state;
}

function isDeployment(value: unknown): value is Deployment {
    return typeof value === "object" && value !== null && "version" in value && "deployment" in value;
}
