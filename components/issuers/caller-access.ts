import { Policy } from "@pulumi/aws/iam/policy";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import * as pulumi from "@pulumi/pulumi";
import { serviceTrustPolicy } from "../../rules/aws/iam-policy";
import { parseBoundaryArn } from "../../rules/aws/permissions-boundary";
import { roleArnParts, type RoleArn } from "../../rules/aws/identifiers";
import { accepted, refused, type Checked } from "../../rules/checked";
import { quote } from "../../rules/quote";
import { both, checked } from "../internal/checked-input";
import type { Tags } from "../internal/tags";
import type { Caller, CallerRole, ServiceCaller } from "./caller";

export interface CallerAccess {
    readonly caller: Caller;
    /** The name of the policy, and of the role if one is created. */
    readonly physicalName: pulumi.Output<string>;
    /** What the policy, and the role if one is created, is for. A change replaces the policy. */
    readonly description: pulumi.Input<string>;
    /** The policy's document. */
    readonly document: pulumi.Output<string>;
    /** The ARN of the permissions boundary for a role that is created. */
    readonly permissionsBoundary: pulumi.Input<string> | undefined;
    readonly tags: Tags | undefined;
}

/**
 * Lets the callers ask for the issuer's tokens: one policy, attached to each role. The role is created first if the
 * caller is a service.
 */
export function admitCallers(issuer: pulumi.Resource, name: string, access: CallerAccess): pulumi.Output<string[]> {
    const { caller, physicalName, description, document, tags } = access;
    const policy = new Policy(
        `${name}-policy`,
        { name: physicalName, description, policy: document, tags },
        // IAM refuses a second policy with the same name, and a description cannot be changed.
        { parent: issuer, deleteBeforeReplace: true },
    );
    if (caller.kind === "roles") {
        return pulumi.output(caller.roles.map((role) => admitRole(issuer, name, role, policy)));
    }
    const role = makeRole(issuer, name, caller, access);
    new RolePolicyAttachment(`${name}-attachment`, { role: role.name, policyArn: policy.arn }, { parent: issuer });
    return pulumi.output([role.arn]);
}

function admitRole(
    issuer: pulumi.Resource,
    name: string,
    { label, field, arn }: CallerRole,
    policy: Policy,
): pulumi.Output<string> {
    new RolePolicyAttachment(
        `${name}-attachment-${label}`,
        {
            role: arn.apply((known) => roleArnParts(known).name),
            // IAM looks the role up by name only: a role of another account must not be taken for one of this account.
            policyArn: checked(issuer, field, both(policy.arn, arn), sameAccount),
        },
        { parent: issuer },
    );
    return arn;
}

function makeRole(
    issuer: pulumi.Resource,
    name: string,
    caller: ServiceCaller,
    { physicalName, description, permissionsBoundary, tags }: CallerAccess,
): Role {
    return new Role(
        `${name}-role`,
        {
            name: physicalName,
            description,
            assumeRolePolicy: caller.principal.apply(serviceTrustPolicy),
            maxSessionDuration: caller.maxSessionDurationSeconds,
            permissionsBoundary:
                permissionsBoundary === undefined
                    ? undefined
                    : checked(issuer, "permissionsBoundary", permissionsBoundary, parseBoundaryArn),
            tags,
        },
        {
            parent: issuer,
            // Whoever deploys may not change a boundary; only an administrator may.
            ignoreChanges: ["permissionsBoundary"],
            // IAM refuses a second role with the same name.
            deleteBeforeReplace: true,
        },
    );
}

/**
 * What is wrong with the name of a policy, and of a role if one is created: at most 128 and 64 characters, no spaces.
 */
export function iamNameProblem(text: string, caller: Caller): string | undefined {
    const longest = caller.kind === "service" ? 64 : 128;
    if (text.length > longest) {
        return `${quote(text)} has ${text.length} characters; a name in IAM has ${longest} at most`;
    }
    return /\s/.test(text) ? `${quote(text)} has a space, which a name in IAM cannot have` : undefined;
}

/** The policy's ARN, if the role is in the same partition and account. */
function sameAccount([policyArn, roleArn]: readonly [string, RoleArn]): Checked<string> {
    const { partition, accountId } = roleArnParts(roleArn);
    return policyArn.startsWith(`arn:${partition}:iam::${accountId}:`)
        ? accepted(policyArn)
        : refused(
              `${quote(roleArn)} is not of the account of ${quote(policyArn)}; IAM attaches no policy across accounts`,
          );
}
