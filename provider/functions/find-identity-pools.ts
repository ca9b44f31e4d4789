import type { DescribeIdentityPoolCommandOutput } from "@aws-sdk/client-cognito-identity";
import type { FunctionHandler, PropertyMap } from "@cognito-entra/plumbing";
import type { AwsAccount } from "../clients/aws-account";
import type { AwsClients } from "../clients/aws-clients";
import { awsFailure, isAccessDenied, isResourceNotFound } from "../clients/aws-failure";
import { requiredString } from "./arguments";

/** The most that one response can hold. */
const maximumResults = 60;

/** More pages than an account's quota of pools can fill. */
const maximumPages = 1000;

/**
 * `cognito-entra:index:findIdentityPools`: every identity pool with a name in a region, with its tags and settings, and
 * the account that was searched. A pool that the caller may not read has AWS's refusal in `denied`.
 *
 * @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_ListIdentityPools.html
 */
export function findIdentityPools(
    clientsFor: (region: string) => Promise<AwsClients>,
    account: () => AwsAccount,
): FunctionHandler {
    // The look-ups for a stack's pools run side by side: they share one listing while it is in progress.
    const listings = new Map<string, Promise<readonly ListedPool[]>>();
    const list = (region: string, signal: AbortSignal): Promise<readonly ListedPool[]> => {
        const listing =
            listings.get(region) ??
            listPools(clientsFor, region, signal).finally(() => {
                listings.delete(region);
            });
        listings.set(region, listing);
        return listing;
    };
    return async (args, signal) => {
        const name = requiredString(args, "name");
        const region = requiredString(args, "region");
        await account().verify(region, signal);
        const accountId = await account().id(region, signal);
        const ids = (await list(region, signal)).flatMap((pool) => (pool.name === name ? [pool.id] : []));
        const pools = await Promise.all(ids.map(async (id) => describe(await clientsFor(region), id, region, signal)));
        return { accountId, pools: pools.filter((pool) => pool !== undefined) };
    };
}

interface ListedPool {
    readonly id: string;
    readonly name: string;
}

async function listPools(
    clientsFor: (region: string) => Promise<AwsClients>,
    region: string,
    abortSignal: AbortSignal,
): Promise<readonly ListedPool[]> {
    const { cognitoIdentity } = await clientsFor(region);
    const { ListIdentityPoolsCommand } = await import("@aws-sdk/client-cognito-identity");
    const pools: ListedPool[] = [];
    let token: string | undefined;
    for (let page = 0; page < maximumPages; page++) {
        try {
            const { IdentityPools = [], NextToken } = await cognitoIdentity.send(
                new ListIdentityPoolsCommand({ MaxResults: maximumResults, NextToken: token }),
                { abortSignal },
            );
            pools.push(
                ...IdentityPools.map(({ IdentityPoolId: id = "", IdentityPoolName: name = "" }) => ({ id, name })),
            );
            token = NextToken;
        } catch (error) {
            abortSignal.throwIfAborted();
            throw awsFailure("ListIdentityPools", region, error);
        }
        if (token === undefined) {
            return pools;
        }
    }
    throw new Error(`AWS answered ListIdentityPools in ${region} with endless pages.`);
}

async function describe(
    { cognitoIdentity }: AwsClients,
    id: string,
    region: string,
    abortSignal: AbortSignal,
): Promise<PropertyMap | undefined> {
    const { DescribeIdentityPoolCommand } = await import("@aws-sdk/client-cognito-identity");
    try {
        const command = new DescribeIdentityPoolCommand({ IdentityPoolId: id });
        const pool = await cognitoIdentity.send(command, { abortSignal });
        return {
            id,
            tags: pool.IdentityPoolTags ?? {},
            developerProviderName: pool.DeveloperProviderName ?? "",
            allowUnauthenticatedIdentities: pool.AllowUnauthenticatedIdentities ?? false,
            allowClassicFlow: pool.AllowClassicFlow ?? false,
            otherProviders: otherProviders(pool),
        };
    } catch (error) {
        abortSignal.throwIfAborted();
        if (isResourceNotFound(error)) {
            return undefined;
        }
        if (isAccessDenied(error)) {
            return { id, denied: `DescribeIdentityPool: ${error.name}` };
        }
        throw awsFailure("DescribeIdentityPool", region, error);
    }
}

function otherProviders(pool: DescribeIdentityPoolCommandOutput): string[] {
    return [
        ...Object.keys(pool.SupportedLoginProviders ?? {}),
        ...(pool.OpenIdConnectProviderARNs ?? []),
        ...(pool.SamlProviderARNs ?? []),
        ...(pool.CognitoIdentityProviders ?? []).map(({ ProviderName }) => ProviderName ?? "a user pool"),
    ];
}
