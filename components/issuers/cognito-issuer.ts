import { IdentityPool } from "@pulumi/aws/cognito/identityPool";
import * as pulumi from "@pulumi/pulumi";
import { cognitoIssuer } from "../../rules/aws/cognito-issuer";
import {
    developerProviderNameProblem,
    developerUserIdentifierProblem,
    identityPoolNameProblem,
} from "../../rules/aws/cognito-names";
import { developerIdentityPolicy } from "../../rules/aws/iam-policy";
import { parseAwsRegion } from "../../rules/aws/identifiers";
import { stackTagKey, stackTagValue } from "../../rules/aws/stack-tag";
import { unlessProblem } from "../../rules/checked";
import { both, checked } from "../internal/checked-input";
import type { Tags } from "../internal/tags";
import { refuseUnrecorded } from "../internal/unrecorded";
import { type CallerArgs, parseCaller } from "./caller";
import { admitCallers, iamNameProblem } from "./caller-access";
import { DeveloperIdentity } from "./developer-identity";
import type { AwsIssuer, Environment } from "./issuer";
import { unrecordedIdentityPool } from "./unrecorded-identity-pool";

export interface CognitoIssuerArgs {
    /** The AWS region of the pool, for example `eu-central-1`. */
    readonly region: pulumi.Input<string>;
    /**
     * The name of the pool, of the policy that lets callers use it, and of the role if one is created: 1 to 128 of
     * `[\w+=,.@-]`, for a role 1 to 64. A change replaces the pool, and with it audience and subject.
     */
    readonly physicalName: pulumi.Input<string>;
    /** The pool's developer provider: 1 to 128 of `[\w._-]`. A change replaces the pool. */
    readonly developerProviderName: pulumi.Input<string>;
    /**
     * The workload's name at the developer provider, 1 to 1,024 characters. It is readable in every token, so it must
     * not be a secret. A change replaces the identity.
     */
    readonly developerUserIdentifier: pulumi.Input<string>;
    /** Who may ask for the identity's token. */
    readonly caller: CallerArgs;
    /**
     * The issuer of the pool's tokens (`https://…`, no trailing slash).
     *
     * @default the issuer of the region's partition, if it is known
     */
    readonly url?: pulumi.Input<string> | undefined;
    /** Tags for everything in AWS that takes tags. The pool also gets `cognito-entra:stack`. @default none */
    readonly tags?: Tags | undefined;
    /**
     * The permissions boundary for a role that is created: the ARN of a customer managed policy. It is set when the
     * role is created and never changed, because whoever deploys may not change a boundary.
     *
     * @default none
     * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
     */
    readonly permissionsBoundary?: pulumi.Input<string> | undefined;
    /**
     * Whether pool and identity are protected from deletion: without them, every trust that names them stops working.
     * Not an input, because Pulumi's `protect` is not one either.
     *
     * @default true
     */
    readonly protect?: boolean | undefined;
    /**
     * Whether the pool is created even if the look-up for an existing one with the same name fails. Set it for one run
     * only: a second pool with the same name may be the result.
     *
     * @default false
     */
    readonly createUnchecked?: boolean | undefined;
}

/**
 * A Cognito identity pool as an issuer of tokens for one workload, with the one identity that the tokens are for and
 * the permission to ask for them. IAM cannot restrict which identity of a pool a caller asks for, so a pool serves one
 * workload.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/developer-authenticated-identities.html
 *
 * @example A workload that runs under a role of its own:
 * ```ts
 * const issuer = new CognitoIssuer("orders", {
 *     region: "eu-central-1",
 *     physicalName: "shop-orders",
 *     developerProviderName: "entra.orders",
 *     developerUserIdentifier: "orders",
 *     caller: { roles: [{ arn: "arn:aws:iam::111122223333:role/orders" }] },
 * });
 * ```
 *
 * @example A role created for a Lambda function, with tags, in a throwaway stack:
 * ```ts
 * const issuer = new CognitoIssuer("reports", {
 *     region: "eu-central-1",
 *     physicalName: "shop-reports",
 *     developerProviderName: "entra.reports",
 *     developerUserIdentifier: "reports",
 *     caller: { service: { principal: "lambda.amazonaws.com" } },
 *     tags: { team: "platform" },
 *     protect: false,
 * });
 * ```
 */
