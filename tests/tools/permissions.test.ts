import assert from "node:assert/strict";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { PersonError } from "../../tools/person-error";
import { printedPermissions } from "../../tools/printed-permissions";
import { PROJECT_ROOT } from "../../tools/project";
import { npmScript } from "../start/npm-script";

const policy = z.object({ Statement: z.array(z.looseObject({ Sid: z.string() })) });

/** Does not prove that the clouds take the commands: they need an administrator's account. */
describe("npm run permissions", function () {
    this.timeout(60_000);
    const unbounded = "unbounded";
    let folder: string;

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), "permissions-"));
        const dev = join(PROJECT_ROOT, "Pulumi.dev.yaml");
        await copyFile(dev, join(folder, "Pulumi.dev.yaml"));
        const text = await readFile(dev, "utf8");
        const without = text.replace(/^ *cognito-entra:permissionsBoundary: .*\n/m, "");
        await writeFile(join(folder, `Pulumi.${unbounded}.yaml`), without);
    });
    after(() => rm(folder, { recursive: true }));

    const permissions = (...args: string[]): Promise<string> => printedPermissions(args, folder);

    it("prints commands for each cloud, the boundary first", async () => {
        const stdout = await permissions();
        const commands = stdout
            .split("\n")
            .flatMap((line) => /^(aws iam [a-z-]+|az (?:[a-z]+ )+[a-z]+)/.exec(line)?.[1] ?? []);
        assert.deepEqual(commands, [
            "aws iam create-policy",
            "aws iam put-role-permissions-boundary",
            "aws iam create-policy",
            "aws iam attach-role-policy",
            "az ad app permission add",
            "az ad app permission admin",
            "az role assignment create",
            "az role assignment create",
            "az role assignment create",
        ]);
        assert.match(stdout, /--policy-name cognito-entra-dev_deployer /);
        assert.match(
            stdout,
            /put-role-permissions-boundary --role-name orders \\\n {4}--permissions-boundary arn:aws:iam::111122223333:policy\/cognito-entra-dev-boundary\n/,
        );
    });

    it("says so where a role takes fewer policies than there are", async () => {
        const text = await readFile(join(PROJECT_ROOT, "Pulumi.dev.yaml"), "utf8");
        const more = Array.from({ length: 150 }, (_, index) => {
            const caller = `caller: { roles: ["arn:aws:iam::111122223333:role/caller-${index}"] }`;
            return `    - name: more-${index}\n      ${caller}\n`;
        });
        await writeFile(join(folder, "Pulumi.many.yaml"), `${text.trimEnd()}\n${more.join("")}`);
        assert.match(
            await permissions("--stack", "many", "aws"),
            /^These are \d\d policies; IAM attaches 10 to a role, and 20 where its quota was raised\.$/m,
        );
        assert.doesNotMatch(await permissions("aws"), /quota/);
    });

    it("prints the same for machines", async () => {
        const stdout = await permissions("--json");
        const { accountId, aws, azure, boundary, entra } = z
            .object({
                accountId: z.string(),
                aws: z.object({ policies: z.array(policy) }),
                entra: z.object({
                    applicationPermissions: z.array(z.object({ value: z.string() })),
                    directoryRole: z.string(),
                }),
                azure: z.array(z.object({ role: z.string(), scope: z.string(), condition: z.string() })),
                boundary: z.object({ arn: z.string(), document: policy, roleArns: z.array(z.string()) }),
            })
            .parse(JSON.parse(stdout));
        assert.equal(accountId, "111122223333");
        assert.equal(aws.policies.length, 1);
        assert.deepEqual(entra.applicationPermissions, [{ value: "Application.ReadWrite.OwnedBy" }]);
        assert.equal(azure.length, 3);
        assert.deepEqual(boundary.roleArns, ["arn:aws:iam::111122223333:role/orders"]);
        assert.deepEqual(
            boundary.document.Statement.map(({ Sid }) => Sid),
            ["TokensOfThisStack", "TokensForEntra", "OwnLog"],
        );
    });

    it("prints one part", async () => {
        const stdout = await permissions("--json", "azure");
        assert.equal(z.array(z.object({ role: z.string() })).parse(JSON.parse(stdout)).length, 3);
        assert.doesNotMatch(await permissions("entra"), /aws iam|role assignment/);
    });

    it("prints the boundary, and no policy, for a stack that has none yet", async () => {
        const stdout = await permissions("--stack", unbounded, "boundary");
        assert.match(stdout, /aws iam create-policy --policy-name cognito-entra-unbounded-boundary /);
        assert.match(stdout, /write its ARN into the stack's file/);
    });

    it("asks for the wider permissions only by name, and says what they are", async () => {
        const stdout = await permissions("--stack", unbounded, "--without-boundary", "aws");
        assert.match(
            stdout,
            /WITHOUT a permissions boundary: whoever holds these can make any caller's role an administrator/,
        );
        assert.doesNotMatch(stdout, /iam:PermissionsBoundary/);
    });

    for (const [what, args, sentence] of [
        [
            "a stack without a boundary",
            ["--stack", unbounded],
            `Pulumi.${unbounded}.yaml has no cognito-entra:permissionsBoundary, without which whoever deploys could make a caller's role an administrator: set it (npm run permissions -- boundary prints one), or ask for the wider permissions with --without-boundary.`,
        ],
        [
            "another account",
            ["--account", "999988887777"],
            "--account 999988887777 is not the account of Pulumi.dev.yaml, which is 111122223333.",
        ],
        ["what is not an account", ["--account", "12"], '--account takes the 12 digits of an AWS account, not "12".'],
        ["what is not a stack", ["--stack", "../dev"], '--stack takes the name of a stack, not "../dev".'],
        [
            "a part that is none",
            ["google"],
            'npm run permissions takes one of boundary, aws, entra, azure, or nothing for all; found "google".',
        ],
        [
            "two parts",
            ["aws", "azure"],
            'npm run permissions takes one of boundary, aws, entra, azure, or nothing for all; found "aws azure".',
        ],
        [
            "an option that is none",
            ["--colour"],
            "Unknown option '--colour'; for usage, run npm run permissions -- --help.",
        ],
        [
            "a stack that is not there",
            ["--stack", "nowhere"],
            "Pulumi.nowhere.yaml does not exist: copy Pulumi.dev.yaml, or name another stack.",
        ],
    ] as const) {
        it(`refuses ${what} in a sentence`, async () => {
            await assert.rejects(permissions(...args), (error) => {
                assert.ok(error instanceof PersonError);
                assert.equal(error.message, sentence);
                return true;
            });
        });
    }

    it("ends with exit code 1, and no stack trace, as a command", async () => {
        const { code, errors } = await npmScript("permissions", "--stack", "nowhere");
        assert.equal(code, 1);
        assert.equal(errors.trim(), "Pulumi.nowhere.yaml does not exist: copy Pulumi.dev.yaml, or name another stack.");
    });
});
