import { execFile, execFileSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { PROJECT_ROOT } from "../project";
import { environmentWith, startSandboxedEnvironment } from "../sandboxed-environment";
import { workloadEnvironment } from "../workload-environment";
import { median } from "./statistics";
import type { WorkloadLine } from "./workload-line";

const RUNS = 9;
const STACK = "dev";
/** A workload of that stack with an existing role, under the role's name. */
const WORKLOAD = "orders";
const outputsSchema = z.object({
    workloads: z.record(z.string(), z.object({ environment: z.record(z.string(), z.string()) })),
});
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
 * From nothing to the first token, in fresh processes against the sandbox on this machine: imports, a container's AWS
 * credentials, Cognito and the exchange. Network round trips come on top; the plain credential makes two more of them
 * (tenant discovery).
 */
export async function benchFirstToken(): Promise<WorkloadLine> {
    const sandboxed = await startSandboxedEnvironment(STACK);
    try {
        const kit = join(sandboxed.folder, "kit");
        execFileSync(process.execPath, ["--require", "tsx/cjs", join("workload", "build.ts"), kit], {
            cwd: PROJECT_ROOT,
        });
        const environment = await deploy(sandboxed.variables, sandboxed.folder);
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
        await sandboxed.close();
    }
}

async function deploy(variables: Readonly<Record<string, string>>, folder: string): Promise<Record<string, string>> {
    const script = join(__dirname, "deploy-stack.ts");
    const { stdout } = await promisify(execFile)(process.execPath, ["--require", "tsx/cjs", script, STACK, folder], {
        env: environmentWith(variables),
    });
    const deployed = outputsSchema.parse(JSON.parse(stdout)).workloads[WORKLOAD];
    if (deployed === undefined) {
        throw new Error(`The stack ${STACK} has no workload ${WORKLOAD}.`);
    }
    return workloadEnvironment(variables, WORKLOAD, deployed.environment);
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
