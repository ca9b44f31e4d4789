import { getOutboundWebIdentityFederation } from "@pulumi/aws/iam/getOutboundWebIdentityFederation";
import * as pulumi from "@pulumi/pulumi";
import { webIdentityTokenPolicy } from "../../rules/aws/iam-policy";
import { azureCloud } from "../../rules/azure/clouds";
import { unlessProblem } from "../../rules/checked";
import { issuerProblem } from "../../rules/entra/issuer";
import { parseAwsRegion } from "../../rules/aws/identifiers";
import { AzureCloud } from "../azure-access/azure-cloud";
import { checked, refuse } from "../internal/checked-input";
import type { Tags } from "../internal/tags";
import { type Caller, type CallerArgs, parseCaller } from "./caller";
import { admitCallers, iamNameProblem } from "./caller-access";
import type { AwsIssuer, Environment } from "./issuer";

export interface StsIssuerArgs {
    /**
     * The region whose STS endpoint the workload uses, for example `eu-central-1`: the global endpoint does not issue
     * such tokens.
     */
    readonly region: pulumi.Input<string>;
    /**
     * The name of the policy that lets the role ask, and of the role if one is created: 1 to 128 of `[\w+=,.@-]`, for a
     * role 1 to 64.
     */
    readonly physicalName: pulumi.Input<string>;
    /** Who may ask: exactly one role, because an STS token names the role that asks for it. */
    readonly caller: CallerArgs;
    /** The cloud of the Entra tenant, which decides the audience. @default AzureCloud.Public */
    readonly azureCloud?: pulumi.Input<AzureCloud> | undefined;
    /**
     * The account's issuer, `https://<id>.tokens.sts.global.api.aws`, no trailing slash.
     *
     * @default looked up in AWS; outbound identity federation must be enabled in the account
     */
    readonly url?: pulumi.Input<string> | undefined;
    /**
     * The permissions boundary for a role that is created: the ARN of a customer managed policy; see
     * `CognitoIssuerArgs`.
     *
     * @default none
     */
    readonly permissionsBoundary?: pulumi.Input<string> | undefined;
    /** Tags for the policy and the role. @default none */
    readonly tags?: Tags | undefined;
}

/**
 * AWS STS as an issuer of tokens that name an IAM role itself (outbound identity federation). It needs no pool and no
 * identity, and only the role itself can get its token; with an existing role, the subject is known in a preview. The
 * account-wide switch (`aws iam enable-outbound-web-identity-federation`) is never touched.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_getting_started.html
 *
 * @example A workload that runs under a role of its own:
 * ```ts
 * const issuer = new StsIssuer("orders", {
 *     region: "eu-central-1",
 *     physicalName: "shop-orders",
 *     caller: { roles: [{ arn: "arn:aws:iam::111122223333:role/orders" }] },
 * });
 * ```
 */
export class StsIssuer extends pulumi.ComponentResource implements AwsIssuer {
    /** The `iss` of the tokens: the account's issuer. */
    public readonly issuer: pulumi.Output<string>;
    /** The `aud` of the tokens: what Entra recommends in the tenant's cloud. */
    public readonly audience: pulumi.Output<string>;
    /** The `sub` of the tokens: the role's ARN, with its path. */
    public readonly subject: pulumi.Output<string>;
    /** `FEDERATION_ISSUER=sts` and the region. */
    public readonly environment: Environment;
    /** The ARN of the one role that may ask for the tokens. */
    public readonly callerRoleArns: pulumi.Output<string[]>;

    public constructor(name: string, args: StsIssuerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("cognito-entra:index:StsIssuer", name, {}, opts);
        const region = checked<string, string>(this, "region", args.region, parseAwsRegion);
        const caller = oneRole(this, parseCaller(this, args.caller, args.region));
        const physicalName = checked(
            this,
            "physicalName",
            args.physicalName,
            unlessProblem((text) => iamNameProblem(text, caller)),
        );
        this.issuer = checked(this, "url", args.url ?? accountIssuer(this), unlessProblem(issuerProblem));
        this.audience = pulumi
            .output(args.azureCloud ?? AzureCloud.Public)
            .apply((cloud) => azureCloud(cloud).tokenExchangeAudience);
        this.environment = { AWS_REGION: region, FEDERATION_ISSUER: pulumi.output("sts") };
        this.callerRoleArns = admitCallers(this, name, {
            caller,
            physicalName,
            description: "May ask STS for tokens that Microsoft Entra ID accepts",
            document: this.audience.apply(webIdentityTokenPolicy),
            permissionsBoundary: args.permissionsBoundary,
            tags: args.tags,
        });
        this.subject = this.callerRoleArns.apply(([arn]) => arn ?? refuse(this, "caller", "is not a role"));
        this.registerOutputs({
            issuer: this.issuer,
            audience: this.audience,
            subject: this.subject,
            environment: this.environment,
            callerRoleArns: this.callerRoleArns,
        });
    }
}

function oneRole(resource: pulumi.Resource, caller: Caller): Caller {
    return caller.kind === "service" || caller.roles.length === 1
        ? caller
        : refuse(
              resource,
              "caller.roles",
              `has ${caller.roles.length} roles; an STS token names the role that asks for it, so give exactly one`,
          );
}

/** The issuer that AWS gave the account when outbound identity federation was enabled. */
async function accountIssuer(parent: pulumi.Resource): Promise<string> {
    try {
        return (await getOutboundWebIdentityFederation({ parent })).issuerIdentifier;
    } catch (error) {
        const reason = error instanceof Error && error.message !== "" ? ` (${error.message})` : "";
        return refuse(
            parent,
            "url",
            `the account's issuer cannot be read${reason}. Outbound identity federation is a switch for the whole account: ` +
                "enable it once with `aws iam enable-outbound-web-identity-federation`, or give the issuer as url",
        );
    }
}
