/**
 * The Azure cloud that the tenant is in.
 * https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
 */
export const AzureCloud = {
    /** The worldwide cloud. */
    Public: "public",
    /** Azure Government of the United States. */
    UsGovernment: "usGovernment",
    /** Azure operated by 21Vianet in China. */
    China: "china",
} as const;

export type AzureCloud = (typeof AzureCloud)[keyof typeof AzureCloud];
