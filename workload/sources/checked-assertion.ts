import { explain, SourceError, TokenMismatchError } from "../errors";
import { readOutsideClaims } from "../json-web-token";
import { isCompactToken, isTokenLifetime } from "../token-shape";
import type { Assertion } from "./assertion-source";

/** What the federated credential was deployed with, as far as the workload knows. */
export interface DeployedTrust {
    readonly audience: string;
    readonly subject?: string | undefined;
}

/**
 * The token with its lifetime, provided that its claims are those that were deployed. A token of another identity is reported at once
 * and by name, whereas Entra's AADSTS700213 could also mean that it has not seen the credential yet.
 */
export function checkAssertion(place: string, token: string | undefined, deployed: DeployedTrust): Assertion {
    const claims = token === undefined || !isCompactToken(token) ? undefined : readOutsideClaims(token);
    if (token === undefined || claims === undefined) {
        throw new SourceError(place, explain("UnexpectedAnswer"), { detail: "no JWT in the answer" });
    }
    if (!isTokenLifetime(claims.lifetimeSeconds)) {
        const detail = `a token with an absurd lifetime, ${String(claims.lifetimeSeconds)} s`;
        throw new SourceError(place, explain("UnexpectedAnswer"), { detail });
    }
    if (claims.audience !== deployed.audience) {
        throw new TokenMismatchError(place, "aud", claims.audience, deployed.audience);
    }
    if (deployed.subject !== undefined && claims.subject !== deployed.subject) {
        throw new TokenMismatchError(place, "sub", claims.subject, deployed.subject);
    }
    return { token, lifetimeSeconds: claims.lifetimeSeconds };
}
