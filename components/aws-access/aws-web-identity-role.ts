import { OpenIdConnectProvider } from "@pulumi/aws/iam/openIdConnectProvider";
import { Role } from "@pulumi/aws/iam/role";
import * as pulumi from "@pulumi/pulumi";
import { parseProviderArn } from "../../rules/aws/open-id-connect-provider";
import { parseRoleName } from "../../rules/aws/role-name";
import { defaultSessionDurationSeconds, parseSessionDurationSeconds } from "../../rules/aws/session-duration";
import { parseAzureCloudName } from "../../rules/azure/clouds";
import { accepted, type Checked, refused } from "../../rules/checked";
import { parseObjectId, parseTenantId } from "../../rules/entra/identifiers";
import { parseTokenVersion, tokenIssuer } from "../../rules/entra/token-issuer";
import { quote } from "../../rules/quote";
import { AzureCloud } from "../azure-access/azure-cloud";
import { both, checked, isPlain } from "../internal/checked-input";
import type { Tags } from "../internal/tags";

export interface AwsWebIdentityRoleArgs {
    /** The Entra tenant whose tokens AWS accepts: a GUID. */
    readonly tenantId: pulumi.Input<string>;
    /** The cloud of that tenant. @default AzureCloud.Public */
    readonly azureCloud?: pulumi.Input<AzureCloud> | undefined;
    /**
     * The tokens' `aud`: the Application ID URI of the application that represents AWS in the tenant, or its client id
     * for tokens of version 2. 1 to 255 characters.
     */
    readonly audience: pulumi.Input<string>;
    /** Object ids of the managed identities or service principals that may assume the role: the tokens' `sub`. At least one. */
    readonly principalIds: pulumi.Input<string[]>;
    /** The role's name, 1 to 64 of `[\w+=,.@-]`. A change replaces the role. */
    readonly roleName: pulumi.Input<string>;
    /** The version of the tokens: 2 if the application's `requestedAccessTokenVersion` is 2, otherwise 1. @default 1 */
    readonly tokenVersion?: pulumi.Input<number> | undefined;
    /**
     * The ARN of the account's OIDC provider for the issuer, if it already exists: only one can. Its client ids are not
     * changed, so add the audience before anybody assumes the role:
     *
     * ```sh
     * aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ARN --client-id AUDIENCE
     * ```
     *
     * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html
     * @default one is created
     */
    readonly existingProviderArn?: pulumi.Input<string> | undefined;
    /** The longest session of the role: 3600 to 43200 seconds. @default 3600 */
    readonly maxSessionDurationSeconds?: pulumi.Input<number> | undefined;
    /** Tags for the provider and the role. @default none */
    readonly tags?: Tags | undefined;
}

/**
 * Access from Azure to AWS without a secret: the Entra tenant as an OIDC provider in IAM, and a role that only the
 * given principals of that tenant can assume, with a token for the given audience. The role has no permissions until
 * you attach a policy to it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 *
 * @example A role for a managed identity:
 * ```ts
 * const role = new AwsWebIdentityRole("from-azure", {
 *     tenantId: "5f1e3c1a-0b6e-4d0e-9c55-3c2f6a7b8d90",
 *     audience: "api://5f1e3c1a-0b6e-4d0e-9c55-3c2f6a7b8d90/aws",
 *     principalIds: [identity.principalId],
 *     roleName: "from-azure",
 * });
 * ```
 */
export class AwsWebIdentityRole extends pulumi.ComponentResource {
    /** The role's ARN: the workload's `AWS_ROLE_ARN`. */
    public readonly roleArn: pulumi.Output<string>;
    /** The role's name, for attaching policies. */
    public readonly roleName: pulumi.Output<string>;
    /** The ARN of the tenant's OIDC provider in IAM. */
    public readonly providerArn: pulumi.Output<string>;

