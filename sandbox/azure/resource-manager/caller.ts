import type { Clock } from "../../core/clock";
import type { ServiceError } from "./service-error";
import type { AccessTokenClaims, TenantDirectory } from "./tenant-directory";

/** Whose tokens a service accepts, and for which resource. */
export interface Gatekeeper {
    readonly clock: Clock;
    readonly entra: Pick<TenantDirectory, "verifyAccessToken">;
    readonly tenantId: string;
    readonly audiences: () => readonly string[];
}

export interface Refusal {
    readonly code: string;
    readonly message: string;
}

/** Returns the caller's claims; throws what `refuse` makes of a missing, wrong or foreign token. */
export async function authenticate(
    request: Request,
    gatekeeper: Gatekeeper,
    refuse: (refusal: Refusal) => ServiceError,
): Promise<AccessTokenClaims> {
    const authorization = request.headers.get("authorization");
    if (authorization === null) {
        throw refuse({
            code: "AuthenticationFailed",
            message: "Authentication failed. The 'Authorization' header is missing.",
        });
    }
    const token = await gatekeeper.entra.verifyAccessToken(
        authorization,
        gatekeeper.audiences(),
        gatekeeper.clock.now(),
    );
    if (!token.ok) {
        throw refuse(token);
    }
    if (token.claims.tid.toLowerCase() !== gatekeeper.tenantId.toLowerCase()) {
        throw refuse({
            code: "InvalidAuthenticationTokenTenant",
            message: `The access token is from the wrong issuer '${issuer(token.claims.tid)}'. It must match the tenant '${issuer(gatekeeper.tenantId)}' associated with this subscription. Please use the authority (URL) '${issuer(gatekeeper.tenantId)}' to get the token.`,
        });
    }
    return token.claims;
}

/** A URL's spellings as a token's audience: with and without a trailing slash. */
export function audienceForms(...urls: readonly string[]): string[] {
    return [...new Set(urls.map((url) => url.replace(/\/$/, "")))].flatMap((url) => [url, `${url}/`]);
}

export function issuer(tenantId: string): string {
    return `https://sts.windows.net/${tenantId}/`;
}
