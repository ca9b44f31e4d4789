/** The claims of the tenant's access token, once its signature, times, audience and tenant have been checked. */
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

/** Everything that Azure asks its Entra tenant. */
export interface TenantDirectory {
    /** Whether the token is valid at the time `now`: every service has its own clock. */
    verifyAccessToken(authorization: string | null, audiences: readonly string[], now: Date): Promise<VerifiedToken>;
    findPrincipal(objectId: string): { readonly type: PrincipalType } | undefined;
}
