import { deployerPolicies } from "../rules/aws/deployer-policy";
import { partitionOf } from "../rules/aws/partitions";
import { boundaryArnParts, permissionsBoundary as boundaryDocument } from "../rules/aws/permissions-boundary";
import type { PolicyDocument } from "../rules/aws/policy-document";
import { azureCloud } from "../rules/azure/clouds";
import { deployerRoleAssignments, type DeployerRoleAssignment } from "../rules/azure/deployer-roles";
import {
    deployerDirectoryRole,
    deployerGraphPermissions,
    type GraphPermission,
} from "../rules/entra/deployer-permissions";
import { roleArnParts, type RoleArn } from "../rules/aws/identifiers";
import type { Settings } from ".";
import { defaultIssuer } from "./workload-issuer";

/** What whoever deploys a stack needs, and all that it needs. */
export interface DeployerPermissions {
    /** AWS's partition, such as `aws`. */
    readonly partition: string;
    /** 12 digits, or `*` where nothing in the settings names the account. */
    readonly accountId: string;
    /** IAM policies that belong together. */
    readonly aws: readonly PolicyDocument[];
    readonly entra: {
        /** For an application. */
        readonly applicationPermissions: readonly GraphPermission[];
        /** For a person. */
        readonly directoryRole: string;
    };
    readonly azure: readonly DeployerRoleAssignment[];
    readonly boundary: {
        /** Undefined where the settings have none: then the IAM policies ask for no boundary, and are wide enough to become more. */
        readonly arn: string | undefined;
        readonly document: PolicyDocument;
        /** The roles that exist, on which an administrator puts it. */
        readonly roleArns: readonly RoleArn[];
    };
}

export interface DeployerContext {
    /** `<project>-<stack>`. */
    readonly namePrefix: string;
    /** 12 digits. @default the account of the boundary or of the callers' roles, or `*` */
    readonly accountId?: string | undefined;
}

/** What whoever deploys needs, from the settings only: known before anything exists. */
export function deployerPermissions(
    settings: Settings,
    { namePrefix, accountId }: DeployerContext,
): DeployerPermissions {
    const { region, workloads, permissionsBoundary } = settings;
    const { id: partition } = partitionOf(region);
    const account = accountId ?? accountOf(settings) ?? "*";
    return {
        partition,
        accountId: account,
        aws: deployerPolicies({
            partition,
            region,
            accountId: account,
            namePrefix,
            permissionsBoundary,
            workloads: workloads.map(({ name, caller, parameterPath, issuer = defaultIssuer }) => ({
                name,
                issuer: issuer.kind === "sts" && issuer.url === undefined ? "stsOfAccount" : issuer.kind,
                callerRoleArns: caller.kind === "roles" ? caller.roleArns : undefined,
                parameterPath,
            })),
        }),
        entra: { applicationPermissions: deployerGraphPermissions, directoryRole: deployerDirectoryRole },
        azure: deployerRoleAssignments(workloads.flatMap(({ roleAssignments }) => roleAssignments)),
        boundary: {
            arn: permissionsBoundary,
            document: boundaryDocument({
                partition,
                region,
                accountId: account,
                namePrefix,
                tokenExchangeAudience: azureCloud(settings.azureCloud).tokenExchangeAudience,
            }),
            roleArns: [...new Set(callerRoleArns(settings))],
        },
    };
}

/** The account of the deployment, where something in the settings names it. */
export function accountOf(settings: Settings): string | undefined {
    const { permissionsBoundary } = settings;
    const [role] = callerRoleArns(settings);
    return role === undefined ? boundaryArnParts(permissionsBoundary ?? "")?.accountId : roleArnParts(role).accountId;
}

function callerRoleArns({ workloads }: Settings): readonly RoleArn[] {
    return workloads.flatMap(({ caller }) => (caller.kind === "roles" ? caller.roleArns : []));
}
