import type * as Sdk from "@aws-sdk/client-cognito-identity";
import { identityPoolRegion, type DeveloperIdentityKey } from "../resources/developer-identity-key";
import type { AwsAccount } from "./aws-account";
import type { AwsClients } from "./aws-clients";
import { awsFailure, isResourceNotFound } from "./aws-failure";

/** Cognito's developer identities, as far as the resource needs them. */
export interface CognitoIdentities {
    /** The key's IdentityId; the identity is created if it does not exist yet. */
    ensure(key: DeveloperIdentityKey, signal: AbortSignal): Promise<string>;
    /** The key's IdentityId, or `undefined` if the identity or the pool does not exist. Creates nothing. */
    find(key: DeveloperIdentityKey, signal: AbortSignal): Promise<string | undefined>;
    /** The pool's developer provider name. */
    developerProviderName(identityPoolId: string, signal: AbortSignal): Promise<string | undefined>;
    /** Succeeds if the identity or its pool is already gone. */
    remove(identityPoolId: string, identityId: string, signal: AbortSignal): Promise<void>;
}

/**
 * The shortest lifetime that Cognito allows
 * (https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetOpenIdTokenForDeveloperIdentity.html).
 */
const tokenLifetimeSeconds = 1;

/** The most that one response can hold; an identity has at most 20 logins. */
const maximumResults = 60;

/** `clientsFor` returns the clients for a region. */
export function cognitoIdentities(
    clientsFor: (region: string) => Promise<AwsClients>,
    account: AwsAccount,
): CognitoIdentities {
    /** Runs one operation. No error of the SDK gets out of here: it contains the response, which could hold a token. */
    async function call<T>(
        operation: string,
        identityPoolId: string,
        signal: AbortSignal,
        send: (client: Sdk.CognitoIdentityClient, sdk: typeof Sdk) => Promise<T>,
        absent?: () => T,
    ): Promise<T> {
        const region = identityPoolRegion(identityPoolId);
        await account.verify(region, signal);
        try {
            const { cognitoIdentity } = await clientsFor(region);
            return await send(cognitoIdentity, await import("@aws-sdk/client-cognito-identity"));
        } catch (error) {
            signal.throwIfAborted();
            if (absent !== undefined && isResourceNotFound(error)) {
                return absent();
            }
            throw awsFailure(operation, region, error);
        }
    }

    return {
        async ensure({ identityPoolId, developerProviderName, developerUserIdentifier }, abortSignal) {
            const operation = "GetOpenIdTokenForDeveloperIdentity";
            const identityId = await call(operation, identityPoolId, abortSignal, async (client, sdk) => {
                const { IdentityId } = await client.send(
                    new sdk.GetOpenIdTokenForDeveloperIdentityCommand({
                        IdentityPoolId: identityPoolId,
                        Logins: { [developerProviderName]: developerUserIdentifier },
                        TokenDuration: tokenLifetimeSeconds,
                    }),
                    { abortSignal },
                );
                return IdentityId;
            });
            if (identityId === undefined) {
                throw new Error(
                    `AWS answered ${operation} for the identity pool ${identityPoolId} without an IdentityId.`,
                );
            }
            return identityId;
        },

        find({ identityPoolId, developerUserIdentifier }, abortSignal) {
            return call(
                "LookupDeveloperIdentity",
                identityPoolId,
                abortSignal,
                async (client, sdk) => {
                    const { IdentityId, DeveloperUserIdentifierList } = await client.send(
                        new sdk.LookupDeveloperIdentityCommand({
                            IdentityPoolId: identityPoolId,
                            DeveloperUserIdentifier: developerUserIdentifier,
                            MaxResults: maximumResults,
                        }),
                        { abortSignal },
                    );
                    return DeveloperUserIdentifierList?.includes(developerUserIdentifier) ? IdentityId : undefined;
                },
                () => undefined,
            );
        },

        developerProviderName(identityPoolId, abortSignal) {
            return call("DescribeIdentityPool", identityPoolId, abortSignal, async (client, sdk) => {
                const { DeveloperProviderName } = await client.send(
                    new sdk.DescribeIdentityPoolCommand({ IdentityPoolId: identityPoolId }),
                    { abortSignal },
                );
                return DeveloperProviderName;
            });
        },

        async remove(identityPoolId, identityId, abortSignal) {
            const unprocessed = await call(
                "DeleteIdentities",
                identityPoolId,
                abortSignal,
                async (client, sdk) => {
                    const { UnprocessedIdentityIds } = await client.send(
                        new sdk.DeleteIdentitiesCommand({ IdentityIdsToDelete: [identityId] }),
                        { abortSignal },
                    );
                    return UnprocessedIdentityIds ?? [];
                },
                () => [],
            );
            const [refused] = unprocessed;
            if (refused !== undefined) {
                throw new Error(
                    `AWS did not delete the identity ${identityId}: ${refused.ErrorCode ?? "no reason given"}. ` +
                        "Allow the deploying identity cognito-identity:DeleteIdentities, or run again.",
                );
            }
        },
    };
}
