import type { PropertyMap } from "@cognito-entra/plumbing";
import type { JsonObject } from "../../core/json-object";
import { flag, requiredText, text, textMap } from "../json";
import { isTrue, optionalString, present, requiredString, stringMap } from "../properties";
import type { ResourceType } from "../resource-type";
import { unlessMissing } from "../vendor-error";
import { getCaller } from "./caller";
import { jsonApi } from "./json-api";
import { regionInput } from "./region-input";
import type { AwsConnection } from "./signed-fetch";
import { tagChanges } from "./tags";

/** `aws:cognito/identityPool:IdentityPool`; id and import id are the pool's id. */
export function identityPool(connection: AwsConnection): ResourceType {
    return {
        inputs: {
            identityPoolName: { type: "string", required: true, replaces: true },
            developerProviderName: { type: "string", replaces: true },
            allowUnauthenticatedIdentities: { type: "boolean", default: false },
            allowClassicFlow: { type: "boolean", default: false },
            region: regionInput(connection),
            tags: { type: "stringMap" },
        },
        outputs: { arn: "string", tagsAll: "stringMap" },
        create: async (inputs, signal) => {
            const tags = stringMap(inputs, "tags");
            const pool = await jsonApi(
                connection,
                "cognito-identity",
                "CreateIdentityPool",
                { ...settings(inputs), ...(Object.keys(tags).length === 0 ? {} : { IdentityPoolTags: tags }) },
                signal,
            );
            return requiredText(pool, "IdentityPoolId");
        },
        find: async (id, signal) => {
            const pool = await unlessMissing(
                jsonApi(connection, "cognito-identity", "DescribeIdentityPool", { IdentityPoolId: id }, signal),
                "ResourceNotFoundException",
            );
            if (pool === undefined) {
                return undefined;
            }
            const found = await identityPoolProperties(connection, pool, signal);
            return { ...found, tagsAll: stringMap(found, "tags") };
        },
        update: async (id, olds, news, signal) => {
            if (!sameSettings(olds, news)) {
                await jsonApi(
                    connection,
                    "cognito-identity",
                    "UpdateIdentityPool",
                    { IdentityPoolId: id, ...settings(news) },
                    signal,
                );
            }
            const { removed, set } = tagChanges(stringMap(olds, "tags"), stringMap(news, "tags"));
            const ResourceArn = await poolArn(connection, id, signal);
            if (removed.length > 0) {
                await jsonApi(
                    connection,
                    "cognito-identity",
                    "UntagResource",
                    { ResourceArn, TagKeys: removed },
                    signal,
                );
            }
            if (Object.keys(set).length > 0) {
                await jsonApi(connection, "cognito-identity", "TagResource", { ResourceArn, Tags: set }, signal);
            }
        },
        delete: async (id, signal) => {
            await unlessMissing(
                jsonApi(connection, "cognito-identity", "DeleteIdentityPool", { IdentityPoolId: id }, signal),
                "ResourceNotFoundException",
            );
        },
    };
}

/** A pool as DescribeIdentityPool returns it, with the names of the provider's outputs. */
async function identityPoolProperties(
    connection: AwsConnection,
    pool: JsonObject,
    signal: AbortSignal,
): Promise<PropertyMap> {
    return present({
        identityPoolName: text(pool, "IdentityPoolName"),
        developerProviderName: text(pool, "DeveloperProviderName"),
        allowUnauthenticatedIdentities: flag(pool, "AllowUnauthenticatedIdentities"),
        allowClassicFlow: flag(pool, "AllowClassicFlow"),
        region: connection.region,
        arn: await poolArn(connection, requiredText(pool, "IdentityPoolId"), signal),
        tags: textMap(pool, "IdentityPoolTags"),
    });
}

/** If only the tags change, the pool itself does not. */
function sameSettings(olds: PropertyMap, news: PropertyMap): boolean {
    return ["identityPoolName", "developerProviderName", "allowUnauthenticatedIdentities", "allowClassicFlow"].every(
        (name) => olds[name] === news[name],
    );
}

function settings(inputs: PropertyMap): JsonObject {
    const developerProviderName = optionalString(inputs, "developerProviderName");
    return {
        IdentityPoolName: requiredString(inputs, "identityPoolName"),
        AllowUnauthenticatedIdentities: isTrue(inputs, "allowUnauthenticatedIdentities"),
        AllowClassicFlow: isTrue(inputs, "allowClassicFlow"),
        ...(developerProviderName === undefined ? {} : { DeveloperProviderName: developerProviderName }),
    };
}

async function poolArn(connection: AwsConnection, id: string, signal: AbortSignal): Promise<string> {
    const { partition, accountId } = await getCaller(connection, signal);
    return `arn:${partition}:cognito-identity:${connection.region}:${accountId}:identitypool/${id}`;
}
