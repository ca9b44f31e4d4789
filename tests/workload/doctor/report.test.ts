import { strict as assert } from "node:assert";
import { systemClock } from "../../../workload/clock";
import { run } from "../../../workload/command/run";
import { renderReport } from "../../../workload/doctor/report";
import { FakeSignals } from "../fake-signals";
import { RESOURCE_GROUP } from "../federated-sandbox";
import { assertHoldsNoToken } from "../issued-tokens";
import { COGNITO, NOWHERE, patchCredential, Surgery } from "./broken-trust";

const CHECKS = [
    "configuration",
    "aws-credentials",
    "identity-pool",
    "developer-identity",
    "caller-policy",
    "outside-token",
    "token-claims",
    "issuer-discovery",
    "tenant",
    "clock",
    "azure-endpoints",
    "application",
    "service-principal",
    "federated-credential",
    "exchange",
    "role-assignments",
];

describe("The report of the doctor", function () {
    const surgery = new Surgery();

    it("finds nothing wrong with what a stack deploys", async () => {
        const results = await surgery.look(await surgery.deploy(), { auditor: true });
        const report = renderReport(results);
        assert.deepEqual(
            results.map(({ check, status }) => `${status} ${check}`),
            CHECKS.map((check) => `ok ${check}`),
            report,
        );
        assertHoldsNoToken(report, "The report");
        assert.match(report, new RegExp(`Reader at ${RESOURCE_GROUP}`));
    });

    for (const role of ["orders", "billing"] as const) {
        it(`finds nothing wrong with the trust of the role ${role} itself`, async () => {
            const results = await surgery.look(await surgery.sandbox.deploySts(role), {
                auditor: true,
                ...(role === "billing" ? { caller: role } : {}),
            });
            const report = renderReport(results);
            const notOk = results.filter(({ status }) => status !== "ok").map(({ check }) => check);
            assert.deepEqual(notOk, ["identity-pool", "developer-identity"], report);
            assert.match(report, new RegExp(`ok {7}caller-policy {9}policy sts-\\w+ allows role ${role} sts:`));
            assertHoldsNoToken(report, "The report");
        });
    }

    it("says what it could not look at, and what it does not know", async () => {
        const results = await surgery.look(await surgery.deploy(), { withoutRights: true });
        const report = renderReport(results);
        const namesOf = (status: string): string[] =>
            results.filter((result) => result.status === status).map(({ check }) => check);
        assert.deepEqual(namesOf("fail"), [], report);
        assert.deepEqual(namesOf("unknown"), ["caller-policy"]);
        assert.deepEqual(namesOf("skipped"), [
            "identity-pool",
            "developer-identity",
            "application",
            "service-principal",
            "federated-credential",
        ]);
        assert.match(report, /because the caller is not allowed cognito-identity:DescribeIdentityPool/);
    });

    it("lets no name move the cursor or hide itself", async () => {
        const fetch = async (url: string, init?: RequestInit): Promise<Response> => {
            const answer = await surgery.sandbox.fetch(url, init);
            const isCredentials = url.endsWith("/federatedIdentityCredentials");
            if (!url.includes("/v1.0/applications?") && !isCredentials) {
                return answer;
            }
            const text = await answer.text();
            return new Response(
                text
                    .replace(/"displayName":"[^"]*"/, '"displayName":"\\u001b[2J\\u009b1m\\u202eok\\n ok"')
                    .replace(/"subject":"([^"]*)"/, '"subject":"$1\\u200b\\r"'),
                answer,
            );
        };
        const report = renderReport(await surgery.look(await surgery.deploy(), { fetch: () => fetch }));
        assert.doesNotMatch(report.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
        assert.match(report, /ok {7}application {11}�\[2J�1m�ok� ok \(/);
        assert.match(report, /the credential continues with "��"/);
    });

    it("gives machines the same members every time", async () => {
        const trust = await surgery.deploy();
        await patchCredential(() => ({ subject: NOWHERE }))(surgery.sandbox, trust);
        const results = await surgery.look(trust);
        const members = new Map(results.map((result) => [result.status, Object.keys(result)]));
        assert.deepEqual([...members].sort(), [
            ["fail", ["check", "status", "detail", "fix", "code", "comparison"]],
            ["ok", ["check", "status", "detail"]],
            ["skipped", ["check", "status", "because"]],
            ["unknown", ["check", "status", "detail", "next"]],
        ]);
        const [comparison] = results.flatMap((result) => (result.status === "fail" ? (result.comparison ?? []) : []));
        assert.deepEqual(JSON.parse(JSON.stringify(comparison)), {
            claim: "issuer",
            token: COGNITO,
            credential: COGNITO,
        });
        assert.deepEqual(
            results.map(({ check }) => check),
            CHECKS,
        );
    });

    const doctor = async (args: readonly string[], environment: Readonly<Record<string, string>>) => {
        const written: string[] = [];
        const code = await run(["doctor", ...args], {
            environment: { ...environment, PATH: "" },
            system: { clock: systemClock, random: () => 0.5, fetch: surgery.sandbox.fetch },
            out: (text) => written.push(text),
            log: (line) => assert.fail(line),
            outIsTerminal: false,
            inIsTerminal: false,
            ...new FakeSignals().context,
        });
        return { code, written: written.join("") };
    };

    it("ends with 1 on a failure, and speaks JSON", async () => {
        const { environment } = await surgery.deploy();
        const { code, written } = await doctor(["--json"], { ...environment, AZURE_CLIENT_ID: "orders" });
        assert.equal(code, 1);
        const report: unknown = JSON.parse(written);
        assert.ok(typeof report === "object" && report !== null && Reflect.get(report, "ok") === false);
    });

    it("ends with 1 on an argument that is malformed, and asks nobody", async () => {
        const { environment } = await surgery.deploy();
        const { code, written } = await doctor(["--azure-scope", ".evil.example/x"], environment);
        assert.equal(code, 1);
        assert.match(written, /^fail {5}configuration .*\n +-> Pass --azure-scope \/subscriptions\/<id>.*\n$/);
    });
});
