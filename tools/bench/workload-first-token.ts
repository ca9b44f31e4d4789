import { execFile, execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { FederatedSandbox } from "../../tests/workload/federated-sandbox";
import { PROJECT_ROOT, RUNS_FOLDER } from "../project";
import { median } from "./statistics";
import type { WorkloadLine } from "./workload-line";

const RUNS = 9;
const SCOPE = "https://management.azure.com/.default";

const PLAIN = `
    const { ClientAssertionCredential } = require("@azure/identity");
    const { CognitoIdentityClient, GetOpenIdTokenForDeveloperIdentityCommand } = require("@aws-sdk/client-cognito-identity");
    const e = process.env;
    const client = new CognitoIdentityClient({ region: e.AWS_REGION });
    const input = {
        IdentityPoolId: e.COGNITO_IDENTITY_POOL_ID,
        Logins: { [e.COGNITO_DEVELOPER_PROVIDER_NAME]: e.COGNITO_DEVELOPER_USER_IDENTIFIER },
    };
    const assertion = async () => (await client.send(new GetOpenIdTokenForDeveloperIdentityCommand(input))).Token;
    const credential = new ClientAssertionCredential(e.AZURE_TENANT_ID, e.AZURE_CLIENT_ID, assertion, {
        authorityHost: e.AZURE_AUTHORITY_HOST,
        disableInstanceDiscovery: true,
    });`;

/**
 * From nothing to the first token, in fresh processes against the sandbox on this machine: importing, AWS credentials of a container,
 * Cognito and the exchange. No network is in it, so on top come the round trips, of which the plain credential has two more (tenant
 * discovery).
 */
export async function benchFirstToken(): Promise<WorkloadLine> {
    mkdirSync(RUNS_FOLDER, { recursive: true });
    const folder = await mkdtemp(join(RUNS_FOLDER, "first-token-"));
    const sandbox = await FederatedSandbox.start();
    try {
        const kit = join(folder, "kit");
        execFileSync(process.execPath, ["--require", "tsx/cjs", join("workload", "build.ts"), kit], {
            cwd: PROJECT_ROOT,
        });
        const access = await sandbox.listen(folder);
        const trust = await sandbox.deploy();
        const environment = { PATH: process.env["PATH"], ...access, ...trust.environment };
        const withKit = `
            const { FederatedCredential } = require(${JSON.stringify(kit)});
            const credential = new FederatedCredential();`;
        const runs: Record<"kit" | "plain", number[]> = { kit: [], plain: [] };
        for (let run = 0; run < RUNS; run += 1) {
            runs.kit.push(await firstTokenMilliseconds(withKit, environment));
            runs.plain.push(await firstTokenMilliseconds(PLAIN, environment));
        }
        const figures = { kitMilliseconds: median(runs.kit), plainMilliseconds: median(runs.plain) };
        const ratio = figures.kitMilliseconds / figures.plainMilliseconds;
        return {
            name: "first token of a cold process",
            measured:
                `${figures.kitMilliseconds.toFixed(0)} ms from import to token, ` +
                `ClientAssertionCredential with an uncached Cognito call ${figures.plainMilliseconds.toFixed(0)} ms: ${ratio.toFixed(2)} x`,
            mustHold: "no slower than ClientAssertionCredential",
            holds: ratio <= 1,
            figures: { ...figures, ratio },
        };
    } finally {
        await sandbox.close();
        await rm(folder, { recursive: true });
    }
}

async function firstTokenMilliseconds(setUp: string, environment: NodeJS.ProcessEnv): Promise<number> {
    const script = `
        const start = process.hrtime.bigint();
        ${setUp}
        credential.getToken(${JSON.stringify(SCOPE)}).then(({ token }) => {
            const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
            console.log(token.length > 0 ? milliseconds : "no token");
        });`;
    const args = ["--no-warnings", "-e", script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PROJECT_ROOT, env: environment });
    const milliseconds = Number(stdout);
    if (!(milliseconds > 0)) {
        throw new Error("A process ended without a token.");
    }
    return milliseconds;
}
