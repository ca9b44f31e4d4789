import { IdentityPool } from "@pulumi/aws/cognito/identityPool";
import { Policy } from "@pulumi/aws/iam/policy";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import * as pulumi from "@pulumi/pulumi";
import { accepted, refused, type Checked } from "../../rules/checked";
import { cognitoIssuer } from "../../rules/aws/cognito-issuer";
import {
    developerProviderNameProblem,
    developerUserIdentifierProblem,
    identityPoolNameProblem,
} from "../../rules/aws/cognito-names";
import { developerIdentityPolicy, serviceTrustPolicy } from "../../rules/aws/iam-policy";
import { parseBoundaryArn } from "../../rules/aws/permissions-boundary";
import { stackTagKey } from "../../rules/aws/stack-tag";
import { parseAwsRegion, roleArnParts, type RoleArn } from "../../rules/identifiers";
import { quote } from "../../rules/quote";
import { type Caller, type CallerArgs, type CallerRole, parseCaller } from "./caller";
import { both, checked } from "../internal/checked-input";
import { DeveloperIdentity } from "./developer-identity";
import type { Tags } from "../internal/tags";
import { refuseUnrecorded } from "../internal/unrecorded";
import { findUnrecordedIdentityPool } from "./unrecorded-identity-pool";

export interface CognitoIssuerArgs {
    /** The region of the pool, for example `eu-central-1`. */
    readonly region: pulumi.Input<string>;
    /**
     * The name of the pool, of the policy that lets callers use it, and of the role where one is made: 1 to 128 of
     * `[\w+=,.@-]`, a role's 1 to 64. Fixed, because a rename replaces the pool and with it audience and subject.
     */
    readonly physicalName: pulumi.Input<string>;
    /** The pool's developer provider: 1 to 128 of `[\w._-]`. A change replaces the pool. */
    readonly developerProviderName: pulumi.Input<string>;
    /** The workload's name with the developer provider, 1 to 1,024 characters. Readable in every token: no secret. */
    readonly developerUserIdentifier: pulumi.Input<string>;
    /** Who may ask for the identity's token. */
    readonly caller: CallerArgs;
    /** The issuer of the pool's tokens (`https://…`, no trailing slash). @default the issuer of the region's partition, where it is known */
    readonly issuer?: pulumi.Input<string> | undefined;
    /** Tags of everything in AWS that takes tags. The pool has `cognito-entra:stack` beside them. @default none */
    readonly tags?: Tags | undefined;
    /**
     * The ARN of a customer managed policy: the permissions boundary of a role that is made. It is set when the role is made and never
     * changed, because whoever deploys may not change a boundary.
     *
     * @default none
     * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
     */
    readonly permissionsBoundary?: pulumi.Input<string> | undefined;
    /**
     * Whether pool and identity are protected from deletion: without them every trust that names them is dead. Not an
     * input, because Pulumi's `protect` is none.
     *
     * @default true
     */
    readonly protect?: boolean | undefined;
}

