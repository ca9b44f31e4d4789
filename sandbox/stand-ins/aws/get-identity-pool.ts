import { exactly } from "../configuration";
import type { FunctionType } from "../function-type";
import { objects, text } from "../json";
import { requiredString } from "../properties";
import { jsonApi } from "./json-api";
import { identityPoolProperties } from "./identity-pool";
import type { AwsConnection } from "./signed-fetch";

const PAGE_SIZE = 60;

/** `aws:cognito/getIdentityPool:getIdentityPool`: the pool with a name; the first one listed, if there are several. */
export function getIdentityPool(connection: AwsConnection): FunctionType {
    return {
        arguments: { identityPoolName: { type: "string", required: true }, region: { type: "string" } },
        results: {
            id: "string",
            arn: "string",
            identityPoolName: "string",
            developerProviderName: "string",
            allowUnauthenticatedIdentities: "boolean",
            allowClassicFlow: "boolean",
            region: "string",
            tags: "stringMap",
        },
        call: async (args, signal) => {
            const name = requiredString(args, "identityPoolName");
            const problem =
                args["region"] === undefined ? undefined : exactly("AWS region", connection.region)(args["region"]);
            if (problem !== undefined) {
                throw new Error(`aws:cognito/getIdentityPool:getIdentityPool: "region" ${problem}`);
            }
            const [id] = await poolIds(connection, name, signal);
            if (id === undefined) {
                throw new Error(
                    `reading Cognito Identity Pool Data Source (${name}): no identity pool found with name "${name}"`,
                );
            }
            const pool = await jsonApi(
                connection,
                "cognito-identity",
                "DescribeIdentityPool",
                { IdentityPoolId: id },
                signal,
            );
            const found = await identityPoolProperties(connection, pool, signal);
            return { developerProviderName: "", ...found, id };
        },
    };
}

async function poolIds(connection: AwsConnection, name: string, signal: AbortSignal): Promise<readonly string[]> {
    const ids: string[] = [];
    let token: string | undefined;
    do {
        const page = await jsonApi(
            connection,
            "cognito-identity",
            "ListIdentityPools",
            { MaxResults: PAGE_SIZE, ...(token === undefined ? {} : { NextToken: token }) },
            signal,
        );
        ids.push(
            ...objects(page, "IdentityPools")
                .filter((pool) => text(pool, "IdentityPoolName") === name)
                .flatMap((pool) => text(pool, "IdentityPoolId") ?? []),
        );
        token = text(page, "NextToken");
    } while (token !== undefined);
    return ids;
}
