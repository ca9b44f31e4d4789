import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { workloadOutputs } from "../../tools/start/workloads/workload-outputs";
import { npmScript } from "./npm-script";

const GUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

const summarySchema = z.strictObject({
    engine: z.strictObject({
        version: z.string().regex(/^\d+\.\d+\.\d+/),
        source: z.enum(["path", "cache", "download", "build"]),
    }),
    deploy: z.strictObject({ changes: z.number(), seconds: z.number().positive() }),
    redeploy: z.strictObject({ changes: z.number(), seconds: z.number().positive() }),
    systems: z.strictObject({
        workloads: z.strictObject({
            steps: z.array(z.looseObject({ name: z.string(), ok: z.boolean(), seconds: z.number() })),
            allowed: z.array(z.strictObject({ attempt: z.string(), ok: z.boolean(), code: z.string() })),
            denied: z.array(
                z.strictObject({
                    attempt: z.string(),
                    by: z.string(),
                    code: z.string(),
                    expected: z.array(z.string()),
                }),
            ),
        }),
    }),
    outputs: z.strictObject({ workloads: workloadOutputs, readme: z.string() }),
});

/** `npm start` as a person types it. Does not prove what it looks like: read it. */
describe("npm start", function () {
    this.timeout(60_000);
    let folder: string;
    let code: number | undefined;
    let printed: string;
    let file: string;

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), "start-"));
        file = join(folder, "summary.json");
        const result = await npmScript("start", "--json", file);
        code = result.code;
        printed = result.output + result.errors;
    });
    after(() => rm(folder, { recursive: true }));

    async function summary(): Promise<z.infer<typeof summarySchema>> {
        return summarySchema.parse(JSON.parse(await readFile(file, "utf8")));
    }

    it("succeeds", () => {
        assert.equal(code, 0, printed);
    });

    it("deploys, and changes nothing when it deploys again", async () => {
        const { deploy, redeploy } = await summary();
        assert.equal(deploy.changes, 28);
        assert.equal(redeploy.changes, 0);
    });

    it("takes the six steps, the third with waiting until Entra sees the credential", async () => {
        const { systems, outputs } = await summary();
        const { steps } = systems.workloads;
        const orders = outputs.workloads.orders;
        assert.ok(orders !== undefined);
        assert.deepEqual(
            steps.map(({ name, ok }) => [name, ok]),
            [
                ["The workload asks Cognito for a token of its developer identity", true],
                ["Cognito issues a signed token", true],
                ["The workload offers it to Entra as its client assertion", true],
                ["Entra matches issuer, audience and subject with the federated credential", true],
                ["Entra returns an access token", true],
                ["The workload uses Azure", true],
            ],
        );
        assert.match(String(steps[0]?.caller), /^arn:aws:sts::111122223333:assumed-role\/orders\//);
        assert.deepEqual(
            [steps[1]?.iss, steps[1]?.aud, steps[1]?.sub],
            ["https://cognito-identity.amazonaws.com", orders.audience, orders.subject],
        );
        assert.ok(Number(steps[2]?.waitedSeconds) > 0);
        assert.match(printed, /AADSTS70025: Entra does not see the new credential yet/);
    });

    it("is allowed what is assigned", async () => {
        assert.deepEqual((await summary()).systems.workloads.allowed, [
            { attempt: 'read the secret "greeting" of vaults/orders', ok: true, code: "" },
            { attempt: "read resourceGroups/orders", ok: true, code: "" },
        ]);
    });

    it("is denied everything else, each time by whoever is responsible", async () => {
        const { denied } = (await summary()).systems.workloads;
        for (const { code, expected } of denied) {
            assert.deepEqual(expected, [code]);
        }
        assert.deepEqual(
            denied.map(({ attempt, by, code }) => ({ attempt, by, code })),
            [
                {
                    attempt: "the role of reports asks for the token of orders",
                    by: "AWS",
                    code: "AccessDeniedException",
                },
                {
                    attempt: "orders offers the token of another identity of its pool",
                    by: "Entra",
                    code: "AADSTS700213",
                },
                { attempt: "orders offers a token of the pool of reports", by: "Entra", code: "AADSTS700212" },
                { attempt: "orders offers its token with one claim changed", by: "Entra", code: "AADSTS700027" },
                { attempt: "orders offers its token an hour later", by: "Entra", code: "AADSTS700024" },
                { attempt: "orders reads resourceGroups/reports", by: "Azure", code: "AuthorizationFailed" },
            ],
        );
    });

    it("shows claims, and no token", async () => {
        assert.match(printed, new RegExp(`sub +eu-central-1:${GUID}`));
        assert.doesNotMatch(printed + (await readFile(file, "utf8")), /eyJ[\w-]{10,}\.eyJ/);
    });
});

describe("npm start, called wrongly", function () {
    this.timeout(60_000);

    it("says which option it does not know", async () => {
        const { code, output, errors } = await npmScript("start", "--jsn", "x");
        assert.equal(code, 1);
        assert.equal(output, "");
        assert.match(errors, /^Unknown option '--jsn'/);
        assert.match(errors, /npm start -- \[--json FILE\] \[--system NAME\]/);
        assert.doesNotMatch(errors, /^ {4}at /m);
    });

    it("says which systems there are", async () => {
        const { code, output, errors } = await npmScript("start", "--system", "sign-in");
        assert.equal(code, 1);
        assert.equal(output, "");
        assert.equal(errors, "--system sign-in: there is no such system; choose workloads, or leave it out.\n");
    });
});

describe("npm run sandbox", function () {
    this.timeout(60_000);

    it("has the exit code of the command, and its environment", async () => {
        const { code, output } = await npmScript(
            "sandbox",
            "sh",
            "-c",
            'echo "$AWS_REGION $ARM_TENANT_ID"; pulumi version; exit 7',
        );
        assert.equal(code, 7);
        assert.match(output, /^eu-central-1 5f0b7c1e-3d64-4c8a-9b0e-7a2d41c6e895\nv\d+\.\d+\.\d+/);
    });

    it("says in one sentence that the command does not exist", async () => {
        const { code, errors } = await npmScript("sandbox", "no-such-command");
        assert.equal(code, 1);
        assert.equal(errors, "no-such-command could not be started: spawn no-such-command ENOENT\n");
    });

    it("names the stack's file that is missing", async () => {
        const { code, errors } = await npmScript("sandbox", "--stack", "nobody", "true");
        assert.equal(code, 1);
        assert.match(errors, /^Pulumi\.nobody\.yaml does not exist/);
        assert.equal(errors.trim().split("\n").length, 1);
    });
});
