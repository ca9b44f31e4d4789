import { randomUUID } from "node:crypto";
import { type Account, identityPoolArn } from "../kernel/account";
import { AwsError } from "../kernel/aws-error";
import type { Authorizer, ContextEntries } from "../kernel/authorization/authorizer";
import type { Document } from "../kernel/protocol/document";
import type { Operation, SignedCall } from "../kernel/protocol/protocol";
import type { RequestMembers } from "../kernel/protocol/request-members";
import { addTags, resourceTagContext, tagContext } from "../kernel/tags";
import { ARN, DEVELOPER_PROVIDER_NAME, POOL_ID, POOL_NAME, PROVIDER_NAME, TAG_KEY, TAG_VALUE } from "./names";
import { readCognitoPage } from "./page";
import type { CognitoStore, IdentityPool, IdentityPoolProviders } from "./store";

const MAXIMUM_POOLS = 1000;

interface PoolSettings {
    readonly name: string;
    readonly allowUnauthenticatedIdentities: boolean;
    readonly allowClassicFlow: boolean;
    readonly developerProviderName: string | undefined;
    readonly providers: IdentityPoolProviders;
    readonly tags: ReadonlyMap<string, string> | undefined;
}

/** Cognito's operations on identity pools. */
export function poolOperations(
    account: Account,
    store: CognitoStore,
    authorizer: Authorizer,
): ReadonlyMap<string, Operation<SignedCall>> {
    const poolFor = (call: SignedCall, action: string, poolId: string, entries: ContextEntries = {}): IdentityPool => {
        const existing = store.pools.get(poolId);
        authorizer.require(call, `cognito-identity:${action}`, identityPoolArn(account, poolId), {
            ...resourceTagContext(existing?.tags),
            ...entries,
        });
        return existing ?? missingPool(poolId);
    };
    const poolOfArn = (call: SignedCall, action: string, entries: ContextEntries = {}): IdentityPool => {
        const arn = call.members.string("ResourceArn", ARN);
        const prefix = identityPoolArn(account, "");
        call.members.end();
        if (!arn.startsWith(prefix)) {
            throw new AwsError("InvalidParameterException", `Invalid resource ARN: ${arn}`);
        }
        return poolFor(call, action, arn.slice(prefix.length), entries);
    };

    return new Map<string, Operation<SignedCall>>([
        [
            "CreateIdentityPool",
            (call) => {
                const settings = readSettings(call.members);
                call.members.end();
                authorizer.require(call, "cognito-identity:CreateIdentityPool", "*", tagContext(settings.tags));
                if (settings.tags !== undefined && settings.tags.size > 0) {
                    // The pool has no id yet; Cognito uses an ARN that ends where the id would begin.
                    const unnamed = identityPoolArn(account, "");
                    authorizer.require(call, "cognito-identity:TagResource", unnamed, tagContext(settings.tags));
                }
                if (store.pools.size >= MAXIMUM_POOLS) {
                    throw new AwsError(
                        "LimitExceededException",
                        `You have reached the maximum number of identity pools: ${String(MAXIMUM_POOLS)}`,
                    );
                }
                const id = `${account.region}:${randomUUID()}`;
                const pool: IdentityPool = {
                    id,
                    arn: identityPoolArn(account, id),
                    ...settings,
                    tags: new Map(settings.tags),
                };
                store.pools.set(id, pool);
                return describe(pool);
            },
        ],
        [
            "DescribeIdentityPool",
            (call) => {
                const poolId = call.members.string("IdentityPoolId", POOL_ID);
                call.members.end();
                return describe(poolFor(call, "DescribeIdentityPool", poolId));
            },
        ],
        [
            "UpdateIdentityPool",
            (call) => {
                const poolId = call.members.string("IdentityPoolId", POOL_ID);
                const settings = readSettings(call.members);
                call.members.end();
                const pool = poolFor(call, "UpdateIdentityPool", poolId, tagContext(settings.tags));
                const provider = settings.developerProviderName;
                if (
                    pool.developerProviderName !== undefined &&
                    provider !== undefined &&
                    provider !== pool.developerProviderName
                ) {
                    throw new AwsError(
                        "InvalidParameterException",
                        "The developer provider name of an identity pool cannot be changed once it is set.",
                    );
                }
                pool.name = settings.name;
                pool.allowUnauthenticatedIdentities = settings.allowUnauthenticatedIdentities;
                pool.allowClassicFlow = settings.allowClassicFlow;
                pool.developerProviderName ??= provider;
                pool.providers = settings.providers;
                if (settings.tags !== undefined) {
                    pool.tags.clear();
                    addTags(pool.tags, settings.tags, "InvalidParameterException", 400);
                }
                return describe(pool);
            },
        ],
        [
            "DeleteIdentityPool",
            (call) => {
                const poolId = call.members.string("IdentityPoolId", POOL_ID);
                call.members.end();
                const pool = poolFor(call, "DeleteIdentityPool", poolId);
                for (const identity of store.identitiesOf(pool)) {
                    store.identities.delete(identity.id);
                }
                store.pools.delete(pool.id);
                return {};
            },
        ],
        [
            "ListIdentityPools",
            (call) => {
                const page = readCognitoPage(call.members, "required");
                call.members.end();
                authorizer.require(call, "cognito-identity:ListIdentityPools", "*");
                const { items, ...rest } = page([...store.pools.values()]);
                return {
                    IdentityPools: items.map(({ id, name }) => ({ IdentityPoolId: id, IdentityPoolName: name })),
                    ...rest,
                };
            },
        ],
        [
            "GetIdentityPoolRoles",
            (call) => {
                const poolId = call.members.string("IdentityPoolId", POOL_ID);
                call.members.end();
                return { IdentityPoolId: poolFor(call, "GetIdentityPoolRoles", poolId).id };
            },
        ],
        [
            "TagResource",
            (call) => {
                const tags = call.members.map("Tags", {}, TAG_KEY, TAG_VALUE);
                addTags(poolOfArn(call, "TagResource", tagContext(tags)).tags, tags, "InvalidParameterException", 400);
                return {};
            },
        ],
        [
            "UntagResource",
            (call) => {
                const keys = call.members.strings("TagKeys", {}, TAG_KEY);
                const pool = poolOfArn(call, "UntagResource", { "aws:tagkeys": keys });
                for (const key of keys) {
                    pool.tags.delete(key);
                }
                return {};
            },
        ],
        ["ListTagsForResource", (call) => ({ Tags: Object.fromEntries(poolOfArn(call, "ListTagsForResource").tags) })],
    ]);
}

