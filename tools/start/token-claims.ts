import { decodeJwt, decodeProtectedHeader } from "jose";
import type { WorkloadOutput } from "./workload-outputs";

/** What may be shown of a token. */
export interface TokenClaims {
    readonly algorithm: string;
    readonly issuer: string;
    readonly audience: string;
    readonly subject: string;
    readonly lifetimeSeconds: number;
}

/** Reads a token that somebody else will check; never the signature, which is what makes it a token. */
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

/**
 * The claim in which a token differs from the federated credential that the stack deployed, in words.
 * Where none differs, a refusal by Entra can only be a propagation delay; where one does, no waiting helps.
 */
export function mismatch(
    claims: TokenClaims,
    credential: Pick<WorkloadOutput, "issuer" | "audience" | "subject">,
): string | undefined {
    for (const claim of ["issuer", "audience", "subject"] as const) {
        if (claims[claim] !== credential[claim]) {
            return `the token's ${claim} is ${claims[claim]}, the federated credential wants ${credential[claim]}`;
        }
    }
    return undefined;
}
