import { getCallerIdentity } from "@pulumi/aws/getCallerIdentity";
import * as z from "zod/mini";
import { carriesStackTag, foreignIdentityPoolReasons } from "../../rules/aws/foreign-identity-pool";
import { quote } from "../../rules/quote";
import { invokeProvider } from "../internal/invoke-provider";
import type { LookUpOf } from "../internal/unrecorded";

const identityPools = z.object({
    accountId: z.string(),
    pools: z.array(
        z.union([
            z.object({ id: z.string(), denied: z.string() }),
            z.object({
                id: z.string(),
                tags: z.record(z.string(), z.string()),
                developerProviderName: z.string(),
                allowUnauthenticatedIdentities: z.boolean(),
                allowClassicFlow: z.boolean(),
                otherProviders: z.array(z.string()),
            }),
        ]),
    ),
});

/**
 * Looks for identity pools with the same name in the same region, and checks that both providers work in one AWS
 * account: the AWS provider creates the pool, this project's own provider its identity.
 *
 * @param stackTag - The value of the tag that this stack's pools carry.
 */
export function unrecordedIdentityPool(stackTag: string): LookUpOf {
    return ({ identityPoolName: name, region, developerProviderName }) => {
        if (typeof name !== "string" || typeof region !== "string" || typeof developerProviderName !== "string") {
            throw new Error("its name, region or developer provider is a secret or unknown; use plain strings.");
        }
        return {
            what: `identity pool ${quote(name)}`,
            advice: "Choose another name, or ask whoever created the other pool to delete it.",
            find: async (options) => {
                const [{ accountId, pools }, aws] = await Promise.all([
                    invokeProvider("cognito-entra:index:findIdentityPools", { name, region }, identityPools, options),
                    getCallerIdentity({}, options),
                ]);
                if (accountId !== aws.accountId) {
                    return {
                        kind: "forbidden",
                        problem:
                            `The AWS provider works in the account ${aws.accountId}, but the provider of developer identities in ` +
                            `${accountId}: pool and identity must be in one account. Nothing was created. Give both the same ` +
                            "credentials: by the environment, or by the aws: keys of the stack's file.",
                    };
                }
                const expected = { stackTag, developerProviderName };
                return {
                    kind: "found",
                    existing: pools.map((pool) => ({
                        importId: pool.id,
                        isMarked: carriesStackTag(pool, expected),
                        foreignReasons: foreignIdentityPoolReasons(pool, expected),
                        deletion: `aws cognito-identity delete-identity-pool --identity-pool-id ${pool.id} --region ${region}`,
                    })),
                };
            },
        };
    };
}
