import type { Statement } from "../kernel/authorization/policy-document";

/** An IAM user. */
export interface User {
    readonly id: string;
    readonly name: string;
    readonly arn: string;
    readonly createdAt: Date;
    /** Inline policies by name. */
    readonly policies: Map<string, readonly Statement[]>;
    /** ARN of the managed policy that is the permissions boundary. */
    permissionsBoundary: string | undefined;
}

/** A policy as written, and as evaluated. */
export interface PolicyText {
    readonly text: string;
    readonly statements: readonly Statement[];
}

/** An IAM role. */
export interface Role {
    readonly id: string;
    readonly name: string;
    readonly path: string;
    readonly arn: string;
    readonly createdAt: Date;
    trust: PolicyText;
    description: string | undefined;
    maximumSessionSeconds: number;
    readonly tags: Map<string, string>;
    /** ARNs of attached managed policies. */
    readonly attachedPolicies: Set<string>;
    readonly inlinePolicies: Map<string, PolicyText>;
    /** ARN of the managed policy that limits what the others can allow. */
    permissionsBoundary: string | undefined;
}

export interface PolicyVersion extends PolicyText {
    readonly id: string;
    readonly createdAt: Date;
}

/** A customer managed policy. */
export interface ManagedPolicy {
    readonly id: string;
    readonly name: string;
    readonly path: string;
    readonly arn: string;
    readonly description: string | undefined;
    readonly createdAt: Date;
    updatedAt: Date;
    defaultVersionId: string;
    /** How many versions it has ever had. */
    versionsMade: number;
    readonly versions: Map<string, PolicyVersion>;
    readonly tags: Map<string, string>;
}

/** An OpenID Connect identity provider. */
export interface OpenIdConnectProvider {
    readonly arn: string;
    /** Issuer without `https://`, as IAM shows it. */
    readonly url: string;
    readonly clientIds: Set<string>;
    thumbprints: readonly string[];
    readonly createdAt: Date;
    readonly tags: Map<string, string>;
}

/** All of IAM in the account. */
export class IamStore {
    readonly users = new Map<string, User>();
    /** By name in lower case: names that differ only in case are the same. */
    readonly roles = new Map<string, Role>();
    /** By ARN. */
    readonly policies = new Map<string, ManagedPolicy>();
    /** By ARN. */
    readonly openIdConnectProviders = new Map<string, OpenIdConnectProvider>();
    outboundFederationEnabled = false;
    /** What the organization lets the account do; `undefined` if the account is not in one. */
    serviceControlPolicy: PolicyText | undefined;

    findRole(name: string): Role | undefined {
        return this.roles.get(name.toLowerCase());
    }

    defaultVersion(policy: ManagedPolicy): PolicyVersion | undefined {
        return policy.versions.get(policy.defaultVersionId);
    }

    /**
     * What a permissions boundary says; undefined without one. If its policy is gone, it allows nothing.
     * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
     */
    boundaryOf({ permissionsBoundary }: Role | User): readonly Statement[] | undefined {
        if (permissionsBoundary === undefined) {
            return undefined;
        }
        const policy = this.policies.get(permissionsBoundary);
        return policy === undefined ? [] : (this.defaultVersion(policy)?.statements ?? []);
    }

    /** Users and roles that have a policy as their boundary. */
    boundedBy(policy: ManagedPolicy): readonly (Role | User)[] {
        return [...this.roles.values(), ...this.users.values()].filter(
            ({ permissionsBoundary }) => permissionsBoundary === policy.arn,
        );
    }

    /** What the role's attached and inline policies say. */
    statementsOf(role: Role): readonly Statement[] {
        const attached = [...role.attachedPolicies].flatMap((arn) => {
            const policy = this.policies.get(arn);
            return policy === undefined ? [] : (this.defaultVersion(policy)?.statements ?? []);
        });
        return [...attached, ...[...role.inlinePolicies.values()].flatMap(({ statements }) => statements)];
    }
}
