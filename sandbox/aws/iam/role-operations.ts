import { type Account, iamArn } from "../kernel/account";
import { AwsError } from "../kernel/aws-error";
import type { Document } from "../kernel/protocol/document";
import type { Operation, SignedCall } from "../kernel/protocol/protocol";
import type { RequestMembers } from "../kernel/protocol/request-members";
import { addTags, readTagKeys, readTags, tagContext, tagList } from "../kernel/tags";
import { uniqueId } from "../kernel/unique-id";
import type { Authorizer } from "../kernel/authorization/authorizer";
import { ARN, NAME, PATH, POLICY_DOCUMENT, ROLE_NAME } from "./names";
import { readIamPage } from "./page";
import { readPolicyText } from "./policy-text";
import type { IamStore, PolicyText, Role } from "./store";

const MAXIMUM_ATTACHED_POLICIES = 10;
const DESCRIPTION = { maximum: 1000, pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*" };
/** The actions on existing roles that support the condition key iam:PermissionsBoundary. */
const BOUNDARY_ACTIONS = new Set([
    "AttachRolePolicy",
    "DeleteRolePermissionsBoundary",
    "DeleteRolePolicy",
    "DetachRolePolicy",
    "PutRolePolicy",
]);
const SESSION_SECONDS = { minimum: 3600, maximum: 43_200 };

/** IAM's operations on roles: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html */
export function roleOperations(
    account: Account,
    store: IamStore,
    authorizer: Authorizer,
): ReadonlyMap<string, Operation<SignedCall>> {
    /** The role named in the call, once IAM has allowed the action on it. */
    const roleFor = (call: SignedCall, action: string, entries: Parameters<Authorizer["require"]>[3] = {}): Role => {
        const name = call.members.string("RoleName", ROLE_NAME);
        const role = store.findRole(name);
        authorizer.require(call, `iam:${action}`, role?.arn ?? iamArn(account, `role/${name}`), {
            "iam:permissionsboundary": BOUNDARY_ACTIONS.has(action) ? role?.permissionsBoundary : undefined,
            ...entries,
        });
        if (role === undefined) {
            throw new AwsError("NoSuchEntity", `The role with name ${name} cannot be found.`, 404);
        }
        return role;
    };
    const readTrust = (members: RequestMembers, name: string): PolicyText => {
        const quota = { name: "ACLSizePerRole", characters: 2048 };
        const trust = readPolicyText(members.string(name, POLICY_DOCUMENT), "trust", account.partition.id, quota);
        const stranger = trust.statements
            .flatMap(({ principals }) => principals?.aws ?? [])
            .find((arn) => isMissing(account, store, arn));
        if (stranger !== undefined) {
            throw new AwsError("MalformedPolicyDocument", `Invalid principal in policy: "AWS":"${stranger}"`);
        }
        return trust;
    };

    return new Map<string, Operation<SignedCall>>([
        [
            "CreateRole",
            (call) => {
                const name = call.members.string("RoleName", ROLE_NAME);
                const path = call.members.optionalString("Path", PATH) ?? "/";
                const document = readTrust(call.members, "AssumeRolePolicyDocument");
                const description = call.members.optionalString("Description", DESCRIPTION);
                const seconds = call.members.optionalInteger("MaxSessionDuration", SESSION_SECONDS) ?? 3600;
                const tags = readTags(call.members);
                const permissionsBoundary = call.members.optionalString("PermissionsBoundary", ARN);
                call.members.end();
                const arn = iamArn(account, `role${path}${name}`);
                const asked = { ...tagContext(tags), "iam:permissionsboundary": permissionsBoundary };
                authorizer.require(call, "iam:CreateRole", arn, asked);
                if (tags !== undefined) {
                    authorizer.require(call, "iam:TagRole", arn, tagContext(tags));
                }
                if (store.findRole(name) !== undefined) {
                    throw new AwsError("EntityAlreadyExists", `Role with name ${name} already exists.`, 409);
                }
                requireBoundaryPolicy(store, permissionsBoundary);
                const role: Role = {
                    id: uniqueId("AROA"),
                    name,
                    path,
                    arn,
                    createdAt: account.clock.now(),
                    trust: document,
                    description,
                    maximumSessionSeconds: seconds,
                    tags: new Map(tags),
                    attachedPolicies: new Set(),
                    inlinePolicies: new Map(),
                    permissionsBoundary,
                };
                store.roles.set(name.toLowerCase(), role);
                return { Role: describe(role) };
            },
        ],
        [
            "GetRole",
            (call) => {
                const role = roleFor(call, "GetRole");
                call.members.end();
                return { Role: { ...describe(role), RoleLastUsed: {} } };
            },
        ],
        [
            "UpdateRole",
            (call) => {
                const description = call.members.optionalString("Description", DESCRIPTION);
                const seconds = call.members.optionalInteger("MaxSessionDuration", SESSION_SECONDS);
                const role = roleFor(call, "UpdateRole");
                call.members.end();
                role.description = description ?? role.description;
                role.maximumSessionSeconds = seconds ?? role.maximumSessionSeconds;
                return {};
            },
        ],
        [
            "UpdateRoleDescription",
            (call) => {
                const description = call.members.string("Description", DESCRIPTION);
                const role = roleFor(call, "UpdateRoleDescription");
                call.members.end();
                role.description = description;
                return { Role: describe(role) };
            },
        ],
        [
            "UpdateAssumeRolePolicy",
            (call) => {
                const trust = readTrust(call.members, "PolicyDocument");
                const role = roleFor(call, "UpdateAssumeRolePolicy");
                call.members.end();
                role.trust = trust;
                return {};
            },
        ],
        [
            "DeleteRole",
            (call) => {
                const role = roleFor(call, "DeleteRole");
                call.members.end();
                if (role.attachedPolicies.size > 0) {
                    throw new AwsError("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409);
                }
                if (role.inlinePolicies.size > 0) {
                    throw new AwsError("DeleteConflict", "Cannot delete entity, must delete policies first.", 409);
                }
                store.roles.delete(role.name.toLowerCase());
                return {};
            },
        ],
        [
            "ListRoles",
            (call) => {
                const page = readIamPage(call.members);
                const prefix = call.members.optionalString("PathPrefix", PATH) ?? "/";
                call.members.end();
                authorizer.require(call, "iam:ListRoles", iamArn(account, `role${prefix}`));
                const { items, ...rest } = page(
                    [...store.roles.values()].filter(({ path }) => path.startsWith(prefix)),
                );
                return { Roles: items.map(describe), ...rest };
            },
        ],
        [
            "TagRole",
            (call) => {
                const tags = readTags(call.members) ?? new Map<string, string>();
                const role = roleFor(call, "TagRole", tagContext(tags));
                call.members.end();
                addTags(role.tags, tags, "LimitExceeded", 409);
                return {};
            },
        ],
        [
            "UntagRole",
            (call) => {
                const keys = readTagKeys(call.members);
                const role = roleFor(call, "UntagRole", { "aws:tagkeys": keys });
                call.members.end();
                for (const key of keys) {
                    role.tags.delete(key);
                }
                return {};
            },
        ],
        [
            "ListRoleTags",
            (call) => {
                const page = readIamPage(call.members);
                const role = roleFor(call, "ListRoleTags");
                call.members.end();
                const { items, ...rest } = page([...role.tags]);
                return { Tags: items.map(([Key, Value]) => ({ Key, Value })), ...rest };
            },
        ],
        [
            "ListInstanceProfilesForRole",
            (call) => {
                readIamPage(call.members);
                roleFor(call, "ListInstanceProfilesForRole");
                call.members.end();
                return { InstanceProfiles: [], IsTruncated: false };
            },
        ],
        [
            "AttachRolePolicy",
            (call) => {
                const policyArn = call.members.string("PolicyArn", ARN);
                const role = roleFor(call, "AttachRolePolicy", { "iam:policyarn": policyArn });
                call.members.end();
                if (!store.policies.has(policyArn)) {
                    throw new AwsError("NoSuchEntity", `Policy ${policyArn} does not exist or is not attachable.`, 404);
                }
                if (!role.attachedPolicies.has(policyArn) && role.attachedPolicies.size >= MAXIMUM_ATTACHED_POLICIES) {
                    throw new AwsError(
                        "LimitExceeded",
                        `Cannot exceed quota for PoliciesPerRole: ${String(MAXIMUM_ATTACHED_POLICIES)}`,
                        409,
                    );
                }
                role.attachedPolicies.add(policyArn);
                return {};
            },
        ],
        [
            "DetachRolePolicy",
            (call) => {
                const policyArn = call.members.string("PolicyArn", ARN);
                const role = roleFor(call, "DetachRolePolicy", { "iam:policyarn": policyArn });
                call.members.end();
                if (!role.attachedPolicies.delete(policyArn)) {
                    throw new AwsError("NoSuchEntity", `Policy ${policyArn} was not found.`, 404);
                }
                return {};
            },
        ],
        [
            "ListAttachedRolePolicies",
            (call) => {
                const page = readIamPage(call.members);
                const prefix = call.members.optionalString("PathPrefix", PATH) ?? "/";
                const role = roleFor(call, "ListAttachedRolePolicies");
                call.members.end();
                const policies = [...role.attachedPolicies].flatMap((arn) => store.policies.get(arn) ?? []);
                const { items, ...rest } = page(policies.filter(({ path }) => path.startsWith(prefix)));
                return {
                    AttachedPolicies: items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })),
                    ...rest,
                };
            },
        ],
        [
            "PutRolePermissionsBoundary",
            (call) => {
                const permissionsBoundary = call.members.string("PermissionsBoundary", ARN);
                const asked = { "iam:permissionsboundary": permissionsBoundary };
                const role = roleFor(call, "PutRolePermissionsBoundary", asked);
                call.members.end();
                requireBoundaryPolicy(store, permissionsBoundary);
                role.permissionsBoundary = permissionsBoundary;
                return {};
            },
        ],
        [
            "DeleteRolePermissionsBoundary",
            (call) => {
                const role = roleFor(call, "DeleteRolePermissionsBoundary");
                call.members.end();
                role.permissionsBoundary = undefined;
                return {};
            },
        ],
        [
            "PutRolePolicy",
            (call) => {
                const policyName = call.members.string("PolicyName", NAME);
                const quota = { name: "PolicySize", characters: 10_240 };
                const policy = readPolicyText(
                    call.members.string("PolicyDocument", POLICY_DOCUMENT),
                    "identity",
                    account.partition.id,
                    quota,
                );
                const role = roleFor(call, "PutRolePolicy");
                call.members.end();
                role.inlinePolicies.set(policyName, policy);
                return {};
            },
        ],
        [
            "GetRolePolicy",
            (call) => {
                const policyName = call.members.string("PolicyName", NAME);
                const role = roleFor(call, "GetRolePolicy");
                call.members.end();
                const policy = role.inlinePolicies.get(policyName) ?? missingInlinePolicy(policyName);
                return { RoleName: role.name, PolicyName: policyName, PolicyDocument: encodeURIComponent(policy.text) };
            },
        ],
        [
            "DeleteRolePolicy",
            (call) => {
                const policyName = call.members.string("PolicyName", NAME);
                const role = roleFor(call, "DeleteRolePolicy");
                call.members.end();
                return role.inlinePolicies.delete(policyName) ? {} : missingInlinePolicy(policyName);
            },
        ],
        [
            "ListRolePolicies",
            (call) => {
                const page = readIamPage(call.members);
                const role = roleFor(call, "ListRolePolicies");
                call.members.end();
                const { items, ...rest } = page([...role.inlinePolicies.keys()]);
                return { PolicyNames: items, ...rest };
            },
        ],
    ]);
}

