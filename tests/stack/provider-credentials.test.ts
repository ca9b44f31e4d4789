import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { developerIdentityProvider } from "@cognito-entra/provider";
import { Cloud } from "../provider/cloud";
import { withEnvironment } from "../provider/environment";
import { cloudContents, sandboxVariable } from "./sandbox-environment";
import { ORDERS, TemporaryStack } from "./temporary-stack";

/** The provider of developer identities runs in this process, with this process's environment; the stand-ins run elsewhere. */
describe("credentials under aws: and azuread:", function () {
    this.timeout(120_000);
    let stack: TemporaryStack;

    before(async () => {
        stack = await TemporaryStack.create("credentials", [ORDERS]);
    });
    after(() => stack.remove());

    it("reach the provider of developer identities, and stay secret in the state", async () => {
        const { stack: deployed } = stack;
        const secrets = [sandboxVariable("AWS_SECRET_ACCESS_KEY"), sandboxVariable("ARM_CLIENT_SECRET")];
        await deployed.setAllConfig({
            "aws:accessKey": { value: sandboxVariable("AWS_ACCESS_KEY_ID") },
            "aws:secretKey": { value: secrets[0] ?? "", secret: true },
            "azuread:clientId": { value: sandboxVariable("ARM_CLIENT_ID") },
            "azuread:clientSecret": { value: secrets[1] ?? "", secret: true },
        });
        const wrong = { AWS_ACCESS_KEY_ID: "AKIAUNKNOWN", AWS_SECRET_ACCESS_KEY: "x", ARM_CLIENT_SECRET: "x" };
        await withEnvironment(wrong, async () => {
            await deployed.up({
                onOutput: (line) => {
                    for (const secret of secrets) {
                        assert.ok(!line.includes(secret), "a secret is in the output");
                    }
                },
            });
            assert.deepEqual((await deployed.preview()).changeSummary, { same: 14 });
        });
        // As it lies on the disk: the Automation API exports secrets in plain.
        const folder = join(fileURLToPath(sandboxVariable("PULUMI_BACKEND_URL")), ".pulumi", "stacks", "cognito-entra");
        const state = await readFile(join(folder, "credentials.json"), "utf8");
        assert.ok(state.includes("pulumi:providers:cognito-entra"));
        for (const secret of secrets) {
            assert.ok(!state.includes(secret), "a secret is in the state");
        }
    });
});

describe("credentials of two AWS accounts", function () {
    this.timeout(60_000);
    let cloud: Cloud;
    let stack: TemporaryStack;

    before(async () => {
        cloud = new Cloud("444455556666");
        await cloud.start();
        const provider = () => developerIdentityProvider({ endpoint: cloud.endpoint, credentials: cloud.aws.deployer });
        stack = await TemporaryStack.create("two-accounts", [ORDERS], { providers: { "cognito-entra": provider } });
    });
    after(async () => {
        await stack.remove();
        await cloud.close();
    });

    it("stop the run before anything is created", async () => {
        const before = await cloudContents();
        const message = await stack.stack.up().then(
            () => assert.fail("up succeeded"),
            (error: unknown) => String(error),
        );
        const expected =
            "The AWS provider works in the account 111122223333, but the provider of developer identities in 444455556666: pool and identity must be in one account. Nothing was created.";
        assert.ok(message.includes(expected), message);
        assert.deepEqual(await cloudContents(), before);
    });
});
