import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import stackProgram from "../../index";
import { Deployment, type DeployResult } from "../deployment";
import { PersonError, runCommand } from "../person-error";
import { readStackFile } from "../stack-file";
import { copyProject, copyStackFile } from "../working-copy";
import { control } from "./control";
import { screen } from "./screen";
import { problemsOf, type System, type SystemResult } from "./system";
import { chooseSystems } from "./systems";

/** How much later Entra sees a new credential, to show the wait that the real clouds may require. */
const PROPAGATION_DELAY_SECONDS = 5;

const assignment = z.object({
    stack: z.string(),
    folder: z.string(),
    engine: z.object({ version: z.string(), source: z.string() }),
    json: z.string().optional(),
    system: z.string().optional(),
});

async function main(): Promise<number> {
    const { stack, folder, engine, json, system } = assignment.parse(JSON.parse(process.argv[2] ?? "{}"));
    const settings = await readStackFile(stack);
    screen.heading(`Deploying the stack ${stack} with Pulumi ${engine.version} to the clouds of this machine`);
    await control("/propagation-delay", { seconds: PROPAGATION_DELAY_SECONDS });
    const workDir = join(folder, "project");
    await copyProject(workDir);
    await copyStackFile(stack, workDir);
    const systems = chooseSystems(system);
    const deployment = await Deployment.create(stack, stackProgram, workDir);
    try {
        const deploy = await deployment.up(printProgress);
        const results: Partial<Record<System["key"], SystemResult>> = {};
        for (const each of systems) {
            results[each.key] = await each.use({ name: stack, settings, outputs: valuesOf(deploy) });
        }
        screen.heading("Deploying again");
        const redeploy = await deployment.up(printProgress);
        screen.line();
        (redeploy.changes === 0 ? screen.ok : screen.fail)(`${String(redeploy.changes)} changes`);

        if (json !== undefined) {
            await writeSummary(json, { engine, deploy, redeploy, systems: results });
        }
        const problems = [
            ...Object.values(results).flatMap(problemsOf),
            ...(redeploy.changes === 0 ? [] : [`Deploying again made ${String(redeploy.changes)} changes, not 0.`]),
        ];
        showWhatIsNext(problems);
        return problems.length === 0 ? 0 : 1;
    } finally {
        await deployment.close();
    }
}

function valuesOf({ outputs }: DeployResult): Record<string, unknown> {
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]): [string, unknown] => [name, value]));
}

function printProgress(text: string): void {
    process.stdout.write(text.replace(/^(?=.)/gm, "  "));
}

interface Summary {
    readonly engine: object;
    readonly deploy: DeployResult;
    readonly redeploy: DeployResult;
    /** Those that were used. */
    readonly systems: Partial<Record<System["key"], SystemResult>>;
}

async function writeSummary(file: string, { engine, deploy, redeploy, systems }: Summary): Promise<void> {
    const summary = {
        engine,
        deploy: { changes: deploy.changes, seconds: deploy.seconds },
        redeploy: { changes: redeploy.changes, seconds: redeploy.seconds },
        systems,
        outputs: valuesOf(redeploy),
    };
    try {
        await writeFile(file, `${JSON.stringify(summary, undefined, 2)}\n`);
    } catch (error) {
        throw new PersonError(
            `--json: ${file} could not be written: ${error instanceof Error ? error.message : String(error)}`,
        );
    }
}

function showWhatIsNext(problems: readonly string[]): void {
    if (problems.length > 0) {
        screen.heading("What went wrong");
        problems.forEach(screen.fail);
        return;
    }
    screen.heading("What next");
    screen.line("  npm run sandbox -- bash      the same clouds, for you to try: pulumi up, aws, az, curl");
    screen.line("  Pulumi.dev.yaml              your tenant, subscription, region and workloads go in here");
    screen.line(
        "  npm run permissions          what whoever deploys needs in the clouds, for an administrator to give first",
    );
    screen.line("  pulumi stack init dev        then, signed in to AWS (aws sso login) and Azure (az login):");
    screen.line("  pulumi up                    the same stack, in the clouds");
    screen.line("  README.md                    real clouds in five steps");
    screen.line("  docs/workloads.md            what is created, what it costs, and what to do about each AADSTS code");
}

runCommand(main);
