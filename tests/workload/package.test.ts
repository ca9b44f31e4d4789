import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { isRecord } from "../../workload/json-web-token";

const runFile = promisify(execFile);
const ROOT = join(__dirname, "..", "..");

describe("The workload kit as npm gets it", () => {
    let folder: string;
    before(async () => {
        // Inside the repository, where its dependencies are found.
        await mkdir(join(ROOT, ".sandbox"), { recursive: true });
        folder = await mkdtemp(join(ROOT, ".sandbox", "package-"));
        await runFile(process.execPath, ["--require", "tsx/cjs", join("workload", "build.ts"), folder], { cwd: ROOT });
    });
    after(() => rm(folder, { recursive: true }));

    it("is compiled and complete, and its command runs without the sources", async () => {
        const manifest: unknown = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
        assert.ok(isRecord(manifest));
        assert.deepEqual(
            [manifest["main"], manifest["types"], manifest["bin"], manifest["private"], manifest["scripts"]],
            ["index.js", "index.d.ts", { "cognito-entra": "cognito-entra.js" }, undefined, undefined],
        );
        assert.ok(!JSON.stringify(manifest["dependencies"]).includes("pulumi"));
        // Only the doctor asks IAM, and says so where the client is missing.
        assert.ok(!JSON.stringify(manifest["dependencies"]).includes("@aws-sdk/client-iam"));
        assert.deepEqual(manifest["peerDependenciesMeta"], {
            "@aws-sdk/client-iam": { optional: true },
            "@azure/identity": { optional: true },
        });
        const script = `console.log(Object.keys(require(${JSON.stringify(folder)})).sort().join())`;
        const { stdout } = await runFile(process.execPath, ["-e", script]);
        assert.equal(
            stdout.trim(),
            "ConfigurationError,ERROR_TABLE,ExchangeError,FederatedCredential,FederationError,SourceError," +
                "TenantNotAllowedError,TokenMismatchError,TokenRequestAbortedError,cloudOf",
        );
        const help = await runFile(process.execPath, [join(folder, "cognito-entra.js"), "--help"]);
        assert.match(help.stdout, /^Usage: cognito-entra/);
        const readme = await readFile(join(folder, "README.md"), "utf8");
        assert.match(readme, /^# The workload kit/);
    });
});
