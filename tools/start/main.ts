import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import stackProgram from "../../index";
import type { Settings, WorkloadSettings } from "../../settings";
import { PersonError, runCommand } from "../person-error";
import { PROJECT_NAME, readStackFile } from "../stack-file";
import { copyProject, copyStackFile } from "../working-copy";
import { AwsWorkload } from "./aws-workload";
import { control } from "./clouds";
import { type Denial, type Party, tryWhatMustFail } from "./denials";
import { Deployment, type DeployResult } from "./deployment";
import { type FlowResult, runFlow } from "./flow";
import { screen } from "./screen";
import { workloadOutputs } from "./workload-outputs";

/** Entra sees a new credential this much later, so that the wait which the clouds may ask for is shown. */
const PROPAGATION_DELAY_SECONDS = 5;

const assignment = z.object({
    stack: z.string(),
    folder: z.string(),
    engine: z.object({ version: z.string(), source: z.string() }),
    json: z.string().optional(),
});

async function main(): Promise<number> {
    const { stack, folder, engine, json } = assignment.parse(JSON.parse(process.argv[2] ?? "{}"));
    const settings = await readStackFile(stack);
    screen.heading(`Deploying the stack ${stack} with Pulumi ${engine.version} to the clouds of this machine`);
    await control("/propagation-delay", { seconds: PROPAGATION_DELAY_SECONDS });
    const workDir = join(folder, "project");
    await copyProject(workDir);
    await copyStackFile(stack, workDir);
    const deployment = await Deployment.create(stack, stackProgram, workDir);
    try {
        const deploy = await deployment.up(printProgress);
        const parties = readParties(settings, stack, deploy.outputs.workloads?.value);
        const [own, other] = parties;
        if (own === undefined) {
            throw new PersonError(`The stack ${stack} has no output for its workloads.`);
        }

        screen.heading(`Using it as the workload ${own.name} does`);
        const flow = await runFlow(own.workload, own.output, own.scopes);

        const denied = await showDenials(flow, own, other);
        screen.heading("Deploying again");
        const redeploy = await deployment.up(printProgress);
        screen.line();
        (redeploy.changes === 0 ? screen.ok : screen.fail)(`${String(redeploy.changes)} changes`);

        if (json !== undefined) {
            await writeSummary(json, { engine, deploy, redeploy, flow, denied });
        }
        const ok =
            flow.steps.every((step) => step.ok) &&
            denied.every((attempt) => attempt.code !== "") &&
            redeploy.changes === 0;
        showWhatIsNext(ok);
        return ok ? 0 : 1;
    } finally {
        await deployment.close();
    }
}

function readParties(settings: Settings, stack: string, workloads: unknown): Party[] {
    const outputs = workloadOutputs.parse(workloads);
    return settings.workloads.flatMap((workload) => {
        const output = outputs[workload.name];
        return output === undefined
            ? []
            : [
                  {
                      name: workload.name,
                      output,
                      workload: new AwsWorkload(roleName(workload, stack), settings.region),
                      scopes: workload.roleAssignments.map((each) => each.scope.text),
                  },
              ];
    });
}

function roleName(workload: WorkloadSettings, stack: string): string {
    return workload.caller.kind === "service"
        ? `${PROJECT_NAME}-${stack}-${workload.name}`
        : (workload.caller.roleArns[0]?.split("/").at(-1) ?? "");
}

async function showDenials(flow: FlowResult, own: Party, other: Party | undefined): Promise<readonly Denial[]> {
    if (flow.accessToken === undefined) {
        return [];
    }
    if (other === undefined) {
        screen.line("\nWhat is denied is shown with a second workload: add one under cognito-entra:workloads.");
        return [];
    }
    const denied = await tryWhatMustFail(own, other, flow.assertion, flow.accessToken);
    screen.heading("What was allowed, and what was denied by whom");
    screen.table([
        ["attempt", "by", "answer"],
        ...flow.allowed.map((access) => [
            `${own.name}: ${access.attempt}`,
            "Azure",
            access.ok ? "allowed" : access.code,
        ]),
        ...denied.map((attempt) => [
            attempt.attempt,
            attempt.by,
            attempt.code === "" ? "ALLOWED (it must not be)" : attempt.code,
        ]),
    ]);
    return denied;
}

function printProgress(text: string): void {
    process.stdout.write(text.replace(/^(?=.)/gm, "  "));
}

interface Summary {
    readonly engine: object;
    readonly deploy: DeployResult;
    readonly redeploy: DeployResult;
    readonly flow: FlowResult;
    readonly denied: readonly Denial[];
}

async function writeSummary(file: string, { engine, deploy, redeploy, flow, denied }: Summary): Promise<void> {
    const summary = {
        engine,
        deploy: { changes: deploy.changes, seconds: deploy.seconds },
        redeploy: { changes: redeploy.changes, seconds: redeploy.seconds },
        steps: flow.steps,
        allowed: flow.allowed,
        denied,
        outputs: Object.fromEntries(
            Object.entries(redeploy.outputs).map(([name, output]): [string, unknown] => [name, output.value]),
        ),
    };
    try {
        await writeFile(file, `${JSON.stringify(summary, undefined, 2)}\n`);
    } catch (error) {
        throw new PersonError(
            `--json: ${file} could not be written: ${error instanceof Error ? error.message : String(error)}`,
        );
    }
}

function showWhatIsNext(ok: boolean): void {
    if (!ok) {
        screen.heading("Something above is not as it must be (✗, or ALLOWED where it must not be).");
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
    screen.line("  README.md                    real clouds in five steps, and what to do about each AADSTS code");
}

runCommand(main);
