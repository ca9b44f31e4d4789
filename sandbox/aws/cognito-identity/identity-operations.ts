import { randomUUID } from "node:crypto";
import { type Account, identityPoolArn } from "../kernel/account";
import { AwsError } from "../kernel/aws-error";
import type { Authorizer } from "../kernel/authorization/authorizer";
import { resourceTagContext } from "../kernel/tags";
import type { Document } from "../kernel/protocol/document";
import type { Operation, SignedCall } from "../kernel/protocol/protocol";
import type { CognitoIssuer } from "./issuer";
import { DEVELOPER_PROVIDER_NAME, DEVELOPER_USER_IDENTIFIER, IDENTITY_ID, POOL_ID, PROVIDER_NAME } from "./names";
import { readCognitoPage } from "./page";
import { missingPool } from "./pool-operations";
import type { CognitoStore, Identity, IdentityPool } from "./store";

const DEFAULT_TOKEN_SECONDS = 900;
const MAXIMUM_LINKED_USERS = 20;
const POOL_ARN_KEY = "cognito-identity:identitypoolarn";

/** Why DeleteIdentities does not delete an identity. */
export type DeletionFailure = "AccessDenied" | "InternalServerError";

/** Cognito's operations on identities and the developer's users behind them. */
export function identityOperations(
    account: Account,
    store: CognitoStore,
    authorizer: Authorizer,
    issuer: CognitoIssuer,
    deletionFailures: ReadonlyMap<string, DeletionFailure>,
): ReadonlyMap<string, Operation<SignedCall>> {
    const poolFor = (call: SignedCall, action: string, poolId: string): IdentityPool => {
        const pool = store.pools.get(poolId);
        const arn = identityPoolArn(account, poolId);
        authorizer.require(call, `cognito-identity:${action}`, arn, resourceTagContext(pool?.tags));
        return pool ?? missingPool(poolId);
    };
    const identityIn = (pool: IdentityPool, identityId: string): Identity => {
        const identity = store.identities.get(identityId);
        return identity?.pool === pool ? identity : missingIdentity(identityId);
    };
    const userIn = (pool: IdentityPool, user: string): Identity => store.findByUser(pool, user) ?? missingUser();
    const create = (pool: IdentityPool, user: string): Identity => {
        const now = account.clock.now();
        const identity: Identity = {
            id: `${account.region}:${randomUUID()}`,
            pool,
            users: new Set([user]),
            createdAt: now,
            modifiedAt: now,
        };
        store.identities.set(identity.id, identity);
        return identity;
    };
    /** The identity that a token is requested for; created if the developer's user is new. */
    const identityForToken = (pool: IdentityPool, user: string, identityId: string | undefined): Identity => {
        const registered = store.findByUser(pool, user);
        if (identityId === undefined) {
            return registered ?? create(pool, user);
        }
        const identity = identityIn(pool, identityId);
        if (registered !== undefined && registered !== identity) {
            throw new AwsError(
                "DeveloperUserAlreadyRegisteredException",
                "The developer user identifier is already registered under a different identity ID.",
            );
        }
        if (registered === undefined) {
            const message =
                "Logins don't match. Please include at least one valid login for this identity or identity pool.";
            throw new AwsError("NotAuthorizedException", message);
        }
        return identity;
    };

    return new Map<string, Operation<SignedCall>>([
        [
            "GetOpenIdTokenForDeveloperIdentity",
            async (call) => {
                const { members } = call;
                const poolId = members.string("IdentityPoolId", POOL_ID);
                const identityId = members.optionalString("IdentityId", IDENTITY_ID);
                const logins = members.map("Logins", { maximum: 10 }, PROVIDER_NAME, {
                    minimum: 1,
                    maximum: 50_000,
                    sensitive: true,
                });
                const tags = members.optionalMap(
                    "PrincipalTags",
                    { maximum: 50 },
                    { minimum: 1, maximum: 128 },
                    { minimum: 1, maximum: 256 },
                );
                const seconds =
                    members.optionalInteger("TokenDuration", { minimum: 1, maximum: 86_400 }) ?? DEFAULT_TOKEN_SECONDS;
                members.end();
                const pool = poolFor(call, "GetOpenIdTokenForDeveloperIdentity", poolId);
                const { provider, user } = developerLogin(pool, logins);
                const identity = identityForToken(pool, user, identityId);
                const token = await issuer.sign({
                    identityId: identity.id,
                    poolId: pool.id,
                    developerProviderName: provider,
                    developerUserIdentifier: user,
                    principalTags: tags ?? new Map(),
                    durationSeconds: seconds,
                });
                return { IdentityId: identity.id, Token: token };
            },
        ],
        [
            "LookupDeveloperIdentity",
            (call) => {
                const { members } = call;
                const poolId = members.string("IdentityPoolId", POOL_ID);
                const identityId = members.optionalString("IdentityId", IDENTITY_ID);
                const user = members.optionalString("DeveloperUserIdentifier", DEVELOPER_USER_IDENTIFIER);
                const page = readCognitoPage(members, "optional");
                members.end();
                const pool = poolFor(call, "LookupDeveloperIdentity", poolId);
                if (identityId === undefined && user === undefined) {
                    throw new AwsError(
                        "InvalidParameterException",
                        "Either IdentityId or DeveloperUserIdentifier must be given.",
                    );
                }
                const byId = identityId === undefined ? undefined : identityIn(pool, identityId);
                const byUser = user === undefined ? undefined : userIn(pool, user);
                if (byId !== undefined && byUser !== undefined && byId !== byUser) {
                    throw new AwsError(
                        "ResourceConflictException",
                        "The developer user identifier belongs to another identity.",
                    );
                }
                const identity = byId ?? byUser;
                const { items, ...rest } = page([...(identity?.users ?? [])]);
                return { IdentityId: identity?.id, DeveloperUserIdentifierList: items, ...rest };
            },
        ],
        [
            "DescribeIdentity",
            (call) => {
                const identityId = call.members.string("IdentityId", IDENTITY_ID);
                call.members.end();
                const action = "cognito-identity:DescribeIdentity";
                const identity = store.identities.get(identityId);
                if (identity !== undefined || !authorizer.mightAllow(call, action)) {
                    authorizer.require(call, action, "*", { [POOL_ARN_KEY]: identity?.pool.arn });
                }
                return describe(identity ?? missingIdentity(identityId));
            },
        ],
        [
            "ListIdentities",
            (call) => {
                const poolId = call.members.string("IdentityPoolId", POOL_ID);
                const hideDisabled = call.members.optionalBoolean("HideDisabled") ?? false;
                const page = readCognitoPage(call.members, "required");
                call.members.end();
                const pool = poolFor(call, "ListIdentities", poolId);
                const { items, ...rest } = page(
                    store.identitiesOf(pool).filter(({ users }) => !hideDisabled || users.size > 0),
                );
                return { IdentityPoolId: pool.id, Identities: items.map(describe), ...rest };
            },
        ],
        [
            "DeleteIdentities",
            (call) => {
                const ids = call.members.strings("IdentityIdsToDelete", { minimum: 1, maximum: 60 }, IDENTITY_ID);
                call.members.end();
                const action = "cognito-identity:DeleteIdentities";
                if (!authorizer.mightAllow(call, action)) {
                    authorizer.require(call, action, "*");
                }
                const unprocessed = ids.flatMap((id) => {
                    const identity = store.identities.get(id);
                    const isDenied =
                        identity !== undefined &&
                        authorizer.decide(call, action, "*", { [POOL_ARN_KEY]: identity.pool.arn }) !== "allow";
                    const failure = isDenied ? "AccessDenied" : deletionFailures.get(id);
                    if (failure === undefined) {
                        store.identities.delete(id);
                    }
                    return failure === undefined ? [] : [{ IdentityId: id, ErrorCode: failure }];
                });
                return { UnprocessedIdentityIds: unprocessed };
            },
        ],
        [
            "UnlinkDeveloperIdentity",
            (call) => {
                const { members } = call;
                const identityId = members.string("IdentityId", IDENTITY_ID);
                const poolId = members.string("IdentityPoolId", POOL_ID);
                const provider = members.string("DeveloperProviderName", DEVELOPER_PROVIDER_NAME);
                const user = members.string("DeveloperUserIdentifier", DEVELOPER_USER_IDENTIFIER);
                members.end();
                const pool = poolFor(call, "UnlinkDeveloperIdentity", poolId);
                requireProvider(pool, provider);
                const identity = identityIn(pool, identityId);
                if (userIn(pool, user) !== identity) {
                    throw new AwsError(
                        "ResourceConflictException",
                        "The developer user identifier belongs to another identity.",
                    );
                }
                identity.users.delete(user);
                identity.modifiedAt = account.clock.now();
                return {};
            },
        ],
        [
            "MergeDeveloperIdentities",
            (call) => {
                const { members } = call;
                const sourceUser = members.string("SourceUserIdentifier", DEVELOPER_USER_IDENTIFIER);
                const destinationUser = members.string("DestinationUserIdentifier", DEVELOPER_USER_IDENTIFIER);
                const provider = members.string("DeveloperProviderName", DEVELOPER_PROVIDER_NAME);
                const poolId = members.string("IdentityPoolId", POOL_ID);
                members.end();
                const pool = poolFor(call, "MergeDeveloperIdentities", poolId);
                requireProvider(pool, provider);
                const [source, destination] = [userIn(pool, sourceUser), userIn(pool, destinationUser)];
                if (source === destination) {
                    return { IdentityId: destination.id };
                }
                if (source.users.size + destination.users.size > MAXIMUM_LINKED_USERS) {
                    throw new AwsError(
                        "ResourceConflictException",
                        `An identity can have ${String(MAXIMUM_LINKED_USERS)} linked logins at most.`,
                    );
                }
                for (const user of source.users) {
                    destination.users.add(user);
                }
                destination.modifiedAt = account.clock.now();
                store.identities.delete(source.id);
                return { IdentityId: destination.id };
            },
        ],
    ]);
}

