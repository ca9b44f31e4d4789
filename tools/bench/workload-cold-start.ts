import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT, RUNS_FOLDER } from "../project";
import { median } from "./statistics";
import type { WorkloadLine } from "./workload-line";

const RUNS = 15;
const MOST_RATIO = 1.25;

/** Import times in fresh processes, with the kit compiled as for npm; and the size of a bundle of either approach. */
export function benchColdStart(): WorkloadLine[] {
    mkdirSync(RUNS_FOLDER, { recursive: true });
    const folder = mkdtempSync(join(RUNS_FOLDER, "cold-start-"));
    try {
        const kit = join(folder, "kit");
        execFileSync(process.execPath, ["--require", "tsx/cjs", join("workload", "build.ts"), kit], {
            cwd: PROJECT_ROOT,
        });
        return [imports(kit), bundles(folder, kit)];
    } finally {
        rmSync(folder, { recursive: true });
    }
}

function imports(kit: string): WorkloadLine {
    const modules = { kit, cognito: "@aws-sdk/client-cognito-identity", identity: "@azure/identity" };
    const runs: Record<keyof typeof modules, number[]> = { kit: [], cognito: [], identity: [] };
    for (let run = 0; run < RUNS; run += 1) {
        runs.kit.push(importMilliseconds(modules.kit));
        runs.cognito.push(importMilliseconds(modules.cognito));
        runs.identity.push(importMilliseconds(modules.identity));
    }
    const figures = {
        kitMilliseconds: median(runs.kit),
        cognitoMilliseconds: median(runs.cognito),
        identityMilliseconds: median(runs.identity),
    };
    const ratio = figures.kitMilliseconds / figures.cognitoMilliseconds;
    return {
        name: "importing the kit",
        measured:
            `${figures.kitMilliseconds.toFixed(1)} ms, @aws-sdk/client-cognito-identity ${figures.cognitoMilliseconds.toFixed(1)} ms: ${ratio.toFixed(2)} x ` +
            `(@azure/identity ${figures.identityMilliseconds.toFixed(1)} ms; the AWS client is loaded at the first token)`,
        mustHold: `at most ${String(MOST_RATIO)} x @aws-sdk/client-cognito-identity`,
        holds: ratio <= MOST_RATIO,
        figures: { ...figures, ratio },
    };
}

function importMilliseconds(module: string): number {
    const script = `const s=process.hrtime.bigint();require(${JSON.stringify(module)});console.log(Number(process.hrtime.bigint()-s)/1e6)`;
    return Number(
        execFileSync(process.execPath, ["--no-warnings", "-e", script], { cwd: PROJECT_ROOT, encoding: "utf8" }),
    );
}

function bundles(folder: string, kit: string): WorkloadLine {
    const withKit = `import { FederatedCredential } from ${JSON.stringify(kit)}; export const credential = new FederatedCredential();`;
    const plain = `
        import { ClientAssertionCredential } from "@azure/identity";
        import { CognitoIdentityClient, GetOpenIdTokenForDeveloperIdentityCommand } from "@aws-sdk/client-cognito-identity";
        const client = new CognitoIdentityClient({});
        export const credential = new ClientAssertionCredential("", "", async () =>
            (await client.send(new GetOpenIdTokenForDeveloperIdentityCommand({}))).Token ?? "");`;
    const figures = {
        kitBytes: bundleBytes(folder, "kit.mjs", withKit),
        plainBytes: bundleBytes(folder, "plain.mjs", plain),
    };
    return {
        name: "bundle (minified, @azure/identity external for the kit)",
        measured: `${kibibytes(figures.kitBytes)}, with ClientAssertionCredential ${kibibytes(figures.plainBytes)}`,
        mustHold: "printed",
        holds: true,
        figures,
    };
}

function bundleBytes(folder: string, name: string, source: string): number {
    const entry = join(folder, name);
    const out = join(folder, `${name}.js`);
    writeFileSync(entry, source);
    const external = name === "kit.mjs" ? ["--external:@azure/identity"] : [];
    const args = [
        "--bundle",
        "--minify",
        "--platform=node",
        "--target=node20",
        "--log-level=error",
        `--outfile=${out}`,
        entry,
    ];
    execFileSync(join(PROJECT_ROOT, "node_modules", ".bin", "esbuild"), [...args, ...external], { cwd: PROJECT_ROOT });
    return statSync(out).size;
}

function kibibytes(bytes: number): string {
    return `${String(Math.round(bytes / 1024))} KiB`;
}
