import { getApplication } from "@pulumi/azuread/getApplication";
import type { FindUnrecorded } from "../internal/unrecorded";

/** An application of the same display name in the tenant. */
export const findUnrecordedApplication: FindUnrecorded = async ({ displayName }, options) => {
    if (typeof displayName !== "string") {
        return undefined;
    }
    const { objectId } = await getApplication({ displayName }, options);
    return {
        what: `application "${displayName}"`,
        importId: `/applications/${objectId}`,
        removal: `az ad app delete --id ${objectId}`,
    };
};