/** The one login of the developer provider. Tokens of public providers cannot be checked here, so they are refused. */
function developerLogin(
    pool: IdentityPool,
    logins: ReadonlyMap<string, string>,
): { readonly provider: string; readonly user: string } {
    const provider = pool.developerProviderName;
    const user = provider === undefined ? undefined : logins.get(provider);
    if (provider === undefined || user === undefined) {
        throw new AwsError(
            "InvalidParameterException",
            "Please provide a valid developer provider: Logins must name the identity pool's own.",
        );
    }
    if (logins.size > 1) {
        throw new AwsError(
            "NotAuthorizedException",
            "Invalid login token. Logins may name only the identity pool's developer provider.",
        );
    }
    if (user.length > DEVELOPER_USER_IDENTIFIER.maximum) {
        throw new AwsError(
            "InvalidParameterException",
            `A developer user identifier has ${String(DEVELOPER_USER_IDENTIFIER.maximum)} characters at most.`,
        );
    }
    return { provider, user };
}

function requireProvider(pool: IdentityPool, provider: string): void {
    if (provider !== pool.developerProviderName) {
        throw new AwsError(
            "InvalidParameterException",
            `Developer provider '${provider}' is not the identity pool's own.`,
        );
    }
}

function describe(identity: Identity): Document {
    const provider = identity.pool.developerProviderName;
    return {
        IdentityId: identity.id,
        Logins: provider === undefined || identity.users.size === 0 ? [] : [provider],
        CreationDate: identity.createdAt,
        LastModifiedDate: identity.modifiedAt,
    };
}

function missingIdentity(identityId: string): never {
    throw new AwsError("ResourceNotFoundException", `Identity '${identityId}' not found.`);
}

/** The identifier itself is left out: it may be personal data. */
function missingUser(): never {
    throw new AwsError(
        "ResourceNotFoundException",
        "No identity is linked to that developer user identifier in the identity pool.",
    );
}
