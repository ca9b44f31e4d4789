import * as pulumi from "@pulumi/pulumi";
import { azureCloud, parseAzureCloudName, type AzureCloudName } from "../rules/azure/clouds";
import type { AzureScope } from "../rules/azure/scope";
import { accepted, refused, type Checked } from "../rules/checked";
import { cognitoRegionProblem } from "../rules/aws/cognito-issuer";
import { parseAwsRegion, type AwsRegion, type RoleArn } from "../rules/aws/identifiers";
import { parseSubscriptionId, type SubscriptionId } from "../rules/azure/identifiers";
import { parseTenantId, type TenantId } from "../rules/entra/identifiers";
import { quote } from "../rules/quote";
import { tagRelations, workloadRelations } from "./workload-relations";
import { assumeRolesSchema, tagsSchema, workloadsSchema } from "./workloads";
import { StackConfiguration } from "./stack-configuration";

/** The keys of a stack's file that this project reads. */
export const settingKeys: readonly string[] = [
    "aws:region",
    "aws:profile",
    "aws:assumeRoles",
    "azuread:tenantId",
    "azuread:environment",
    "azure-native:tenantId",
    "azure-native:subscriptionId",
    "azure-native:environment",
    "cognito-entra:azureCloud",
    "cognito-entra:protect",
    "cognito-entra:tags",
    "cognito-entra:workloads",
];

/** What a stack's file says, checked. */
export interface Settings {
    /** `aws:region`: where the identity pools live. */
    readonly region: AwsRegion;
    /** `aws:profile`: the profile of the AWS shared configuration that deploys. @default the standard chain of credentials */
    readonly awsProfile?: string;
    /** `aws:assumeRoles`: the roles that are assumed, one after the other, before anything is deployed. @default none */
    readonly awsAssumeRoles?: readonly AssumeRoleSettings[];
    /** `azuread:tenantId`. */
    readonly tenantId: TenantId;
    /** `azure-native:subscriptionId`. */
    readonly subscriptionId: SubscriptionId;
    /** `cognito-entra:azureCloud`. @default public */
    readonly azureCloud: AzureCloudName;
    /** `cognito-entra:protect`: whether what cannot be replaced without breaking the trust is protected. @default true */
    readonly protect: boolean;
    /** `cognito-entra:tags`. @default none */
    readonly tags: Readonly<Record<string, string>>;
    /** `cognito-entra:workloads`: at least one. */
    readonly workloads: readonly WorkloadSettings[];
}

/** One entry of `aws:assumeRoles`, as the AWS provider takes it. https://www.pulumi.com/registry/packages/aws/installation-configuration/ */
export interface AssumeRoleSettings {
    readonly roleArn: RoleArn;
    /** Such as `1h`. */
    readonly duration?: string;
    readonly externalId?: string;
    readonly policy?: string;
    readonly policyArns?: readonly string[];
    readonly sessionName?: string;
    readonly sourceIdentity?: string;
    readonly tags?: Readonly<Record<string, string>>;
    readonly transitiveTagKeys?: readonly string[];
}

/** One entry of `cognito-entra:workloads`. */
export interface WorkloadSettings {
    /** 3 to 40 lower case letters, digits and hyphens; unique in the stack. */
    readonly name: string;
    readonly description?: string;
    readonly caller: CallerSettings;
    /** The issuer of the region's tokens, where it is not known for certain. */
    readonly issuer?: string;
    /** Where the workload's environment goes in the SSM Parameter Store, such as `/shop/orders`. @default nowhere */
    readonly parameterPath?: string;
    /** @default none */
    readonly roleAssignments: readonly RoleAssignmentSettings[];
}

/** Who in AWS may ask for the workload's token: roles that exist, or a role made for an AWS service. */
export type CallerSettings =
    | { readonly kind: "roles"; readonly roleArns: readonly RoleArn[] }
    | {
          readonly kind: "service";
          /** Such as `lambda.amazonaws.com`. */
          readonly servicePrincipal: string;
          /** 3600 to 43200. @default 3600 */
          readonly maxSessionDurationSeconds: number;
      };

/** What the workload may do in Azure, and where. */
export interface RoleAssignmentSettings {
    /** As it is written: a built-in role's name or a role definition's GUID. */
    readonly role: string;
    readonly roleDefinitionGuid: string;
    readonly scope: AzureScope;
    /** At most 2 KB. */
    readonly description?: string;
    /** At most 8 KB, in version 2.0 of the condition language. */
    readonly condition?: string;
    /** Asks for Owner and its like on a whole subscription or management group. @default false */
    readonly allowPrivileged?: boolean;
}

/** What the stack knows about itself beside its configuration. */
export interface SettingsContext {
    /** The configuration keys whose values are secret; their values are never looked at. @default none */
    readonly secretKeys?: readonly string[];
    /** What the names in AWS and Entra begin with: `<project>-<stack>`. @default lengths of names are not checked */
    readonly namePrefix?: string;
}

