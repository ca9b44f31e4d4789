import type { AzureCloudName } from "../azure/clouds";
import { accepted, type Checked, refused } from "../checked";
import type { TenantId } from "./identifiers";

/** The version of Entra's access tokens: 2 where the application's `requestedAccessTokenVersion` is 2, otherwise 1. */
export type TokenVersion = 1 | 2;

/**
 * The token issuer of each cloud, by version.
 * https://learn.microsoft.com/answers/questions/1190472/what-are-the-token-issuers-for-the-sovereign-cloud
 */
const ORIGINS: Readonly<Record<AzureCloudName, Readonly<Record<TokenVersion, string>>>> = {
    public: { 1: "https://sts.windows.net", 2: "https://login.microsoftonline.com" },
    usGovernment: { 1: "https://sts.windows.net", 2: "https://login.microsoftonline.us" },
    china: { 1: "https://sts.chinacloudapi.cn", 2: "https://login.partner.microsoftonline.cn" },
};

/** The `iss` of a tenant's access tokens, byte for byte: version 1 has a trailing slash. */
export function tokenIssuer(cloud: AzureCloudName, tenantId: TenantId, version: TokenVersion): string {
    const origin = ORIGINS[cloud][version];
    return version === 1 ? `${origin}/${tenantId}/` : `${origin}/${tenantId}/v2.0`;
}

/**
 * Parses the version of access tokens. https://learn.microsoft.com/entra/identity-platform/access-tokens#token-formats
 */
export function parseTokenVersion(version: number): Checked<TokenVersion> {
    return version === 1 || version === 2
        ? accepted(version)
        : refused(`${String(version)} is not a version of Entra's access tokens, which is 1 or 2`);
}
