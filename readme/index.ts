import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { FederatedWorkload } from "../components";
import { partitionOf } from "../rules/aws/partitions";
import { azureCloud } from "../rules/azure/clouds";
import type { RoleAssignmentSettings, Settings, WorkloadSettings } from "../settings";
import { defaultIssuer } from "../settings/workload-issuer";

/** A workload as it was asked for and as it was deployed. */
export interface DeployedWorkload {
    readonly settings: WorkloadSettings;
    readonly deployed: FederatedWorkload;
}

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

/** The texts that the page is made of. */
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
 * @param facts - One for each workload of the settings, in their order.
 * @param prefix - What the names of all that is deployed begin with: `<project>-<stack>`.
 */
export function renderReadme(
    { page: template, tokenCommands }: Templates,
    settings: Settings,
    facts: readonly WorkloadFacts[],
    prefix: string,
): string {
    const accountId = facts.flatMap(({ callerRoleArns }) => callerRoleArns.map((arn) => arn.split(":")[4])).at(0) ?? "";
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
        deployerPolicy: deployerPolicy(settings, facts, prefix, accountId),
        grants: grants(settings),
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

/**
 * The IAM policy of whoever deploys.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitoidentity.html
 */
function deployerPolicy(
    settings: Settings,
    facts: readonly WorkloadFacts[],
    prefix: string,
    accountId: string,
): string {
    const { id: partition } = partitionOf(settings.region);
    const pools = `arn:${partition}:cognito-identity:${settings.region}:${accountId}:identitypool/*`;
    const policies = `arn:${partition}:iam::${accountId}:policy/${prefix}-*`;
    const ownRoles = `arn:${partition}:iam::${accountId}:role/${prefix}-*`;
    const callerRoles = facts.flatMap(({ callerRoleArns }) => callerRoleArns);
    const parameters = `arn:${partition}:ssm:${settings.region}:${accountId}:parameter`;
    const parameterPaths = settings.workloads.flatMap(({ parameterPath }) => parameterPath ?? []);
    const makesRoles = settings.workloads.some(({ caller }) => caller.kind === "service");
    const statements = [
        {
            Sid: "FindAndCreatePools",
            Effect: "Allow",
            Action: ["cognito-identity:CreateIdentityPool", "cognito-identity:ListIdentityPools"],
            Resource: "*",
        },
        {
            Sid: "ManagePoolsAndIdentities",
            Effect: "Allow",
            Action: [
                "cognito-identity:DeleteIdentityPool",
                "cognito-identity:DescribeIdentityPool",
                "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
                "cognito-identity:ListTagsForResource",
                "cognito-identity:LookupDeveloperIdentity",
                "cognito-identity:TagResource",
                "cognito-identity:UntagResource",
                "cognito-identity:UpdateIdentityPool",
            ],
            Resource: pools,
        },
        {
            Sid: "DeleteIdentities",
            Effect: "Allow",
            Action: "cognito-identity:DeleteIdentities",
            Resource: "*",
            Condition: { ArnLike: { "cognito-identity:IdentityPoolArn": pools } },
        },
        {
            Sid: "ManagePolicies",
            Effect: "Allow",
            Action: [
                "iam:CreatePolicy",
                "iam:CreatePolicyVersion",
                "iam:DeletePolicy",
                "iam:DeletePolicyVersion",
                "iam:GetPolicy",
                "iam:GetPolicyVersion",
                "iam:ListPolicyVersions",
                "iam:TagPolicy",
                "iam:UntagPolicy",
            ],
            Resource: policies,
        },
        {
            Sid: "LetCallersIn",
            Effect: "Allow",
            Action: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
            Resource: [...new Set(callerRoles)],
            Condition: { ArnLike: { "iam:PolicyARN": policies } },
        },
        {
            Sid: "SeeWhoIsIn",
            Effect: "Allow",
            Action: "iam:ListAttachedRolePolicies",
            Resource: [...new Set(callerRoles)],
        },
        {
            Sid: "ManageRoles",
            Effect: "Allow",
            Action: [
                "iam:CreateRole",
                "iam:DeleteRole",
                "iam:GetRole",
                "iam:ListInstanceProfilesForRole",
                "iam:ListRolePolicies",
                "iam:TagRole",
                "iam:UntagRole",
                "iam:UpdateAssumeRolePolicy",
                "iam:UpdateRole",
                "iam:UpdateRoleDescription",
            ],
            Resource: ownRoles,
        },
        {
            Sid: "PublishEnvironments",
            Effect: "Allow",
            Action: [
                "ssm:AddTagsToResource",
                "ssm:DeleteParameter",
                "ssm:GetParameter",
                "ssm:ListTagsForResource",
                "ssm:PutParameter",
                "ssm:RemoveTagsFromResource",
            ],
            Resource: parameterPaths.map((path) => `${parameters}${path}/*`),
        },
        {
            Sid: "ReadTheIssuerOfTheAccount",
            Effect: "Allow",
            Action: "iam:GetOutboundWebIdentityFederationInfo",
            Resource: "*",
        },
        { Sid: "FindParameters", Effect: "Allow", Action: "ssm:DescribeParameters", Resource: "*" },
    ];
    const asksSts = settings.workloads.some(({ issuer }) => issuer?.kind === "sts" && issuer.url === undefined);
    const unneeded = [
        ...(asksSts ? [] : ["ReadTheIssuerOfTheAccount"]),
        ...(makesRoles ? [] : ["ManageRoles"]),
        ...(parameterPaths.length > 0 ? [] : ["PublishEnvironments", "FindParameters"]),
    ];
    const needed = statements.filter(({ Sid }) => !unneeded.includes(Sid));
    return JSON.stringify({ Version: "2012-10-17", Statement: needed }, undefined, 2);
}

function grants(settings: Settings): string {
    const scopes = settings.workloads.flatMap(({ roleAssignments }) => roleAssignments.map(({ scope }) => scope.text));
    return [...new Set(scopes)]
        .map(
            (scope) =>
                `az role assignment create --assignee "$DEPLOYER" --role "Role Based Access Control Administrator" \\\n    --scope "${scope}"`,
        )
        .join("\n");
}

/** @throws Error for a name that has no value: the page is part of the program. */
function fill(text: string, values: Readonly<Record<string, string>>): string {
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
        const value = values[name];
        if (value === undefined) {
            throw new Error(`Pulumi.README.md: {{${name}}} is not a value of this page.`);
        }
        return value;
    });
}
