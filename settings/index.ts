import * as pulumi from "@pulumi/pulumi";
import type { AwsRegion } from "../rules/aws/identifiers";
import type { AzureCloudName } from "../rules/azure/clouds";
import type { SubscriptionId } from "../rules/azure/identifiers";
import type { TenantId } from "../rules/entra/identifiers";
import { assumeRolesRelations, type AssumeRoleSettings } from "./assume-roles";
import { keys } from "./keys";
import { awsAccess, azureadAccess, type AwsAccessSettings, type AzureadAccessSettings } from "./provider-access";
import { SettingsError, showAllVariable } from "./settings-error";
import { StackConfiguration } from "./stack-configuration";
import { tagRelations } from "./tag-relations";
import { quotaWarnings } from "./workload-quotas";
import { workloadRelations } from "./workload-relations";
import type { WorkloadSettings } from "./workloads";

export { settingKeys } from "./keys";
export { SettingsError } from "./settings-error";
export type { AssumeRoleSettings } from "./assume-roles";
export type { CallerSettings, RoleAssignmentSettings, WorkloadSettings } from "./workloads";

/** What a stack's file says, checked. */
export interface Settings {
    /** `aws:region`: where the identity pools live. */
    readonly region: AwsRegion;
    /** `aws:profile`: the profile of the AWS shared configuration that deploys. @default the standard chain of credentials */
    readonly awsProfile?: string;
    /** `aws:assumeRoles`: the roles that are assumed, one after the other, before anything is deployed. @default none */
    readonly awsAssumeRoles?: readonly AssumeRoleSettings[];
    /** What else `aws:` says about credentials, and profile and roles where they are secret. @default nothing */
    readonly awsAccess?: AwsAccessSettings;
    /** `azuread:tenantId`. */
    readonly tenantId: TenantId;
    /** What else `azuread:` says about credentials. @default nothing */
    readonly azureadAccess?: AzureadAccessSettings;
    /** `azure-native:subscriptionId`. */
    readonly subscriptionId: SubscriptionId;
    /** `cognito-entra:azureCloud`. @default public */
    readonly azureCloud: AzureCloudName;
    /** `cognito-entra:protect`: whether what cannot be replaced without breaking the trust is protected. @default true */
    readonly protect: boolean;
    /** `cognito-entra:createUnchecked`: whether pools and applications are created even where the look-up for their names fails. @default false */
    readonly createUnchecked: boolean;
    /** `cognito-entra:tags`. @default none */
    readonly tags: Readonly<Record<string, string>>;
    /**
     * `cognito-entra:permissionsBoundary`: the ARN of the customer managed policy that bounds every role that may ask for tokens.
     * @default none: whoever deploys then needs permissions that are wide enough to become more
     */
    readonly permissionsBoundary?: string;
    /** `cognito-entra:workloads`: at least one. */
    readonly workloads: readonly WorkloadSettings[];
}

/** What the stack knows about itself besides its configuration. */
export interface SettingsContext {
    /** The configuration keys whose values are secret; their values are never looked at. @default none */
    readonly secretKeys?: readonly string[];
    /** What the names in AWS and Entra begin with: `<project>-<stack>`. @default lengths of names are not checked */
    readonly namePrefix?: string;
    /** Whether a message shows every mistake. @default the first 20, and how many more of which setting */
    readonly showsAll?: boolean;
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
    { secretKeys = [], namePrefix, showsAll = false }: SettingsContext = {},
): Settings {
    const stack = new StackConfiguration(config, secretKeys);
    const region = stack.required("aws:region", "a region such as eu-central-1", keys["aws:region"]());
    const aws = awsAccess(stack, region);
    const awsProfile = stack.isSecret("aws:profile") ? undefined : stack.string("aws:profile", keys["aws:profile"]());
    const awsAssumeRoles = stack.isSecret("aws:assumeRoles")
        ? undefined
        : stack.structure("aws:assumeRoles", keys["aws:assumeRoles"](region), assumeRolesRelations);
    const tenantId = stack.required("azuread:tenantId", "the tenant's GUID", keys["azuread:tenantId"]());
    stack.string("azure-native:tenantId", keys["azure-native:tenantId"](tenantId));
    const subscriptionId = stack.required(
        "azure-native:subscriptionId",
        "the subscription's GUID",
        keys["azure-native:subscriptionId"](),
    );
    const cloud = stack.string("cognito-entra:azureCloud", keys["cognito-entra:azureCloud"]());
    const entra = azureadAccess(stack);
    stack.string("azuread:environment", keys["azuread:environment"](cloud));
    stack.string("azure-native:environment", keys["azure-native:environment"](cloud));
    const protect = stack.string("cognito-entra:protect", keys["cognito-entra:protect"]());
    const createUnchecked = stack.string("cognito-entra:createUnchecked", keys["cognito-entra:createUnchecked"]());
    const tags = stack.structure("cognito-entra:tags", keys["cognito-entra:tags"](), tagRelations);
    stack.requirePresence("cognito-entra:workloads", "a list of at least one workload");
    const workloads = stack.structure("cognito-entra:workloads", keys["cognito-entra:workloads"](region), (value) =>
        workloadRelations(value, { region, namePrefix }),
    );
    const permissionsBoundary = stack.string(
        "cognito-entra:permissionsBoundary",
        keys["cognito-entra:permissionsBoundary"]({ region, namePrefix, workloads }),
    );
    stack.refuseOtherKeys("cognito-entra");
    if (
        stack.problems.length > 0 ||
        region === undefined ||
        tenantId === undefined ||
        subscriptionId === undefined ||
        cloud === undefined ||
        protect === undefined ||
        createUnchecked === undefined ||
        tags === undefined ||
        workloads === undefined
    ) {
        throw new SettingsError(file, stack.problems, showsAll);
    }
    return {
        region,
        ...(awsProfile === undefined ? {} : { awsProfile }),
        ...(awsAssumeRoles === undefined ? {} : { awsAssumeRoles }),
        ...(aws === undefined ? {} : { awsAccess: aws }),
        tenantId,
        ...(entra === undefined ? {} : { azureadAccess: entra }),
        subscriptionId,
        azureCloud: cloud,
        protect,
        createUnchecked,
        tags,
        ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
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
    const file = `Pulumi.${stack}.yaml`;
    const settings = parseSettings(config, file, {
        secretKeys: Object.keys(config).filter(isSecret),
        namePrefix: `${pulumi.getProject()}-${stack}`,
        showsAll: showsAllMistakes(),
    });
    for (const warning of quotaWarnings(settings)) {
        void pulumi.log.warn(`${file}: ${warning}`);
    }
    return settings;
}

/** Whether the person asked for every mistake. */
export function showsAllMistakes(): boolean {
    return (process.env[showAllVariable] ?? "") !== "";
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
