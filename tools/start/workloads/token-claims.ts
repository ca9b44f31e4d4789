import { decodeJwt, decodeProtectedHeader } from "jose";

/** What may be shown of a token. */
export interface TokenClaims {
    readonly algorithm: string;
    readonly issuer: string;
    readonly audience: string;
    readonly subject: string;
    readonly lifetimeSeconds: number;
}

/** Reads a token without verifying it; never returns the signature, which is what makes it a token. */
export function readClaims(token: string): TokenClaims {
    const claims = decodeJwt(token);
    return {
        algorithm: decodeProtectedHeader(token).alg ?? "",
        issuer: claims.iss ?? "",
        audience: typeof claims.aud === "string" ? claims.aud : "",
        subject: claims.sub ?? "",
        lifetimeSeconds: (claims.exp ?? 0) - (claims.iat ?? 0),
    };
}
