import * as pulumi from "@pulumi/pulumi";
import type { FederatedWorkload } from "../components";
import type { Settings } from "../settings";
import { deployerSection } from "./deployer";
import { readTemplate, type Template } from "./template";
import {
    readWorkloadTemplates,
    workloadFacts,
    workloadsSection,
    type WorkloadFacts,
    type WorkloadTemplates,
} from "./workloads";

export type { WorkloadFacts } from "./workloads";

/**
 * The stack's readme: a section a system, and one on whoever deploys.
 *
 * @param workloads - One for each workload of the settings, in their order.
 */
export async function readme(
    settings: Settings,
    workloads: readonly FederatedWorkload[],
): Promise<pulumi.Output<string>> {
    const templates = await readTemplates(settings);
    return pulumi
        .all(workloads.map(workloadFacts))
        .apply((known) => renderReadme(templates, settings, known, `${pulumi.getProject()}-${pulumi.getStack()}`));
}

/** The templates that the page is made of. */
export interface Templates {
    readonly workloads: WorkloadTemplates;
    readonly deployer: Template;
}

export async function readTemplates(settings: Settings): Promise<Templates> {
    return { workloads: await readWorkloadTemplates(settings), deployer: await readTemplate("deployer.md") };
}

/**
 * @param facts - One per workload in the settings, in the same order.
 * @param prefix - The prefix of all deployed names: `<project>-<stack>`.
 */
export function renderReadme(
    templates: Templates,
    settings: Settings,
    facts: readonly WorkloadFacts[],
    prefix: string,
): string {
    const accountId = facts.flatMap(({ callerRoleArns }) => callerRoleArns.map((arn) => arn.split(":")[4])).at(0) ?? "";
    return [
        `# ${prefix}\n\n`,
        workloadsSection(templates.workloads, settings, facts, accountId),
        deployerSection(templates.deployer, settings, { namePrefix: prefix, accountId }),
    ].join("");
}