/** Every mistake in a stack's file, a line each. Pulumi shows the message alone, without a stack trace. */
export class SettingsError extends pulumi.RunError {
    public constructor(
        file: string,
        /** `<file>: <path>: <problem>` */
        public readonly problems: readonly string[],
    ) {
        const count = problems.length === 1 ? "1 mistake" : `${problems.length} mistakes`;
        super([`${file} has ${count}; nothing was deployed.`, ...problems].join("\n"));
        this.name = "SettingsError";
    }
}

/**
 * The settings of a stack from its configuration.
 *
 * @param config by full key (`aws:region`): the values as Pulumi hands them to a program, or as they stand in the file
 * @param file the name of the stack's file for messages: `Pulumi.dev.yaml`
 * @throws SettingsError with everything that is wrong
 */
export function parseSettings(
    config: Readonly<Record<string, unknown>>,
    file: string,
    { secretKeys = [], namePrefix }: SettingsContext = {},
): Settings {
    const stack = new StackConfiguration(config, secretKeys);
    const region = stack.required("aws:region", "a region such as eu-central-1", parseAwsRegion);
    stack.report("aws:region", region === undefined ? undefined : cognitoRegionProblem(region));
    const awsProfile = stack.optional("aws:profile", accepted);
    const awsAssumeRoles = stack.structure("aws:assumeRoles", assumeRolesSchema(region));
    const tenantId = stack.required("azuread:tenantId", "the tenant's GUID", parseTenantId);
    stack.optional("azure-native:tenantId", (text) => parseSameTenant(text, tenantId));
    const subscriptionId = stack.required(
        "azure-native:subscriptionId",
        "the subscription's GUID",
        parseSubscriptionId,
    );
    const cloudName = stack.optional("cognito-entra:azureCloud", parseAzureCloudName) ?? "public";
    const { azuread, azureNative } = azureCloud(cloudName).environments;
    stack.optional("azuread:environment", (text) => parseEnvironment(text, cloudName, azuread));
    stack.optional("azure-native:environment", (text) => parseEnvironment(text, cloudName, azureNative));
    const protect = stack.optional("cognito-entra:protect", parseBoolean) ?? true;
    const tags = stack.structure("cognito-entra:tags", tagsSchema(), tagRelations) ?? {};
    stack.requirePresence("cognito-entra:workloads", "a list of at least one workload");
    const workloads = stack.structure("cognito-entra:workloads", workloadsSchema(region), (value) =>
        workloadRelations(value, { region, namePrefix }),
    );
    stack.refuseOtherKeys("cognito-entra");
    if (
        stack.problems.length > 0 ||
        region === undefined ||
        tenantId === undefined ||
        subscriptionId === undefined ||
        workloads === undefined
    ) {
        throw new SettingsError(
            file,
            stack.problems.map((problem) => `${file}: ${problem}`),
        );
    }
    return {
        region,
        ...(awsProfile === undefined ? {} : { awsProfile }),
        ...(awsAssumeRoles === undefined ? {} : { awsAssumeRoles }),
        tenantId,
        subscriptionId,
        azureCloud: cloudName,
        protect,
        tags,
        workloads,
    };
}

/**
 * The settings of the stack that is being deployed.
 *
 * @throws SettingsError with everything that is wrong
 */
export function readSettings(): Settings {
    const config = pulumi.runtime.allConfig();
    const stack = pulumi.getStack();
    return parseSettings(config, `Pulumi.${stack}.yaml`, {
        secretKeys: Object.keys(config).filter(isSecret),
        namePrefix: `${pulumi.getProject()}-${stack}`,
    });
}

function parseSameTenant(text: string, azureadTenantId: TenantId | undefined): Checked<TenantId> {
    const tenantId = parseTenantId(text);
    return tenantId.ok && azureadTenantId !== undefined && tenantId.value !== azureadTenantId
        ? refused(`${quote(text)} is not azuread:tenantId ${quote(azureadTenantId)}; one stack deploys to one tenant`)
        : tenantId;
}

function parseEnvironment(text: string, cloudName: AzureCloudName, names: readonly string[]): Checked<string> {
    return names.includes(text.toLowerCase())
        ? accepted(text)
        : refused(`${quote(text)} does not go with cognito-entra:azureCloud ${cloudName}; write ${names.join(" or ")}`);
}

function parseBoolean(text: string): Checked<boolean> {
    return text === "true" || text === "false"
        ? accepted(text === "true")
        : refused(`found ${quote(text)}, expected true or false`);
}

/** Asks the runtime, which knows but does not declare it; where it no longer does, every value counts as secret. */
function isSecret(key: string): boolean {
    const runtime: object = pulumi.runtime;
    return !(
        "isConfigSecret" in runtime &&
        typeof runtime.isConfigSecret === "function" &&
        Reflect.apply(runtime.isConfigSecret, undefined, [key]) === false
    );
}