export class CognitoIssuer extends pulumi.ComponentResource implements AwsIssuer {
    /** The `iss` of the tokens. Known in a preview. */
    public readonly issuer: pulumi.Output<string>;
    /** The `aud` of the tokens: the id of the pool. */
    public readonly audience: pulumi.Output<string>;
    /** The `sub` of the tokens: the IdentityId. */
    public readonly subject: pulumi.Output<string>;
    /** `FEDERATION_ISSUER=cognito`, the region, and the `COGNITO_` variables. */
    public readonly environment: Environment;
    /** The ARNs of the roles that may ask for the tokens. */
    public readonly callerRoleArns: pulumi.Output<string[]>;

    public constructor(name: string, args: CognitoIssuerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("cognito-entra:index:CognitoIssuer", name, {}, opts);
        const protect = args.protect ?? true;
        const region = checked(this, "region", args.region, parseAwsRegion);
        const caller = parseCaller(this, args.caller, args.region);
        const physicalName = checked(
            this,
            "physicalName",
            args.physicalName,
            unlessProblem((text) => identityPoolNameProblem(text) ?? iamNameProblem(text, caller)),
        );
        const developerProviderName = checked(
            this,
            "developerProviderName",
            args.developerProviderName,
            unlessProblem(developerProviderNameProblem),
        );
        const developerUserIdentifier = checked(
            this,
            "developerUserIdentifier",
            args.developerUserIdentifier,
            unlessProblem(developerUserIdentifierProblem),
        );
        this.issuer = checked(this, "url", both(args.region, args.url), ([text, override]) => {
            const parsed = parseAwsRegion(text);
            return parsed.ok ? cognitoIssuer(parsed.value, override) : parsed;
        });

        const stackTag = stackTagValue(pulumi.getProject(), pulumi.getStack());
        const pool = new IdentityPool(
            `${name}-pool`,
            {
                identityPoolName: physicalName,
                developerProviderName,
                allowUnauthenticatedIdentities: false,
                allowClassicFlow: false,
                region,
                tags: pulumi.output(args.tags ?? {}).apply((tags) => ({ ...tags, [stackTagKey]: stackTag })),
            },
            {
                parent: this,
                protect,
                // Set at creation and not changed later: only an administrator may mark an existing pool as a stack's.
                ignoreChanges: [`tags["${stackTagKey}"]`],
                // The name stays the same, so the predecessor goes first: two pools with one name cannot be told apart.
                deleteBeforeReplace: true,
                hooks: refuseUnrecorded(
                    `${name}-pool`,
                    this,
                    unrecordedIdentityPool(stackTag),
                    args.createUnchecked ?? false,
                ),
            },
        );
        const identity = new DeveloperIdentity(
            `${name}-identity`,
            { identityPoolId: pool.id, developerProviderName, developerUserIdentifier },
            // An identity goes with its pool. IAM cannot limit DeleteIdentities to some pools, so no deployment should
            // need it.
            { parent: this, protect, deletedWith: pool },
        );
        this.audience = pool.id;
        this.subject = identity.identityId;
        this.environment = {
            AWS_REGION: pulumi.output(args.region),
            FEDERATION_ISSUER: pulumi.output("cognito"),
            COGNITO_IDENTITY_POOL_ID: this.audience,
            COGNITO_DEVELOPER_PROVIDER_NAME: developerProviderName,
            COGNITO_DEVELOPER_USER_IDENTIFIER: developerUserIdentifier,
            COGNITO_IDENTITY_ID: this.subject,
        };
        this.callerRoleArns = admitCallers(this, name, {
            caller,
            physicalName,
            description: pulumi.interpolate`May ask for tokens of the identity pool ${physicalName}`,
            document: pool.arn.apply(developerIdentityPolicy),
            permissionsBoundary: args.permissionsBoundary,
            tags: args.tags,
        });
        this.registerOutputs({
            issuer: this.issuer,
            audience: this.audience,
            subject: this.subject,
            environment: this.environment,
            callerRoleArns: this.callerRoleArns,
        });
    }
}
