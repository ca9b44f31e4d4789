import * as pulumi from "@pulumi/pulumi";
import type { AzureCloudName } from "./rules/azure-clouds";
import type { AzureScope } from "./rules/azure-scope";
import type { AwsRegion, RoleArn, SubscriptionId, TenantId } from "./rules/identifiers";

export interface Settings {
    readonly region: AwsRegion;
    readonly awsProfile?: string;
    readonly awsAssumeRoles?: readonly AssumeRoleSettings[];
    readonly tenantId: TenantId;
    readonly subscriptionId: SubscriptionId;
    readonly azureCloud: AzureCloudName;
    readonly protect: boolean;
    readonly tags: Readonly<Record<string, string>>;
    readonly workloads: readonly WorkloadSettings[];
}

export interface AssumeRoleSettings {
    readonly roleArn: RoleArn;
    readonly sessionName?: string;
    readonly externalId?: string;
}

export interface WorkloadSettings {
    readonly name: string;
    readonly description?: string;
    readonly caller: CallerSettings;
    readonly issuer?: string;
    readonly roleAssignments: readonly RoleAssignmentSettings[];
}

export type CallerSettings =
    | { readonly kind: "roles"; readonly roleArns: readonly RoleArn[] }
    | { readonly kind: "service"; readonly servicePrincipal: string; readonly maxSessionDurationSeconds: number };

export interface RoleAssignmentSettings {
    readonly role: string;
    readonly roleDefinitionGuid: string;
    readonly scope: AzureScope;
    readonly description?: string;
    readonly condition?: string;
}

export interface SettingsContext {
    readonly secretKeys?: readonly string[];
    readonly namePrefix?: string;
}

export class SettingsError extends pulumi.RunError {}

export function parseSettings(
    config: Readonly<Record<string, unknown>>,
    file: string,
    context?: SettingsContext,
): Settings {
    throw new SettingsError(`${file} ${Object.keys(config).length} ${context?.namePrefix ?? ""}`);
}

export function readSettings(): Settings {
    return parseSettings(pulumi.runtime.allConfig(), `Pulumi.${pulumi.getStack()}.yaml`);
}
