import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { developerIdentityProvider } from "@cognito-entra/provider";
import { serveProvider } from "@cognito-entra/plumbing";
import { z } from "zod";
import { runQuietly } from "../engine/command";
import { environmentWith, startSandboxedEnvironment } from "../sandboxed-environment";
import { copyProject, copyStackFile } from "../working-copy";
import { median } from "./statistics";
import type { WorkloadLine } from "./workload-line";

const RUNS = 7;
const MOST_RATIO = 1.15;
const STACK = "dev";
const PROGRAMS = { ours: "index.ts", bare: "tools/bench/bare-program.ts" } as const;

const sample = z.object({ seconds: z.number(), megabytes: z.number(), creates: z.number() });
type Sample = z.infer<typeof sample>;

/**
 * The dev stack's first preview compared with the same resources declared without components: time and peak memory of
 * the program's process.
 */
export async function benchPreview(): Promise<WorkloadLine[]> {
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
            // In pairs, so that whatever slows the machine slows both; the first pair warms the caches.
            for (const name of ["ours", "bare"] as const) {
                const measured = await preview(PROGRAMS[name], workDir, environment);
                if (run > 0) {
                    samples[name].push(measured);
                }
            }
        }
        const middle = (unit: "seconds" | "megabytes", name: keyof typeof PROGRAMS): number =>
            median(samples[name].map((each) => each[unit]));
        const counts = `${String(samples.ours[0]?.creates)} resources with the components, ${String(samples.bare[0]?.creates)} bare`;
        return (["seconds", "megabytes"] as const).map((unit) => {
            const figures = { ours: middle(unit, "ours"), bare: middle(unit, "bare") };
            const ratio = figures.ours / figures.bare;
            return {
                name:
                    unit === "seconds"
                        ? "preview of the dev stack, time"
                        : "preview of the dev stack, peak memory of its program",
                measured: `${figures.ours.toPrecision(4)} ${unit}, bare ${figures.bare.toPrecision(4)}, ratio ${ratio.toFixed(3)} (${counts}; medians of ${String(RUNS)})`,
                mustHold: `at most ${String(MOST_RATIO)} x the same resources declared bare`,
                holds: ratio <= MOST_RATIO,
                figures: { ...figures, ratio },
            };
        });
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
