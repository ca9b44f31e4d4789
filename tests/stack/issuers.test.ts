import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";
import { cloudContents, sandboxVariable } from "./sandbox-environment";
import { ACCOUNT, ORDERS, TemporaryStack } from "./temporary-stack";

const PROGRAM = join(__dirname, "programs", "ask-for-a-token.ts");
const ROLE = `arn:aws:iam::${ACCOUNT}:role/orders`;

const workload = z.object({
    issuer: z.string(),
    audience: z.string(),
    subject: z.string(),
    environment: z.record(z.string(), z.string()),
});

/**
 * A workload whose token AWS STS signs, on the real engine, used by the workload kit: each test goes on where the one before it stopped.
 * Does not prove that AWS and Entra take what the sandbox takes.
 */
describe("the issuer STS", function () {
    this.timeout(60_000);
    let stack: TemporaryStack;
    let orders: z.infer<typeof workload>;

    before(async () => {
        stack = await TemporaryStack.create("sts", [{ ...ORDERS, name: "stamps", issuer: { kind: "sts" } }]);
    });
    after(() => stack.close());

    it("is deployed without a pool and without an identity", async () => {
        const { outputs, summary } = await stack.stack.up();
        assert.deepEqual(summary.resourceChanges, { create: 12 });
        orders = z.object({ stamps: workload }).parse(outputs.workloads?.value).stamps;
        assert.match(orders.issuer, /^https:\/\/[0-9a-f-]{36}\.tokens\.sts\.global\.api\.aws$/);
        assert.equal(orders.audience, "api://AzureADTokenExchange");
        assert.equal(orders.subject, ROLE);
        assert.equal(orders.environment["FEDERATION_ISSUER"], "sts");
    });

    it("signs tokens that Entra accepts from the role, by the workload kit", async () => {
        assert.deepEqual(await ask(), { token: true });
    });

    it("is not changed by the second up", async () => {
        const { summary } = await stack.stack.up();
        assert.deepEqual(summary.resourceChanges, { same: 12 });
    });

    it("leaves nothing behind, and does not touch the account's switch", async () => {
        await stack.stack.destroy();
        const { aws } = await cloudContents();
        assert.deepEqual(
            aws.filter((line) => line.includes("stamps") || line.includes("federation")),
            [],
        );
    });

    it("signs no more tokens for the role afterwards", async () => {
        assert.deepEqual(await ask(), { error: "SourceError", code: "AccessDenied" });
    });

    /** Asks for an Azure token under the role, as a container of ECS would. */
    async function ask(): Promise<unknown> {
        const child = spawn(process.execPath, ["--require", require.resolve("tsx/cjs"), PROGRAM], {
            env: {
                PATH: process.env["PATH"],
                AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
                NODE_EXTRA_CA_CERTS: sandboxVariable("NODE_EXTRA_CA_CERTS"),
                AWS_ENDPOINT_URL: sandboxVariable("AWS_ENDPOINT_URL"),
                ...orders.environment,
                AZURE_AUTHORITY_HOST: sandboxVariable("AZURE_AUTHORITY_HOST"),
                AWS_CONTAINER_CREDENTIALS_FULL_URI: `${sandboxVariable("SANDBOX_CONTAINER_CREDENTIALS_URL")}/orders`,
                AWS_CONTAINER_AUTHORIZATION_TOKEN: sandboxVariable("SANDBOX_CONTAINER_AUTHORIZATION_TOKEN"),
            },
            stdio: ["ignore", "pipe", "inherit"],
        });
        let output = "";
        child.stdout.on("data", (data: Buffer) => (output += data.toString()));
        await new Promise((resolve) => child.on("close", resolve));
        return JSON.parse(output);
    }
});

/**
 * Two workloads, one of each kind, that change places: IAM has one policy and one role of a name, and neither may be in the way of the
 * other. Does not prove in which order the clouds notice.
 */
describe("a change of the kind of issuer", function () {
    this.timeout(60_000);
    let stack: TemporaryStack;
    const workloads = (first: string, second: string) => [
        { ...ORDERS, name: "first", caller: { service: "lambda.amazonaws.com" }, issuer: { kind: first } },
        { ...ORDERS, name: "second", issuer: { kind: second } },
    ];
    const issuers = z.object({ first: workload, second: workload });

    before(async () => {
        stack = await TemporaryStack.create("kinds", workloads("cognito", "sts"));
    });
    after(() => stack.remove());

    for (const [first, second] of [
        ["cognito", "sts"],
        ["sts", "cognito"],
        ["cognito", "sts"],
    ] as const) {
        it(`is deployed under the same names in IAM: ${first} and ${second}`, async () => {
            await stack.setWorkloads(workloads(first, second));
            const { outputs } = await stack.stack.up();
            const found = issuers.parse(outputs.workloads?.value);
            assert.equal(found.first.environment["FEDERATION_ISSUER"], first);
            assert.equal(found.second.environment["FEDERATION_ISSUER"], second);
            assert.deepEqual(Object.keys((await stack.stack.preview()).changeSummary), ["same"]);
        });
    }
});
