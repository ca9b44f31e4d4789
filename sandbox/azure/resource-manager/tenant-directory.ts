/** What an access token of the tenant says, after its signature, times, audience and tenant were checked. */
export interface AccessTokenClaims {
    readonly oid: string;
    readonly appid: string;
    readonly aud: string;
    readonly tid: string;
    readonly roles: readonly string[];
}

export type VerifiedToken =
    | { readonly ok: true; readonly claims: AccessTokenClaims }
    | { readonly ok: false; readonly code: string; readonly message: string };

export type PrincipalType = "ServicePrincipal" | "User" | "Group";

/** All that Azure asks its Entra tenant. */
export interface TenantDirectory {
    /** Whether the token holds at the time `now`: every service goes by a clock of its own. */
    verifyAccessToken(authorization: string | null, audiences: readonly string[], now: Date): Promise<VerifiedToken>;
    findPrincipal(objectId: string): { readonly type: PrincipalType } | undefined;
}
