import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { ENVIRONMENT } from "./federated-workload";

const runFile = promisify(execFile);
const TOKEN_LENGTH = 40;

describe("On a developer's machine", () => {
    let folder: string;
    before(async () => {
        folder = await mkdtemp(join(tmpdir(), "laptop-"));
        const az = join(folder, "az");
        // What the Azure CLI prints for `az account get-access-token`, with a token made at each call.
        const program = `#!${process.execPath}
            const token = require("crypto").randomBytes(${String(TOKEN_LENGTH / 2)}).toString("hex");
            console.log(JSON.stringify({ accessToken: token, expiresOn: "2099-01-01 00:00:00.000000", expires_on: 4070908800, tokenType: "Bearer" }));`;
        await writeFile(az, program);
        await chmod(az, 0o755);
    });
    after(() => rm(folder, { recursive: true }));

    const answer = async (environment: Readonly<Record<string, string>>): Promise<string> => {
        const args = ["--require", require.resolve("tsx/cjs"), join(__dirname, "programs", "develop.ts")];
        const path = [folder, dirname(process.execPath), "/usr/bin", "/bin"].join(":");
        const result = await runFile(process.execPath, args, {
            env: { PATH: path, HOME: folder, ...environment },
        }).catch((error: unknown) => ({ stdout: error instanceof Error ? String(Reflect.get(error, "stderr")) : "" }));
        return result.stdout.trim();
    };

    it("the developer's sign-in is used when told to", async () => {
        assert.equal(await answer({ AZURE_TOKEN_CREDENTIALS: "dev" }), `a token of ${String(TOKEN_LENGTH)} characters`);
    });

    it("the developer's sign-in is not used otherwise", async () => {
        assert.match(await answer({}), /AZURE_TENANT_ID is missing/);
        assert.match(await answer({ AZURE_TOKEN_CREDENTIALS: "prod" }), /AZURE_TENANT_ID is missing/);
    });

    it("nor ever in AWS", async () => {
        const inLambda = { AZURE_TOKEN_CREDENTIALS: "dev", AWS_LAMBDA_FUNCTION_NAME: "orders" };
        assert.match(await answer(inLambda), /AZURE_TENANT_ID is missing/);
        const configured = { ...ENVIRONMENT, ...inLambda, AWS_ENDPOINT_URL: "http://127.0.0.1:9" };
        assert.match(
            await answer({ ...configured, AWS_EC2_METADATA_DISABLED: "true" }),
            /^SourceError: AWS credentials: Credentials/,
        );
    });
});