function describe(role: Role): { readonly [member: string]: Document | undefined } {
    return {
        Path: role.path,
        RoleName: role.name,
        RoleId: role.id,
        Arn: role.arn,
        CreateDate: role.createdAt,
        AssumeRolePolicyDocument: encodeURIComponent(role.trust.text),
        Description: role.description,
        MaxSessionDuration: role.maximumSessionSeconds,
        PermissionsBoundary:
            role.permissionsBoundary === undefined
                ? undefined
                : { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: role.permissionsBoundary },
        Tags: tagList(role.tags),
    };
}

function requireBoundaryPolicy(store: IamStore, arn: string | undefined): void {
    if (arn !== undefined && !store.policies.has(arn)) {
        throw new AwsError("NoSuchEntity", `Scope ARN: ${arn} does not exist or is not attachable.`, 404);
    }
}

/**
 * Whether an ARN of this account names neither a user, nor a role, nor the account. Other accounts cannot be checked.
 */
function isMissing(account: Account, store: IamStore, arn: string): boolean {
    const resource = arn.split(":").slice(5).join(":");
    if (arn.split(":")[4] !== account.id || resource === "root" || resource.startsWith("assumed-role/")) {
        return false;
    }
    const known = [...store.users.values(), ...store.roles.values()].map((identity) => identity.arn);
    return !known.includes(arn);
}

function missingInlinePolicy(name: string): never {
    throw new AwsError("NoSuchEntity", `The role policy with name ${name} cannot be found.`, 404);
}
