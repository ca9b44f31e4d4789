import * as pulumi from "@pulumi/pulumi";
import type { FederatedWorkload } from "../components";
import { azureCloud } from "../rules/azure/clouds";
import type { RoleAssignmentSettings, Settings, WorkloadSettings } from "../settings";
import { defaultIssuer } from "../settings/workload-issuer";
import { fill, readTemplate, type Template } from "./template";

type KnownEnvironment = Readonly<Record<string, string>>;

/** What the page says of a workload that only its deployment knows. */
export interface WorkloadFacts {
    readonly issuer: string;
    readonly audience: string;
    readonly subject: string;
    readonly clientId: string;
    readonly principalId: string;
    readonly environment: KnownEnvironment;
    readonly callerRoleArns: readonly string[];
}

export function workloadFacts(deployed: FederatedWorkload): pulumi.Output<WorkloadFacts> {
    const { issuer, audience, subject, clientId, principalId, environment, callerRoleArns } = deployed;
    return pulumi.output({ issuer, audience, subject, clientId, principalId, environment, callerRoleArns });
}

export interface WorkloadTemplates {
    /** What stands between `{{#each workload}}` and `{{/each}}` is written for each workload. */
    readonly section: Template;
    /** The shell command that prints a token, by the kind of the issuer: `issuers/<kind>.sh`. */
    readonly tokenCommands: Readonly<Record<string, Template>>;
}

/** Reads the section, and the commands of the issuers that the stack uses. */
export async function readWorkloadTemplates({ workloads }: Settings): Promise<WorkloadTemplates> {
    const kinds = [...new Set(workloads.map(issuerKind))];
    const commands = await Promise.all(
        kinds.map(async (kind) => [kind, await readTemplate(`issuers/${kind}.sh`)] as const),
    );
    return { section: await readTemplate("workloads.md"), tokenCommands: Object.fromEntries(commands) };
}

function issuerKind({ issuer = defaultIssuer }: WorkloadSettings): string {
    return issuer.kind;
}

/**
 * The section of the system `workloads`.
 *
 * @param facts - One for each workload of the settings, in their order.
 * @param accountId - The AWS account of the deployment.
 */
export function workloadsSection(
    { section: { file, content }, tokenCommands }: WorkloadTemplates,
    settings: Settings,
    facts: readonly WorkloadFacts[],
    accountId: string,
): string {
    const { region, tenantId } = settings;
    const [, before = content, block = "", after = ""] =
        /^(.*)\{\{#each workload\}\}\n(.*)\{\{\/each\}\}\n(.*)$/s.exec(content) ?? [];
    const about = (part: string) => fill({ file, content: part }, { accountId, region, tenantId });
    const workloads = settings.workloads.flatMap((workload, index) => {
        const known = facts[index];
        return known === undefined
            ? []
            : [fill({ file, content: block }, workloadValues(settings, workload, known, tokenCommands))];
    });
    return [about(before), ...workloads, about(after)].join("");
}

function workloadValues(
    settings: Settings,
    workload: WorkloadSettings,
    facts: WorkloadFacts,
    tokenCommands: WorkloadTemplates["tokenCommands"],
): Record<string, string> {
    const { environment } = facts;
    const command = tokenCommands[issuerKind(workload)];
    const { resourceManager } = azureCloud(settings.azureCloud);
    return {
        name: workload.name,
        description: workload.description ?? "A workload in AWS that uses Azure.",
        trust: trustTable(facts),
        clientId: facts.clientId,
        principalId: facts.principalId,
        callers: facts.callerRoleArns.map((arn) => `\`${arn}\``).join(", "),
        roleAssignments: roleAssignmentTable(workload.roleAssignments),
        published:
            workload.parameterPath === undefined
                ? ""
                : `, also in the SSM Parameter Store below \`${workload.parameterPath}\``,
        environment: exportLines(environment),
        tokenCommand: command === undefined ? "" : fill(command, { audience: facts.audience }).trimEnd(),
        resourceManagerScope: `${resourceManager}/.default`,
        callUrl: callUrl(resourceManager, settings, workload.roleAssignments),
    };
}

function trustTable({ issuer, audience, subject }: WorkloadFacts): string {
    return [
        "| claim | equals, byte for byte |",
        "| --- | --- |",
        `| \`iss\` | \`${issuer}\` |`,
        `| \`aud\` | \`${audience}\` |`,
        `| \`sub\` | \`${subject}\` |`,
    ].join("\n");
}

function roleAssignmentTable(roleAssignments: readonly RoleAssignmentSettings[]): string {
    return roleAssignments.length === 0
        ? "none."
        : [
              "| role | at |",
              "| --- | --- |",
              ...roleAssignments.map(
                  ({ role, scope, condition }) =>
                      `| ${role}${condition === undefined ? "" : ", under a condition"} | \`${scope.text}\` |`,
              ),
          ].join("\n");
}

/** Inside the sandbox's shell the sandbox's authority host stays. */
function exportLines(environment: KnownEnvironment): string {
    return Object.entries(environment)
        .map(([name, value]) =>
            name === "AZURE_AUTHORITY_HOST" ? `export ${name}="\${${name}:-${value}}"` : `export ${name}='${value}'`,
        )
        .join("\n");
}

/** A call that the workload may make: it reads the first group or subscription assigned, else lists what it may see. */
function callUrl(
    resourceManager: string,
    settings: Settings,
    roleAssignments: readonly RoleAssignmentSettings[],
): string {
    const origin = `\${SANDBOX_RESOURCE_MANAGER_URL:-${resourceManager}}`;
    const readable = roleAssignments
        .map(({ scope }) => scope)
        .find(({ kind }) => kind === "resourceGroup" || kind === "subscription");
    const path = readable?.text ?? `/subscriptions/${settings.subscriptionId}/resourceGroups`;
    return `${origin}${path}?api-version=2021-04-01`;
}
