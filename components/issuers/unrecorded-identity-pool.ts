import { getIdentityPool } from "@pulumi/aws/cognito/getIdentityPool";
import type { FindUnrecorded } from "../internal/unrecorded";

/** An identity pool of the same name in the same region. */
export const findUnrecordedIdentityPool: FindUnrecorded = async ({ identityPoolName, region }, options) => {
    if (typeof identityPoolName !== "string" || typeof region !== "string") {
        return undefined;
    }
    const { id } = await getIdentityPool({ identityPoolName, region }, options);
    return {
        what: `identity pool "${identityPoolName}"`,
        importId: id,
        removal: `aws cognito-identity delete-identity-pool --identity-pool-id ${id} --region ${region}`,
    };
};
