import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FederatedSandbox, SUBSCRIPTION_ID, type Trust } from "./federated-sandbox";
import { assertHoldsNoToken, searchStreamsForTokens } from "./issued-tokens";
import { pythonWithOfficialClients } from "./python-environment";

const TSX = require.resolve("tsx/cjs");
const PROGRAM = join(__dirname, "programs", "use-azure.ts");
const COMMAND = join(__dirname, "..", "..", "workload", "cognito-entra.cjs");

describe("Official clients with the workload kit", () => {
    searchStreamsForTokens();
    let sandbox: FederatedSandbox;
    let trust: Trust;
    let folder: string;
    let environment: NodeJS.ProcessEnv;
    before(async () => {
        folder = await mkdtemp(join(tmpdir(), "clients-"));
        sandbox = await FederatedSandbox.start();
        const clouds = await sandbox.listen(folder);
        trust = await sandbox.deploy();
        await sandbox.assignSecretsUser(trust.principalId);
        environment = {
            PATH: process.env["PATH"],
            HOME: folder,
            ...clouds,
            ...trust.environment,
            VAULT_URL: sandbox.origins.keyVault,
            RESOURCE_MANAGER_URL: sandbox.origins.resourceManager,
            SUBSCRIPTION_ID,
        };
    });
    after(async () => {
        await sandbox.close();
        await rm(folder, { recursive: true });
    });

    const output = async (command: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<string> => {
        const child = spawn(command, args, { env: { ...environment, ...more }, stdio: ["ignore", "pipe", "pipe"] });
        let [stdout, stderr] = ["", ""];
        child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
        child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
        const code = await new Promise((resolve) => child.on("close", resolve));
        assertHoldsNoToken(stdout + stderr, "A stream");
        assert.doesNotMatch(stdout + stderr, /eyJ[\w-]{20}/, "a stream holds a JWT");
        assert.equal(code, 0, stderr);
        return stdout;
    };

    it("read a secret and a resource group in TypeScript, with one import", async () => {
        const seen: unknown = JSON.parse(await output(process.execPath, ["--require", TSX, PROGRAM]));
        assert.deepEqual(seen, { hasSecret: true, location: "westeurope", denied: "AuthorizationFailed" });
    });

    it("leave a process free to end that has a credential and nothing else to do", async () => {
        const program = ["--require", TSX, join(__dirname, "programs", "get-token-and-end.ts")];
        const [idle, used] = await Promise.all([
            output(process.execPath, program),
            output(process.execPath, [...program, "token"]),
        ]);
        assert.equal(idle, "");
        assert.equal(used, "a token\n");
    });

    it("do so as the AWS role itself, by a token of STS", async () => {
        await sandbox.trustRole(trust.applicationId);
        const program = ["--require", TSX, PROGRAM];
        const seen: unknown = JSON.parse(await output(process.execPath, program, { FEDERATION_ISSUER: "sts" }));
        assert.deepEqual(seen, { hasSecret: true, location: "westeurope", denied: "AuthorizationFailed" });
    });

    it("do so with @azure/identity's own credential and the token file", async () => {
        const program = ["--", process.execPath, "--require", TSX, PROGRAM];
        const seen: unknown = JSON.parse(await output(process.execPath, [COMMAND, "exec", ...program]));
        assert.deepEqual(seen, { hasSecret: true, location: "westeurope", denied: "AuthorizationFailed" });
    });

    it("do so in Python with azure-identity and the token file", async function () {
        this.timeout(200_000);
        const found = await pythonWithOfficialClients();
        if ("missing" in found) {
            console.log(`      skipped: ${found.missing}`);
            this.skip();
        }
        const program = ["--", found.python, join(__dirname, "programs", "use_azure.py")];
        const seen: unknown = JSON.parse(await output(process.execPath, [COMMAND, "exec", ...program]));
        assert.deepEqual(seen, { location: "westeurope" });
    });
});
