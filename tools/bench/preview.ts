import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { developerIdentityProvider } from "@cognito-entra/provider";
import { serveProvider } from "@cognito-entra/provider-plumbing";
import { z } from "zod";
import { runQuietly } from "../engine/command";
import { environmentWith, startSandboxedEnvironment } from "../sandboxed-environment";
import { copyProject, copyStackFile } from "../working-copy";
import { median } from "./statistics";
import type { Measurement } from "./measurement";

const RUNS = 7;
const STACK = "dev";
const PROGRAMS = { ours: "index.ts", bare: "tools/bench/bare-program.ts" } as const;

const sample = z.object({ seconds: z.number(), megabytes: z.number(), creates: z.number() });
type Sample = z.infer<typeof sample>;

/** The first preview of the dev stack against the same resources declared bare: time and peak memory of the program's process. */
export async function benchPreview(): Promise<Measurement[]> {
    const sandboxed = await startSandboxedEnvironment(STACK);
    const provider = await serveProvider(() => developerIdentityProvider());
    try {
        const workDir = join(sandboxed.folder, "project");
        await mkdir(workDir);
        await copyProject(workDir);
        await copyStackFile(STACK, workDir);
        const environment = environmentWith({
            ...sandboxed.variables,
            PULUMI_DEBUG_PROVIDERS: `${sandboxed.variables.PULUMI_DEBUG_PROVIDERS ?? ""},cognito-entra:${String(provider.port)}`,
        });
        const init = await runQuietly("pulumi", ["stack", "init", STACK, "--non-interactive"], {
            cwd: workDir,
            env: environment,
        });
        if (init.code !== 0) {
            throw new Error(`The stack could not be made: ${init.errors}`);
        }
        const samples: Record<keyof typeof PROGRAMS, Sample[]> = { ours: [], bare: [] };
        for (let run = 0; run <= RUNS; run += 1) {
            // Side by side, so that what slows the machine slows both; the first pair warms the caches.
            for (const name of ["ours", "bare"] as const) {
                const measured = await preview(PROGRAMS[name], workDir, environment);
                if (run > 0) {
                    samples[name].push(measured);
                }
            }
        }
        return (["seconds", "megabytes"] as const).map((unit) => ({
            name:
                unit === "seconds"
                    ? "preview of the dev stack, time"
                    : "preview of the dev stack, peak memory of the program",
            unit,
            runs: RUNS,
            value: median(samples.ours.map((each) => each[unit])),
            baseline: {
                name: `the same ${String(samples.bare[0]?.creates)} resources declared bare (here: ${String(samples.ours[0]?.creates)} with the components)`,
                value: median(samples.bare.map((each) => each[unit])),
            },
            atMost: 1.15,
        }));
    } finally {
        await provider.close();
        await sandboxed.close();
    }
}

async function preview(module: string, workDir: string, environment: NodeJS.ProcessEnv): Promise<Sample> {
    const { code, output, errors } = await runQuietly(
        process.execPath,
        [join(__dirname, "preview.cjs"), module, STACK, workDir],
        { env: environment },
    );
    if (code !== 0) {
        throw new Error(`The preview of ${module} failed: ${errors}`);
    }
    return sample.parse(JSON.parse(output.trim().split("\n").at(-1) ?? ""));
}
