import * as pulumi from "@pulumi/pulumi";
import { azureCloud } from "../../rules/azure/clouds";
import { parseTenantId } from "../../rules/identifiers";
import { ApplicationPrincipal } from "../principals/application-principal";
import { AzureCloud } from "../azure-access/azure-cloud";
import type { CallerArgs } from "../issuers/caller";
import { checked } from "../internal/checked-input";
import { CognitoIssuer } from "../issuers/cognito-issuer";
import { PublishedEnvironment } from "./published-environment";
import { RoleAssignments, type AzureRoleAssignmentArgs } from "../azure-access/role-assignments";
import type { Tags } from "../internal/tags";

export interface FederatedWorkloadArgs {
    /** The region of the identity pool, for example `eu-central-1`. */
    readonly region: pulumi.Input<string>;
    /** The Entra tenant that trusts the workload: a GUID. */
    readonly tenantId: pulumi.Input<string>;
    /** Who in AWS may become the workload in Azure. */
    readonly caller: CallerArgs;
    /** What the workload may do in Azure, and where. @default nothing */
    readonly roleAssignments?: AzureRoleAssignmentArgs[] | undefined;
    /** Where the environment goes in the SSM Parameter Store: `/shop/orders` makes `/shop/orders/AZURE_TENANT_ID` and so on. @default nowhere */
    readonly parameterPath?: pulumi.Input<string> | undefined;
    /** What the workload is for; shown in Entra. @default none */
    readonly description?: pulumi.Input<string> | undefined;
    /** The name of pool, policy, role and application. @default `<project>-<stack>-<name>` */
    readonly physicalName?: pulumi.Input<string> | undefined;
    /** The issuer of the pool's tokens (`https://…`). @default the issuer of the region's partition, where it is known */
    readonly issuer?: pulumi.Input<string> | undefined;
    /** @default AzureCloud.Public */
    readonly azureCloud?: pulumi.Input<AzureCloud> | undefined;
    /** Tags of everything that takes tags. @default none */
    readonly tags?: Tags | undefined;
    /**
     * The permissions boundary of a role that is made for the workload: the ARN of a customer managed policy. Set when the role is made, never
     * changed. @default none
     */
    readonly permissionsBoundary?: pulumi.Input<string> | undefined;
    /** Whether pool, identity and application are protected from deletion. Not an input, because Pulumi's `protect` is none. @default true */
    readonly protect?: boolean | undefined;
}

/** The variables to give the workload, each with its value once that is known. None is secret. */
export interface WorkloadEnvironment {
    readonly AZURE_TENANT_ID: pulumi.Output<string>;
    readonly AZURE_CLIENT_ID: pulumi.Output<string>;
    readonly AZURE_AUTHORITY_HOST: pulumi.Output<string>;
    readonly AWS_REGION: pulumi.Output<string>;
    readonly FEDERATION_ISSUER: pulumi.Output<string>;
    readonly COGNITO_IDENTITY_POOL_ID: pulumi.Output<string>;
    readonly COGNITO_DEVELOPER_PROVIDER_NAME: pulumi.Output<string>;
    readonly COGNITO_DEVELOPER_USER_IDENTIFIER: pulumi.Output<string>;
    readonly COGNITO_IDENTITY_ID: pulumi.Output<string>;
}

/**
 * A workload in AWS that uses Azure without a secret: its token from Cognito, the Entra application that it becomes with
 * it, and what that application may do.
 *
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation
 *
 * @example A workload that may do nothing yet:
 * ```ts
 * const orders = new FederatedWorkload("orders", {
 *     region: "eu-central-1",
 *     tenantId: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
 *     caller: { roles: [{ arn: "arn:aws:iam::111122223333:role/orders" }] },
 * });
 * export const environment = orders.environment;
 * ```
 *
 * @example A Lambda function that reads the secrets of one vault:
 * ```ts
 * const reports = new FederatedWorkload("reports", {
 *     region: "eu-central-1",
 *     tenantId: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
 *     caller: { service: { principal: "lambda.amazonaws.com" } },
 *     roleAssignments: [{ label: "vault", role: "Key Vault Secrets User", scope: vault.id }],
 *     tags: { team: "platform" },
 * });
 * ```
 */
