import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { isRecord } from "../../../workload/json-web-token";
import { renderReport } from "../../../workload/doctor/report";
import { BILLING_ROLE } from "../../sandbox/aws/fixture";
import { FederatedSandbox } from "../federated-sandbox";
import { type Circumstances, MINT, option, Surgery } from "./broken-trust";

const runFile = promisify(execFile);
const ROOT = join(__dirname, "..", "..", "..");

describe("The doctor and IAM's policy simulator", () => {
    const surgery = new Surgery();

    const lookAtPolicy = async (circumstances: Circumstances): Promise<string> => {
        const results = await surgery.look(await surgery.deploy(circumstances), circumstances);
        return renderReport(results.filter(({ check }) => check === "caller-policy"));
    };

    it("says what to grant where the caller is not allowed to simulate", async () => {
        assert.match(
            await lookAtPolicy({}),
            /^unknown {2}caller-policy +the caller is not allowed to simulate the policies of role orders\n +-> Pass --aws-profile with a profile that has iam:SimulatePrincipalPolicy on arn:aws:iam::111122223333:role\/orders\.\n$/,
        );
    });

    it("looks at the role that it is told, by name or ARN", async () => {
        for (const callerRole of ["billing", BILLING_ROLE]) {
            assert.match(
                await lookAtPolicy({ auditor: true, options: option("callerRole", callerRole) }),
                /^fail .* no policy allows role billing /,
            );
        }
    });

    it("says that a role may have a path where the caller may not read it", async () => {
        const { sandbox } = surgery;
        await sandbox.aws.allow("orders", "simulating", { Action: "iam:SimulatePrincipalPolicy", Resource: "*" });
        assert.match(
            await lookAtPolicy({ withoutRights: true, options: option("callerRole", "billing") }),
            /^unknown .* IAM knows no arn:aws:iam::111122223333:role\/billing: the role may have a path.*\n +-> Pass --caller-role the role's ARN/,
        );
        assert.match(await lookAtPolicy({ withoutRights: true }), /^ok .* policy orders-\w+ allows role orders /);
    });

    it("gives IAM the region, and names the conditions that it could not give", async () => {
        const trust = await surgery.deploy();
        const denyIn = (key: string, value: string): Promise<string> =>
            surgery.sandbox.attach({
                Effect: "Deny",
                Action: MINT,
                Resource: "*",
                Condition: { StringNotEqualsIfExists: { [key]: value } },
            });
        await denyIn("aws:RequestedRegion", "eu-central-1");
        await surgery.sandbox.attach({ Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/${aws:userid}/*" });
        const results = await surgery.look(trust, { auditor: true });
        assert.match(
            renderReport(results.filter(({ check }) => check === "caller-policy")),
            /^ok .* policy orders-\w+ allows role orders \S+; not simulated: aws:userid\n$/,
        );
    });

    it("does not call a role refused whose policy has a condition that it could not give", async () => {
        const results = await surgery.look(
            await surgery.sandbox.deploySts("orders", { Condition: { Bool: { "aws:SecureTransport": "false" } } }),
            { auditor: true },
        );
        const report = renderReport(results);
        assert.match(
            report,
            /unknown {2}caller-policy .* does not allow role orders sts:GetWebIdentityToken .* had no value for aws:securetransport\n +-> Check that the conditions on aws:securetransport hold where the workload runs\./,
        );
        assert.ok(
            results.every(({ status }) => status !== "fail"),
            report,
        );
    });
});

describe("The doctor where the IAM client is not installed", function () {
    this.timeout(60_000);
    let folder: string;
    let sandbox: FederatedSandbox;
    before(async () => {
        folder = await mkdtemp(join(tmpdir(), "without-iam-"));
        sandbox = await FederatedSandbox.start();
        await runFile(process.execPath, ["--require", "tsx/cjs", join("workload", "build.ts"), join(folder, "kit")], {
            cwd: ROOT,
        });
        const manifest: unknown = JSON.parse(await readFile(join(folder, "kit", "package.json"), "utf8"));
        assert.ok(isRecord(manifest) && isRecord(manifest["dependencies"]));
        for (const name of Object.keys(manifest["dependencies"])) {
            const link = join(folder, "node_modules", name);
            await mkdir(dirname(link), { recursive: true });
            await symlink(join(ROOT, "node_modules", name), link);
        }
    });
    after(async () => {
        await sandbox.close();
        await rm(folder, { recursive: true });
    });

    it("says so in one sentence, and checks everything else", async () => {
        const machine = await sandbox.listen(folder);
        const { environment } = await sandbox.deploy();
        const { stdout } = await runFile(process.execPath, [join(folder, "kit", "cognito-entra.js"), "doctor"], {
            env: {
                ...machine,
                ...environment,
                PATH: "",
                ARM_METADATA_HOSTNAME: new URL(sandbox.origins.resourceManager).host,
            },
        });
        assert.match(
            stdout,
            /^unknown {2}caller-policy +the package @aws-sdk\/client-iam is not installed, so IAM was not asked\n +-> Install it next to the kit where the doctor runs: npm install --no-save @aws-sdk\/client-iam$/m,
        );
        assert.match(stdout, /^ok {7}exchange /m);
        assert.doesNotMatch(stdout, /^fail/m);
    });
});
