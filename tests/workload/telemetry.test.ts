import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { isRecord } from "../../workload/json-web-token";
import { IDENTITY_ID, SCOPE } from "./federated-workload";

const runFile = promisify(execFile);

async function output(program: string): Promise<unknown> {
    const args = ["--require", require.resolve("tsx/cjs"), join(__dirname, "programs", program)];
    const result: unknown = JSON.parse((await runFile(process.execPath, args)).stdout);
    return result;
}

describe("Telemetry", () => {
    it("reports exchanges, cache hits and errors by code, and no token", async () => {
        const reported = await output("report-telemetry.ts");
        assert.ok(isRecord(reported) && Array.isArray(reported["tokens"]));
        const { spans, counts } = reported;
        assert.deepEqual(spans, [
            {
                name: "cognito-entra assertion",
                attributes: { "cognito_entra.issuer": "cognito" },
                status: { code: 0 },
            },
            { name: "cognito-entra exchange", attributes: { "cognito_entra.scope": SCOPE }, status: { code: 0 } },
            {
                name: "cognito-entra exchange",
                attributes: { "cognito_entra.scope": "other/.default", "error.type": "AADSTS700016" },
                status: { code: 2, message: "AADSTS700016" },
            },
        ]);
        assert.deepEqual(counts, [
            { name: "cognito_entra.assertions", points: [{ value: 1, attributes: {} }] },
            { name: "cognito_entra.exchanges", points: [{ value: 2, attributes: {} }] },
            { name: "cognito_entra.cache_hits", points: [{ value: 3, attributes: {} }] },
            {
                name: "cognito_entra.errors",
                points: [{ value: 1, attributes: { "error.type": "AADSTS700016" } }],
            },
        ]);
        const text = JSON.stringify({ spans, counts });
        for (const token of reported["tokens"].map(String)) {
            assert.ok(token !== "" && !text.includes(token));
        }
        assert.ok(!text.includes(IDENTITY_ID));
    });

    it("loads nothing when no SDK is registered", async () => {
        assert.deepEqual(await output("use-no-telemetry.ts"), []);
    });
});
