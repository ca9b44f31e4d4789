import type { WorkloadSettings } from "../../../settings";
import { PersonError } from "../../person-error";
import { PROJECT_NAME } from "../../stack-file";
import { workloadEnvironment } from "../../workload-environment";
import { screen } from "../screen";
import type { DeployedStack, System, SystemResult } from "../system";
import { type Party, tryWhatMustFail } from "./denials";
import { runFlow } from "./flow";
import { WorkloadProcess } from "./workload-process";
import { workloadOutputs } from "./workload-outputs";

/** AWS workloads in Azure: the stack's first workload is used, the second helps to show what is denied. */
export const workloads: System = { name: "workloads", key: "workloads", use };

async function use(stack: DeployedStack): Promise<SystemResult> {
    const processes: WorkloadProcess[] = [];
    try {
        const [own, other] = readParties(stack, processes);
        if (own === undefined) {
            throw new PersonError(`The stack ${stack.name} has no output for its workloads.`);
        }
        screen.heading(`Using it as the workload ${own.name} does`);
        const { steps, allowed, assertion } = await runFlow(own.workload, own.output, own.scopes);
        if (assertion === undefined) {
            return { steps, allowed, denied: [] };
        }
        if (other === undefined) {
            screen.line("\nWhat is denied is shown with a second workload: add one under cognito-entra:workloads.");
            return { steps, allowed, denied: [] };
        }
        const denied = await tryWhatMustFail(own, other, assertion);
        const named = allowed.map((access) => ({ ...access, attempt: `${own.name}: ${access.attempt}` }));
        screen.access(named, denied);
        return { steps, allowed, denied };
    } finally {
        processes.forEach((each) => {
            each.close();
        });
    }
}

function readParties({ name: stack, settings, outputs }: DeployedStack, processes: WorkloadProcess[]): Party[] {
    const deployed = workloadOutputs.parse(outputs.workloads);
    return settings.workloads.slice(0, 2).flatMap((each) => {
        const output = deployed[each.name];
        if (output === undefined) {
            return [];
        }
        const workload = new WorkloadProcess(
            workloadEnvironment(process.env, roleName(each, stack), output.environment),
        );
        processes.push(workload);
        return [{ name: each.name, output, workload, scopes: each.roleAssignments.map(({ scope }) => scope.text) }];
    });
}

function roleName(workload: WorkloadSettings, stack: string): string {
    return workload.caller.kind === "service"
        ? `${PROJECT_NAME}-${stack}-${workload.name}`
        : (workload.caller.roleArns[0]?.split("/").at(-1) ?? "");
}
