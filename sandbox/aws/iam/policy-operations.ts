import { type Account, iamArn } from "../kernel/account";
import { AwsError } from "../kernel/aws-error";
import type { Document } from "../kernel/protocol/document";
import type { Operation, SignedCall } from "../kernel/protocol/protocol";
import { addTags, readTagKeys, readTags, tagContext, tagList } from "../kernel/tags";
import { uniqueId } from "../kernel/unique-id";
import type { Authorizer } from "../kernel/authorization/authorizer";
import { ARN, NAME, POLICY_DOCUMENT } from "./names";
import { readIamPage } from "./page";
import { readPolicyText } from "./policy-text";
import type { IamStore, ManagedPolicy, PolicyText, PolicyVersion } from "./store";

const PATH = { minimum: 1, maximum: 512, pattern: "((/[A-Za-z0-9.,+@=_-]+)*)/" };
const VERSION_ID = { pattern: "v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?" };
const MAXIMUM_VERSIONS = 5;

/** IAM's operations on customer managed policies. */
export function policyOperations(
    account: Account,
    store: IamStore,
    authorizer: Authorizer,
): ReadonlyMap<string, Operation<SignedCall>> {
    /** The policy named in the call, once IAM has allowed the action on it. */
    const policyFor = (
        call: SignedCall,
        action: string,
        entries: Parameters<Authorizer["require"]>[3] = {},
    ): ManagedPolicy => {
        const arn = call.members.string("PolicyArn", ARN);
        authorizer.require(call, `iam:${action}`, arn, entries);
        return store.policies.get(arn) ?? missing(arn);
    };
    const readDocument = (call: SignedCall): PolicyText =>
        readPolicyText(call.members.string("PolicyDocument", POLICY_DOCUMENT), "identity", account.partition.id, {
            name: "PolicySize",
            characters: 6144,
        });
    const addVersion = (policy: ManagedPolicy, document: PolicyText): PolicyVersion => {
        policy.versionsMade += 1;
        const version = { id: `v${String(policy.versionsMade)}`, createdAt: account.clock.now(), ...document };
        policy.versions.set(version.id, version);
        policy.updatedAt = version.createdAt;
        return version;
    };
    const attachments = (policy: ManagedPolicy) =>
        [...store.roles.values()].filter((role) => role.attachedPolicies.has(policy.arn));
    const describe = (policy: ManagedPolicy): { readonly [member: string]: Document | undefined } => ({
        PolicyName: policy.name,
        PolicyId: policy.id,
        Arn: policy.arn,
        Path: policy.path,
        DefaultVersionId: policy.defaultVersionId,
        AttachmentCount: attachments(policy).length,
        PermissionsBoundaryUsageCount: store.boundedBy(policy).length,
        IsAttachable: true,
        CreateDate: policy.createdAt,
        UpdateDate: policy.updatedAt,
        Tags: tagList(policy.tags),
    });

    return new Map<string, Operation<SignedCall>>([
        [
            "CreatePolicy",
            (call) => {
                const name = call.members.string("PolicyName", NAME);
                const path = call.members.optionalString("Path", PATH) ?? "/";
                const document = readDocument(call);
                const description = call.members.optionalString("Description", { maximum: 1000 });
                const tags = readTags(call.members);
                call.members.end();
                const arn = iamArn(account, `policy${path}${name}`);
                authorizer.require(call, "iam:CreatePolicy", arn, tagContext(tags));
                if (tags !== undefined) {
                    authorizer.require(call, "iam:TagPolicy", arn, tagContext(tags));
                }
                if ([...store.policies.values()].some((policy) => policy.name.toLowerCase() === name.toLowerCase())) {
                    throw new AwsError(
                        "EntityAlreadyExists",
                        `A policy called ${name} already exists. Duplicate names are not allowed.`,
                        409,
                    );
                }
                const now = account.clock.now();
                const policy: ManagedPolicy = {
                    id: uniqueId("ANPA"),
                    name,
                    path,
                    arn,
                    description,
                    createdAt: now,
                    updatedAt: now,
                    defaultVersionId: "v1",
                    versionsMade: 0,
                    versions: new Map(),
                    tags: new Map(tags),
                };
                addVersion(policy, document);
                store.policies.set(arn, policy);
                return { Policy: describe(policy) };
            },
        ],
        [
            "GetPolicy",
            (call) => {
                const policy = policyFor(call, "GetPolicy");
                call.members.end();
                return { Policy: { ...describe(policy), Description: policy.description } };
            },
        ],
        [
            "ListPolicies",
            (call) => {
                const page = readIamPage(call.members);
                const prefix = call.members.optionalString("PathPrefix", PATH) ?? "/";
                const scope = call.members.optionalString("Scope", { oneOf: ["All", "AWS", "Local"] }) ?? "All";
                const attachedOnly = call.members.optionalBoolean("OnlyAttached") ?? false;
                call.members.end();
                authorizer.require(call, "iam:ListPolicies", iamArn(account, `policy${prefix}`));
                const policies = [...store.policies.values()].filter(
                    (policy) =>
                        scope !== "AWS" &&
                        policy.path.startsWith(prefix) &&
                        (!attachedOnly || attachments(policy).length > 0),
                );
                const { items, ...rest } = page(policies);
                return { Policies: items.map(describe), ...rest };
            },
        ],
        [
            "DeletePolicy",
            (call) => {
                const policy = policyFor(call, "DeletePolicy");
                call.members.end();
                if (attachments(policy).length + store.boundedBy(policy).length > 0) {
                    throw new AwsError("DeleteConflict", "Cannot delete a policy attached to entities.", 409);
                }
                if (policy.versions.size > 1) {
                    const message =
                        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. " +
                        "The default version is deleted with the policy.";
                    throw new AwsError("DeleteConflict", message, 409);
                }
                store.policies.delete(policy.arn);
                return {};
            },
        ],
        [
            "CreatePolicyVersion",
            (call) => {
                const document = readDocument(call);
                const isDefault = call.members.optionalBoolean("SetAsDefault") ?? false;
                const policy = policyFor(call, "CreatePolicyVersion");
                call.members.end();
                if (policy.versions.size >= MAXIMUM_VERSIONS) {
                    const message =
                        "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.";
                    throw new AwsError("LimitExceeded", message, 409);
                }
                const version = addVersion(policy, document);
                policy.defaultVersionId = isDefault ? version.id : policy.defaultVersionId;
                return { PolicyVersion: describeVersion(version, policy) };
            },
        ],
        [
            "GetPolicyVersion",
            (call) => {
                const id = call.members.string("VersionId", VERSION_ID);
                const policy = policyFor(call, "GetPolicyVersion");
                call.members.end();
                const version = policy.versions.get(id) ?? missingVersion(policy, id);
                return {
                    PolicyVersion: { Document: encodeURIComponent(version.text), ...describeVersion(version, policy) },
                };
            },
        ],
        [
            "ListPolicyVersions",
            (call) => {
                const page = readIamPage(call.members);
                const policy = policyFor(call, "ListPolicyVersions");
                call.members.end();
                const { items, ...rest } = page([...policy.versions.values()].reverse());
                return { Versions: items.map((version) => describeVersion(version, policy)), ...rest };
            },
        ],
        [
            "SetDefaultPolicyVersion",
            (call) => {
                const id = call.members.string("VersionId", VERSION_ID);
                const policy = policyFor(call, "SetDefaultPolicyVersion");
                call.members.end();
                policy.defaultVersionId = (policy.versions.get(id) ?? missingVersion(policy, id)).id;
                return {};
            },
        ],
        [
            "DeletePolicyVersion",
            (call) => {
                const id = call.members.string("VersionId", VERSION_ID);
                const policy = policyFor(call, "DeletePolicyVersion");
                call.members.end();
                if (id === policy.defaultVersionId) {
                    throw new AwsError("DeleteConflict", "Cannot delete the default version of a policy.", 409);
                }
                return policy.versions.delete(id) ? {} : missingVersion(policy, id);
            },
        ],
        [
            "TagPolicy",
            (call) => {
                const tags = readTags(call.members) ?? new Map<string, string>();
                const policy = policyFor(call, "TagPolicy", tagContext(tags));
                call.members.end();
                addTags(policy.tags, tags, "LimitExceeded", 409);
                return {};
            },
        ],
        [
            "UntagPolicy",
            (call) => {
                const keys = readTagKeys(call.members);
                const policy = policyFor(call, "UntagPolicy", { "aws:tagkeys": keys });
                call.members.end();
                for (const key of keys) {
                    policy.tags.delete(key);
                }
                return {};
            },
        ],
        [
            "ListPolicyTags",
            (call) => {
                const page = readIamPage(call.members);
                const policy = policyFor(call, "ListPolicyTags");
                call.members.end();
                const { items, ...rest } = page([...policy.tags]);
                return { Tags: items.map(([Key, Value]) => ({ Key, Value })), ...rest };
            },
        ],
        [
            "ListEntitiesForPolicy",
            (call) => {
                const page = readIamPage(call.members);
                const filter = call.members.optionalString("EntityFilter", {
                    oneOf: ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"],
                });
                const policy = policyFor(call, "ListEntitiesForPolicy");
                call.members.end();
                const { items, ...rest } = page(filter === undefined || filter === "Role" ? attachments(policy) : []);
                return {
                    PolicyGroups: [],
                    PolicyUsers: [],
                    PolicyRoles: items.map(({ name, id }) => ({ RoleName: name, RoleId: id })),
                    ...rest,
                };
            },
        ],
    ]);
}

function describeVersion(version: PolicyVersion, policy: ManagedPolicy): { readonly [member: string]: Document } {
    return {
        VersionId: version.id,
        IsDefaultVersion: version.id === policy.defaultVersionId,
        CreateDate: version.createdAt,
    };
}

function missing(arn: string): never {
    throw new AwsError("NoSuchEntity", `Policy ${arn} was not found.`, 404);
}

function missingVersion(policy: ManagedPolicy, id: string): never {
    throw new AwsError("NoSuchEntity", `Policy ${policy.arn} version ${id} does not exist or is not attachable.`, 404);
}