export function missingPool(poolId: string): never {
    throw new AwsError("ResourceNotFoundException", `IdentityPool '${poolId}' not found.`);
}

function readSettings(members: RequestMembers): PoolSettings {
    return {
        name: members.string("IdentityPoolName", POOL_NAME),
        allowUnauthenticatedIdentities: members.boolean("AllowUnauthenticatedIdentities"),
        allowClassicFlow: members.optionalBoolean("AllowClassicFlow") ?? false,
        developerProviderName: members.optionalString("DeveloperProviderName", DEVELOPER_PROVIDER_NAME),
        providers: readProviders(members),
        tags: members.optionalMap("IdentityPoolTags", { maximum: 50 }, TAG_KEY, TAG_VALUE),
    };
}

function readProviders(members: RequestMembers): IdentityPoolProviders {
    const logins = members.optionalMap("SupportedLoginProviders", { maximum: 10 }, PROVIDER_NAME, {
        minimum: 1,
        maximum: 128,
        pattern: "[\\w.;_/-]+",
    });
    const userPools = members.optionalStructures("CognitoIdentityProviders", {})?.map((provider) => {
        const userPool = {
            providerName: provider.string("ProviderName", { minimum: 1, maximum: 128, pattern: "[\\w._:/-]+" }),
            clientId: provider.string("ClientId", { minimum: 1, maximum: 128, pattern: "[\\w_]+" }),
            serverSideTokenCheck: provider.optionalBoolean("ServerSideTokenCheck") ?? false,
        };
        provider.end();
        return userPool;
    });
    return {
        supportedLogins: logins ?? new Map(),
        openIdConnect: members.optionalStrings("OpenIdConnectProviderARNs", {}, ARN) ?? [],
        saml: members.optionalStrings("SamlProviderARNs", {}, ARN) ?? [],
        userPools: userPools ?? [],
    };
}

function describe(pool: IdentityPool): Document {
    const { supportedLogins, openIdConnect, saml, userPools } = pool.providers;
    return {
        IdentityPoolId: pool.id,
        IdentityPoolName: pool.name,
        AllowUnauthenticatedIdentities: pool.allowUnauthenticatedIdentities,
        AllowClassicFlow: pool.allowClassicFlow,
        DeveloperProviderName: pool.developerProviderName,
        SupportedLoginProviders: supportedLogins.size === 0 ? undefined : Object.fromEntries(supportedLogins),
        OpenIdConnectProviderARNs: openIdConnect.length === 0 ? undefined : openIdConnect,
        SamlProviderARNs: saml.length === 0 ? undefined : saml,
        CognitoIdentityProviders:
            userPools.length === 0
                ? undefined
                : userPools.map(({ providerName, clientId, serverSideTokenCheck }) => ({
                      ProviderName: providerName,
                      ClientId: clientId,
                      ServerSideTokenCheck: serverSideTokenCheck,
                  })),
        IdentityPoolTags: Object.fromEntries(pool.tags),
    };
}
