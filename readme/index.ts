import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { FederatedWorkload } from "../components";
import { azureCloud } from "../rules/azure/clouds";
import type { RoleAssignmentSettings, Settings, WorkloadSettings } from "../settings";
import { defaultIssuer } from "../settings/workload-issuer";
import { deployerPermissions, type DeployerPermissions } from "../settings/deployer-permissions";
import { azureCommands } from "./deployer-commands";

/** A workload as configured and as deployed. */
export interface DeployedWorkload {
    readonly settings: WorkloadSettings;
    readonly deployed: FederatedWorkload;
}

type KnownEnvironment = Readonly<Record<string, string>>;

/** What the page says about a workload and only its deployment knows. */
export interface WorkloadFacts {
    readonly issuer: string;
    readonly audience: string;
    readonly subject: string;
    readonly clientId: string;
    readonly principalId: string;
    readonly environment: KnownEnvironment;
    readonly callerRoleArns: readonly string[];
}

/** The stack's readme: `Pulumi.README.md` with the values of this stack. */
export async function readme(
    settings: Settings,
    workloads: readonly DeployedWorkload[],
): Promise<pulumi.Output<string>> {
    const templates = await readTemplates(settings);
    const facts = workloads.map(({ deployed }) => {
        const { issuer, audience, subject, clientId, principalId, environment, callerRoleArns } = deployed;
        return pulumi.output({ issuer, audience, subject, clientId, principalId, environment, callerRoleArns });
    });
    return pulumi
        .all(facts)
        .apply((known) => renderReadme(templates, settings, known, `${pulumi.getProject()}-${pulumi.getStack()}`));
}

/** The templates that the page is made of. */
export interface Templates {
    readonly page: string;
    /** The shell command that prints a token, by the kind of the issuer: `issuers/<kind>.sh`. */
    readonly tokenCommands: Readonly<Record<string, string>>;
}

/** Reads the page, and the commands of the issuers that the stack uses. */
export async function readTemplates({ workloads }: Settings): Promise<Templates> {
    const kinds = [...new Set(workloads.map(issuerKind))];
    const [page, ...commands] = await Promise.all(
        [
            join(__dirname, "..", "Pulumi.README.md"),
            ...kinds.map((kind) => join(__dirname, "issuers", `${kind}.sh`)),
        ].map((path) => readFile(path, "utf8")),
    );
    return {
        page: page ?? "",
        tokenCommands: Object.fromEntries(kinds.map((kind, index) => [kind, (commands[index] ?? "").trimEnd()])),
    };
}

function issuerKind({ issuer = defaultIssuer }: WorkloadSettings): string {
    return issuer.kind;
}

/**
 * @param facts - One per workload in the settings, in the same order.
 * @param prefix - The prefix of all deployed names: `<project>-<stack>`.
 */
export function renderReadme(
    { page: template, tokenCommands }: Templates,
    settings: Settings,
    facts: readonly WorkloadFacts[],
    prefix: string,
): string {
    const accountId = facts.flatMap(({ callerRoleArns }) => callerRoleArns.map((arn) => arn.split(":")[4])).at(0) ?? "";
    const permissions = deployerPermissions(settings, { namePrefix: prefix, accountId });
    const each = /\{\{#each workload\}\}\n(.*?)\{\{\/each\}\}\n/s;
    const page = template.replace(each, (_, block: string) =>
        settings.workloads
            .flatMap((workload, index) => {
                const known = facts[index];
                return known === undefined
                    ? []
                    : [fill(block, workloadValues(settings, workload, known, tokenCommands))];
            })
            .join(""),
    );
    return fill(page, {
        prefix,
        accountId,
        region: settings.region,
        tenantId: settings.tenantId,
        deployerPolicies: policyBlocks(permissions),
        boundary: boundarySentence(permissions),
        graphPermissions: permissions.entra.applicationPermissions.map(({ value }) => `\`${value}\``).join(", "),
        directoryRole: permissions.entra.directoryRole,
        grants: azureCommands(permissions).join("\n"),
    });
}

function workloadValues(
    settings: Settings,
    workload: WorkloadSettings,
    facts: WorkloadFacts,
    tokenCommands: Templates["tokenCommands"],
): Record<string, string> {
    const { environment } = facts;
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
        tokenCommand: fill(tokenCommands[issuerKind(workload)] ?? "", { audience: facts.audience }),
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

/** In the sandbox's shell, the sandbox's authority host stays. */
function exportLines(environment: KnownEnvironment): string {
    return Object.entries(environment)
        .map(([name, value]) =>
            name === "AZURE_AUTHORITY_HOST" ? `export ${name}="\${${name}:-${value}}"` : `export ${name}='${value}'`,
        )
        .join("\n");
}

/**
 * A call that the workload may make: it reads the first group or subscription with a role, or else lists what it may
 * see.
 */
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

/** The IAM policies, one block each. */
function policyBlocks({ aws }: DeployerPermissions): string {
    return aws.map((policy) => `\`\`\`json\n${JSON.stringify(policy, undefined, 2)}\n\`\`\``).join("\n\n");
}

function boundarySentence({ boundary }: DeployerPermissions): string {
    return boundary.arn === undefined
        ? "There is no permissions boundary: whoever deploys can make a caller's role an administrator. Set `cognito-entra:permissionsBoundary`."
        : `Every role that may ask for tokens has the permissions boundary \`${boundary.arn}\`, which only an administrator changes.`;
}

/** @throws Error for a placeholder without a value: the page is part of the program. */
function fill(text: string, values: Readonly<Record<string, string>>): string {
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
        const value = values[name];
        if (value === undefined) {
            throw new Error(`Pulumi.README.md: {{${name}}} is not a value of this page.`);
        }
        return value;
    });
}