/**
 * A Cognito identity pool as an issuer of tokens for one workload, with the one identity that it issues them for and
 * the permission to ask. IAM cannot restrict which identity of a pool a caller asks for, so a pool serves one workload.
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
 * @example A Lambda function's role made on the way, tagged, in a stack to throw away:
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
export class CognitoIssuer extends pulumi.ComponentResource {
    /** The `iss` of the tokens. Known in a preview. */
    public readonly issuer: pulumi.Output<string>;
    /** The `aud` of the tokens: the id of the pool. */
    public readonly audience: pulumi.Output<string>;
    /** The `sub` of the tokens: the IdentityId. */
    public readonly subject: pulumi.Output<string>;
    /** The roles that may ask for the tokens. */
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
            unless((text) => identityPoolNameProblem(text) ?? iamNameProblem(text, caller)),
        );
        const developerProviderName = checked(
            this,
            "developerProviderName",
            args.developerProviderName,
            unless(developerProviderNameProblem),
        );
        const developerUserIdentifier = checked(
            this,
            "developerUserIdentifier",
            args.developerUserIdentifier,
            unless(developerUserIdentifierProblem),
        );
        this.issuer = checked(this, "issuer", both(args.region, args.issuer), ([text, override]) => {
            const parsed = parseAwsRegion(text);
            return parsed.ok ? cognitoIssuer(parsed.value, override) : parsed;
        });

        const pool = new IdentityPool(
            `${name}-pool`,
            {
                identityPoolName: physicalName,
                developerProviderName,
                allowUnauthenticatedIdentities: false,
                allowClassicFlow: false,
                region,
                tags: withStackTag(args.tags),
            },
            {
                parent: this,
                protect,
                // Given at creation and then left alone: only an administrator marks a pool that exists as one of a stack's.
                ignoreChanges: [`tags["${stackTagKey}"]`],
                // The name stays, so the predecessor goes first: two pools of one name cannot be told apart.
                deleteBeforeReplace: true,
                hooks: refuseUnrecorded(`${name}-pool`, this, findUnrecordedIdentityPool),
            },
        );
        const identity = new DeveloperIdentity(
            `${name}-identity`,
            { identityPoolId: pool.id, developerProviderName, developerUserIdentifier },
            // An identity goes with its pool. IAM cannot say of whose pools somebody may delete identities, so nobody needs to.
            { parent: this, protect, deletedWith: pool },
        );
        const policy = new Policy(
            `${name}-policy`,
            {
                name: physicalName,
                description: pulumi.interpolate`May ask for tokens of the identity pool ${physicalName}`,
                policy: pool.arn.apply(developerIdentityPolicy),
                tags: args.tags,
            },
            // IAM refuses a second policy of one name, and a description cannot be changed.
            { parent: this, deleteBeforeReplace: true },
        );

        this.audience = pool.id;
        this.subject = identity.identityId;
        this.callerRoleArns = pulumi.output(
            caller.kind === "roles"
                ? caller.roles.map((role) => this.admit(name, role, policy))
                : [this.makeRole(name, caller, physicalName, args, policy)],
        );
        this.registerOutputs({
            issuer: this.issuer,
            audience: this.audience,
            subject: this.subject,
            callerRoleArns: this.callerRoleArns,
        });
    }

    private admit(name: string, { label, field, arn }: CallerRole, policy: Policy): pulumi.Output<string> {
        new RolePolicyAttachment(
            `${name}-attachment-${label}`,
            {
                role: arn.apply((known) => roleArnParts(known).name),
                // IAM finds the role by its name alone: one of another account must not stand for one of this.
                policyArn: checked(this, field, both(policy.arn, arn), sameAccount),
            },
            { parent: this },
        );
        return arn;
    }

    private makeRole(
        name: string,
        caller: Caller & { readonly kind: "service" },
        physicalName: pulumi.Output<string>,
        { tags, permissionsBoundary }: CognitoIssuerArgs,
        policy: Policy,
    ): pulumi.Output<string> {
        const role = new Role(
            `${name}-role`,
            {
                name: physicalName,
                description: pulumi.interpolate`May ask for tokens of the identity pool ${physicalName}`,
                assumeRolePolicy: caller.principal.apply(serviceTrustPolicy),
                maxSessionDuration: caller.maxSessionDurationSeconds,
                permissionsBoundary:
                    permissionsBoundary === undefined
                        ? undefined
                        : checked(this, "permissionsBoundary", permissionsBoundary, parseBoundaryArn),
                tags,
            },
            {
                parent: this,
                // Whoever deploys may not change a boundary, only an administrator does.
                ignoreChanges: ["permissionsBoundary"],
                // IAM refuses a second role of one name.
                deleteBeforeReplace: true,
            },
        );
        new RolePolicyAttachment(`${name}-attachment`, { role: role.name, policyArn: policy.arn }, { parent: this });
        return role.arn;
    }
}

/** The tags of the pool, with the one that tells IAM the stack's pools from all others. */
function withStackTag(tags: Tags | undefined): pulumi.Output<Record<string, string>> {
    const stack = `${pulumi.getProject()}-${pulumi.getStack()}`;
    return pulumi.output(tags).apply((given: Record<string, string> | undefined): Record<string, string> => ({
        ...given,
        [stackTagKey]: stack,
    }));
}

/** A check that answers with a problem, as one that answers with the value. */
function unless(problemOf: (text: string) => string | undefined): (text: string) => Checked<string> {
    return (text) => {
        const problem = problemOf(text);
        return problem === undefined ? accepted(text) : refused(problem);
    };
}

/** A policy's name has 1 to 128 characters, a role's 64, and neither a blank, which a pool's may have. */
function iamNameProblem(text: string, caller: Caller): string | undefined {
    const longest = caller.kind === "service" ? 64 : 128;
    if (text.length > longest) {
        return `${quote(text)} has ${text.length} characters; a name in IAM has ${longest} at most`;
    }
    return /\s/.test(text) ? `${quote(text)} has a blank, which a name in IAM cannot have` : undefined;
}

/** The policy's ARN, where the role is of the same partition and account. */
function sameAccount([policyArn, roleArn]: readonly [string, RoleArn]): Checked<string> {
    const { partition, accountId } = roleArnParts(roleArn);
    return policyArn.startsWith(`arn:${partition}:iam::${accountId}:`)
        ? accepted(policyArn)
        : refused(
              `${quote(roleArn)} is not of the account of ${quote(policyArn)}; IAM attaches no policy across accounts`,
          );
}