    public constructor(name: string, args: AwsWebIdentityRoleArgs, opts?: pulumi.ComponentResourceOptions) {
        super("cognito-entra:index:AwsWebIdentityRole", name, {}, opts);
        const issuer = checkedIssuer(this, args);
        const roleName = checked(this, "roleName", args.roleName, parseRoleName);
        const maxSessionDuration = checked(
            this,
            "maxSessionDurationSeconds",
            args.maxSessionDurationSeconds ?? defaultSessionDurationSeconds,
            parseSessionDurationSeconds,
        );
        const audience = checked(this, "audience", args.audience, parseAudience);
        const subjects = checked(this, "principalIds", args.principalIds, parseSubjects);

        this.providerArn =
            args.existingProviderArn === undefined
                ? new OpenIdConnectProvider(
                      `${name}-provider`,
                      { url: issuer, clientIdLists: [audience], tags: args.tags },
                      { parent: this },
                  ).arn
                : checked(this, "existingProviderArn", both(args.existingProviderArn, issuer), ([arn, url]) =>
                      parseProviderArn(arn, url),
                  );
        const role = new Role(
            `${name}-role`,
            {
                name: roleName,
                description: pulumi.interpolate`For principals of the Entra tenant ${args.tenantId}`,
                assumeRolePolicy: pulumi
                    .all([this.providerArn, issuer, audience, subjects])
                    .apply(([providerArn, url, aud, sub]) => trustPolicy(providerArn, url, aud, sub)),
                maxSessionDuration,
                tags: args.tags,
            },
            { parent: this, deleteBeforeReplace: true },
        );
        this.roleArn = role.arn;
        this.roleName = role.name;
        this.registerOutputs({ roleArn: this.roleArn, roleName: this.roleName, providerArn: this.providerArn });
    }
}

/** The tokens' issuer: known at once where all its parts are plain values. */
function checkedIssuer(resource: pulumi.Resource, args: AwsWebIdentityRoleArgs): pulumi.Input<string> {
    const { tenantId, azureCloud = AzureCloud.Public, tokenVersion = 1 } = args;
    const tenant = checked(resource, "tenantId", tenantId, parseTenantId);
    const cloud = checked(resource, "azureCloud", azureCloud, parseAzureCloudName);
    const version = checked(resource, "tokenVersion", tokenVersion, parseTokenVersion);
    if (isPlain(tenantId) && isPlain(azureCloud) && isPlain(tokenVersion)) {
        const parsed = [parseTenantId(tenantId), parseTokenVersion(tokenVersion)] as const;
        if (parsed[0].ok && parsed[1].ok) {
            return tokenIssuer(azureCloud, parsed[0].value, parsed[1].value);
        }
    }
    return pulumi.all([cloud, tenant, version]).apply((parts) => tokenIssuer(...parts));
}

function parseAudience(text: string): Checked<string> {
    return /^\S{1,255}$/.test(text)
        ? accepted(text)
        : refused(`${quote(text)} is not an audience of 1 to 255 characters without spaces`);
}

function parseSubjects(principalIds: readonly string[]): Checked<string[]> {
    if (principalIds.length === 0) {
        return refused("name at least one principal: a trust without a subject lets the whole tenant in");
    }
    const parsed = principalIds.map((id) => parseObjectId(id));
    const problem = parsed.find((each) => !each.ok);
    return problem?.ok === false ? problem : accepted(parsed.flatMap((each) => (each.ok ? [each.value] : [])).sort());
}

/** Sorted keys, so that a preview shows only real differences. */
function trustPolicy(providerArn: string, issuer: string, audience: string, subjects: readonly string[]): string {
    const key = issuer.slice("https://".length);
    return JSON.stringify({
        Statement: [
            {
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: { StringEquals: { [`${key}:aud`]: audience, [`${key}:sub`]: subjects } },
                Effect: "Allow",
                Principal: { Federated: providerArn },
            },
        ],
        Version: "2012-10-17",
    });
}
