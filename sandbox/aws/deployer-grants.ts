import { UnplayableError } from "../core/unplayable-error";
import { readPolicyText } from "./iam/policy-text";
import type { IamStore, User } from "./iam/store";
import { type Account, iamArn } from "./kernel/account";
import { AwsError } from "./kernel/aws-error";
import { uniqueId } from "./kernel/unique-id";

/** What an administrator of the account does before somebody else may deploy. */
export interface DeployerGrants {
    /** IAM policies in JSON, each a managed policy's size at most: all that whoever deploys may do. */
    readonly policies: readonly string[];
    readonly permissionsBoundary?: {
        /** ARN of the managed policy that is made of the document. */
        readonly arn: string;
        readonly document: string;
        /** Roles that exist and get the boundary. */
        readonly roleArns: readonly string[];
    };
}

const POLICY_SIZE = { name: "PolicySize", characters: 6144 };

/** Throws UnplayableError for what an administrator could not do either. */
export function grantDeployer(
    account: Account,
    iam: IamStore,
    user: User,
    name: string,
    { policies, permissionsBoundary }: DeployerGrants,
): void {
    revokeDeployer(user, name);
    for (const [index, text] of policies.entries()) {
        const { statements } = read(account, text, `The deployer's policy ${String(index + 1)}`);
        user.policies.set(`${name}/${String(index + 1)}`, statements);
    }
    if (permissionsBoundary !== undefined) {
        putBoundary(account, iam, permissionsBoundary);
    }
}

export function revokeDeployer(user: User, name: string): void {
    for (const policy of [...user.policies.keys()].filter((key) => key.startsWith(`${name}/`))) {
        user.policies.delete(policy);
    }
}

function putBoundary(
    account: Account,
    iam: IamStore,
    { arn, document, roleArns }: NonNullable<DeployerGrants["permissionsBoundary"]>,
): void {
    const prefix = iamArn(account, "policy");
    const [, path, name] = arn.startsWith(prefix)
        ? (/^(\/(?:.+\/)?)([^/]+)$/.exec(arn.slice(prefix.length)) ?? [])
        : [];
    if (path === undefined || name === undefined) {
        throw new UnplayableError(
            `${arn} is not the ARN of a policy of the sandbox's account: it should read ${prefix}/NAME.`,
        );
    }
    const now = account.clock.now();
    const version = { id: "v1", createdAt: now, ...read(account, document, "The permissions boundary") };
    iam.policies.set(arn, {
        id: uniqueId("ANPA"),
        name,
        path,
        arn,
        description: undefined,
        createdAt: now,
        updatedAt: now,
        defaultVersionId: version.id,
        versionsMade: 1,
        versions: new Map([[version.id, version]]),
        tags: new Map(),
    });
    for (const role of [...iam.roles.values()].filter((candidate) => roleArns.includes(candidate.arn))) {
        role.permissionsBoundary = arn;
    }
}

function read(account: Account, text: string, what: string): ReturnType<typeof readPolicyText> {
    try {
        return readPolicyText(text, "identity", account.partition.id, POLICY_SIZE);
    } catch (error) {
        throw error instanceof AwsError
            ? new UnplayableError(`${what} is refused with ${error.code}: ${error.message}`)
            : error;
    }
}