export class FederatedWorkload extends pulumi.ComponentResource {
    /** The `iss` of the workload's tokens. Known in a preview. */
    public readonly issuer: pulumi.Output<string>;
    /** Their `aud`: the id of the identity pool. */
    public readonly audience: pulumi.Output<string>;
    /** Their `sub`: the IdentityId. */
    public readonly subject: pulumi.Output<string>;
    /** The Entra tenant. */
    public readonly tenantId: pulumi.Output<string>;
    /** The client id of the Entra application. */
    public readonly clientId: pulumi.Output<string>;
    /** The object id of its service principal. */
    public readonly principalId: pulumi.Output<string>;
    /** The variables to give the workload. One by one, so that a preview shows those that it knows. */
    public readonly environment: WorkloadEnvironment;
    /** The parameters of the environment, variable to ARN; undefined without `parameterPath`. */
    public readonly parameterArns: pulumi.Output<Record<string, string>> | undefined;
    /** The roles in AWS that may become the workload. */
    public readonly callerRoleArns: pulumi.Output<string[]>;

    public constructor(name: string, args: FederatedWorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
        super("cognito-entra:index:FederatedWorkload", name, {}, opts);
        this.tenantId = checked<string, string>(this, "tenantId", args.tenantId, parseTenantId);
        const physicalName = args.physicalName ?? `${pulumi.getProject()}-${pulumi.getStack()}-${name}`;
        const developerProviderName = `entra.${name}`;
        const { tags, protect, permissionsBoundary } = args;

        const issuer = new CognitoIssuer(
            `${name}-issuer`,
            {
                region: args.region,
                physicalName,
                developerProviderName,
                developerUserIdentifier: name,
                caller: args.caller,
                issuer: args.issuer,
                permissionsBoundary,
                tags,
                protect,
            },
            { parent: this },
        );
        const principal = new ApplicationPrincipal(
            `${name}-principal`,
            {
                displayName: physicalName,
                credential: {
                    name: `cognito-${name}`,
                    issuer: issuer.issuer,
                    audience: issuer.audience,
                    subject: issuer.subject,
                    description: pulumi.interpolate`${name}, as ${developerProviderName} of the identity pool ${physicalName} vouches`,
                },
                description: args.description,
                tags,
                protect,
            },
            { parent: this },
        );
        new RoleAssignments(
            `${name}-access`,
            {
                principalId: principal.principalId,
                principalName: physicalName,
                assignments: args.roleAssignments ?? [],
            },
            { parent: this },
        );

        this.issuer = issuer.issuer;
        this.audience = issuer.audience;
        this.subject = issuer.subject;
        this.clientId = principal.clientId;
        this.principalId = principal.principalId;
        this.callerRoleArns = issuer.callerRoleArns;
        this.environment = {
            AZURE_TENANT_ID: this.tenantId,
            AZURE_CLIENT_ID: this.clientId,
            AZURE_AUTHORITY_HOST: pulumi
                .output(args.azureCloud ?? AzureCloud.Public)
                .apply((cloud) => azureCloud(cloud).authorityHost),
            AWS_REGION: pulumi.output(args.region),
            FEDERATION_ISSUER: pulumi.output("cognito"),
            COGNITO_IDENTITY_POOL_ID: this.audience,
            COGNITO_DEVELOPER_PROVIDER_NAME: pulumi.output(developerProviderName),
            COGNITO_DEVELOPER_USER_IDENTIFIER: pulumi.output(name),
            COGNITO_IDENTITY_ID: this.subject,
        };
        this.parameterArns =
            args.parameterPath === undefined
                ? undefined
                : new PublishedEnvironment(
                      `${name}-parameters`,
                      { path: args.parameterPath, environment: this.environment, tags },
                      { parent: this },
                  ).parameterArns;
        this.registerOutputs({
            issuer: this.issuer,
            audience: this.audience,
            subject: this.subject,
            tenantId: this.tenantId,
            clientId: this.clientId,
            principalId: this.principalId,
            environment: this.environment,
            parameterArns: this.parameterArns,
            callerRoleArns: this.callerRoleArns,
        });
    }
}
