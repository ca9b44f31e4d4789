import * as pulumi from "@pulumi/pulumi";
import { azureCloud } from "../../rules/azure/clouds";
import { accepted, refused, type Checked } from "../../rules/checked";
import { parseTenantId } from "../../rules/entra/identifiers";
import { quote } from "../../rules/quote";
import { AzureCloud } from "../azure-access/azure-cloud";
import { RoleAssignments, type AzureRoleAssignmentArgs } from "../azure-access/role-assignments";
import { both, checked } from "../internal/checked-input";
import type { Tags } from "../internal/tags";
import type { CallerArgs } from "../issuers/caller";
import type { Environment } from "../issuers/issuer";
import { type IssuerArgs, IssuerKind, makeIssuer } from "../issuers/kinds";
import { ApplicationPrincipal } from "../principals/application-principal";
import { PublishedEnvironment } from "./published-environment";

export interface FederatedWorkloadArgs {
    /** The AWS region of the identity pool or STS endpoint, and of the parameters, for example `eu-central-1`. */
    readonly region: pulumi.Input<string>;
    /** The Entra tenant that trusts the workload: a GUID, the tenant that the azuread provider works in. */
    readonly tenantId: pulumi.Input<string>;
    /** The IAM roles that may act as the workload in Azure. */
    readonly caller: CallerArgs;
    /** What the workload may do in Azure, and where. @default nothing */
    readonly roleAssignments?: AzureRoleAssignmentArgs[] | undefined;
    /**
     * Where to publish the environment in the SSM Parameter Store: `/shop/orders` creates
     * `/shop/orders/AZURE_TENANT_ID` and so on. See `PublishedEnvironmentArgs`.
     *
     * @default not published
     */
    readonly parameterPath?: pulumi.Input<string> | undefined;
    /** What the workload is for, shown in Entra. @default none */
    readonly description?: pulumi.Input<string> | undefined;
    /**
     * The name of pool, policy, role and application: 1 to 128 of `[\w+=,.@-]`, 1 to 64 if a role is created.
     *
     * @default `<project>-<stack>-<name>`
     */
    readonly physicalName?: pulumi.Input<string> | undefined;
    /** Who signs the workload's token. @default Amazon Cognito, in a pool created for the workload */
    readonly issuer?: IssuerArgs | undefined;
    /** The cloud of the Entra tenant. @default AzureCloud.Public */
    readonly azureCloud?: pulumi.Input<AzureCloud> | undefined;
    /** Tags for everything that takes tags. @default none */
    readonly tags?: Tags | undefined;
    /**
     * The permissions boundary for a role that is created for the workload: the ARN of a customer managed policy. Set
     * when the role is created, never changed. @default none
     */
    readonly permissionsBoundary?: pulumi.Input<string> | undefined;
    /**
     * Whether pool, identity and application are protected from deletion. Not an input, because Pulumi's `protect` is
     * not one either.
     *
     * @default true
     */
    readonly protect?: boolean | undefined;
    /**
     * Whether pool and application are created even if the look-up for existing ones with the same name fails. Set it
     * for one run only.
     *
     * @default false
     */
    readonly createUnchecked?: boolean | undefined;
}

/**
 * A workload in AWS that uses Azure without a secret: who signs its token, the Entra application that it signs in as,
 * and that application's access to Azure.
 *
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation
 *
 * @example A workload without any access yet:
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
    /** Their `aud`: with Cognito the id of the identity pool. */
    public readonly audience: pulumi.Output<string>;
    /** Their `sub`: with Cognito the IdentityId, with STS the role's ARN. */
    public readonly subject: pulumi.Output<string>;
    /** The Entra tenant. */
    public readonly tenantId: pulumi.Output<string>;
    /** The client id of the Entra application. */
    public readonly clientId: pulumi.Output<string>;
    /** The object id of its service principal. */
    public readonly principalId: pulumi.Output<string>;
    /** The environment variables for the workload: one output each, so that a preview shows the ones it knows. */
    public readonly environment: Environment;
    /** Variable to the ARN of its parameter; undefined without `parameterPath`. */
    public readonly parameterArns: pulumi.Output<Record<string, string>> | undefined;
    /** The ARNs of the IAM roles that may act as the workload. */
    public readonly callerRoleArns: pulumi.Output<string[]>;

    public constructor(name: string, args: FederatedWorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
        super("cognito-entra:index:FederatedWorkload", name, {}, opts);
        const tenantId = checked(this, "tenantId", args.tenantId, parseTenantId);
        const physicalName = args.physicalName ?? `${pulumi.getProject()}-${pulumi.getStack()}-${name}`;
        const azureCloudName = args.azureCloud ?? AzureCloud.Public;
        const kind = args.issuer?.kind ?? IssuerKind.Cognito;
        const { region, caller, tags, protect, permissionsBoundary, createUnchecked } = args;

        const issuer = makeIssuer(
            kind,
            `${name}-issuer`,
            {
                workload: name,
                region,
                physicalName,
                caller,
                azureCloud: azureCloudName,
                url: args.issuer?.url,
                permissionsBoundary,
                tags,
                protect,
                createUnchecked,
            },
            { parent: this },
        );
        const principal = new ApplicationPrincipal(
            `${name}-principal`,
            {
                displayName: physicalName,
                madeFor: issuer,
                description: args.description,
                tags,
                protect,
                createUnchecked,
            },
            { parent: this },
        );
        this.tenantId = checked(this, "tenantId", both(tenantId, principal.tenantId), sameTenant);
        principal.trust(
            `${name}-credential`,
            {
                name: `${kind}-${name}`,
                issuer: issuer.issuer,
                audience: issuer.audience,
                subject: issuer.subject,
                description: pulumi.interpolate`Tokens issued by ${kind} for the workload ${physicalName}`,
            },
            {
                parent: this,
                // Earlier versions made the credential a child of the principal.
                aliases: [{ name: `${name}-principal-credential`, parent: principal }],
            },
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
            AZURE_AUTHORITY_HOST: pulumi.output(azureCloudName).apply((cloud) => azureCloud(cloud).authorityHost),
            ...issuer.environment,
        };
        this.parameterArns =
            args.parameterPath === undefined
                ? undefined
                : new PublishedEnvironment(
                      `${name}-parameters`,
                      { region: args.region, path: args.parameterPath, environment: this.environment, tags },
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

/** An application in a tenant other than the environment's would fail only at its first exchange. */
function sameTenant([wanted, actual]: readonly [string, string]): Checked<string> {
    return wanted === actual
        ? accepted(wanted)
        : refused(`${quote(wanted)} is not the tenant that the azuread provider works in, which is ${quote(actual)}`);
}
