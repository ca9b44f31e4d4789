import { randomBytes } from "node:crypto";
import { calculateJwkThumbprint, errors, exportJWK, generateKeyPair, type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { Clock } from "../../core/clock";
import { isTextList, type JsonObject } from "../../core/json-object";
import type { ServicePrincipal } from "../directory/directory-object";

/** The lifetime of an access token, in seconds. */
export const ACCESS_TOKEN_LIFETIME_SECONDS = 3599;

export interface AccessTokenClaims {
    readonly oid: string;
    readonly appid: string;
    readonly aud: string;
    readonly tid: string;
    readonly roles: readonly string[];
}

export type VerifiedAccessToken =
    | { readonly ok: true; readonly claims: AccessTokenClaims }
    | { readonly ok: false; readonly code: string; readonly message: string };

interface AccessTokenRequest {
    readonly client: ServicePrincipal;
    readonly audience: string;
    /** The version that the resource asks for: 1 unless it says 2. */
    readonly version: 1 | 2;
    readonly roles: readonly string[];
    readonly authenticatedBy: "secret" | "assertion";
}

/** The tenant's token issuer: it signs access tokens and verifies them. */
export interface AccessTokens {
    readonly issuers: { readonly 1: string; readonly 2: string };
    /** The JSON Web Key Set that Entra publishes. */
    readonly keys: JsonObject;
    issue(request: AccessTokenRequest): Promise<string>;
    /** Reads `Authorization: Bearer …` at the time `now`; the codes of a refusal are those of Azure Resource Manager. */
    verify(authorization: string | null, audiences: readonly string[], now: Date): Promise<VerifiedAccessToken>;
}

export async function createAccessTokens(clock: Clock, tenantId: string): Promise<AccessTokens> {
    const issuers = {
        1: `https://sts.windows.net/${tenantId}/`,
        2: `https://login.microsoftonline.com/${tenantId}/v2.0`,
    };
    const { privateKey, publicKey } = await generateKeyPair("RS256");
    const publicJwk = await exportJWK(publicKey);
    const keyId = await calculateJwkThumbprint(publicJwk);

    return {
        issuers,
        keys: {
            keys: [{ ...publicJwk, use: "sig", kid: keyId, issuer: issuers[2] }],
        },
        issue: (request) => {
            const issuedAt = clock.epochSeconds();
            const method = request.authenticatedBy === "secret" ? "1" : "2";
            const byVersion =
                request.version === 1
                    ? { appid: request.client.appId, appidacr: method, idp: issuers[1], ver: "1.0" }
                    : { azp: request.client.appId, azpacr: method, ver: "2.0" };
            return new SignJWT({
                aud: request.audience,
                iss: issuers[request.version],
                iat: issuedAt,
                nbf: issuedAt,
                exp: issuedAt + ACCESS_TOKEN_LIFETIME_SECONDS,
                ...byVersion,
                idtyp: "app",
                oid: request.client.id,
                ...(request.roles.length === 0 ? {} : { roles: [...request.roles] }),
                sub: request.client.id,
                tid: tenantId,
                uti: randomBytes(16).toString("base64url"),
            })
                .setProtectedHeader({ typ: "JWT", alg: "RS256", kid: keyId })
                .sign(privateKey);
        },
        verify: async (authorization, audiences, now) => {
            if (authorization === null || authorization === "") {
                return refused("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.");
            }
            const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
            if (token === undefined) {
                return refused(
                    "AuthenticationFailed",
                    "Authentication failed. The 'Authorization' header is provided in an invalid format.",
                );
            }
            try {
                const { payload } = await jwtVerify(token, publicKey, {
                    algorithms: ["RS256"],
                    issuer: Object.values(issuers),
                    currentDate: now,
                    requiredClaims: ["exp", "nbf"],
                });
                return checkAudience(payload, audiences);
            } catch (problem) {
                return problem instanceof errors.JWTExpired
                    ? refused(
                          "ExpiredAuthenticationToken",
                          `The access token expiry UTC time is earlier than current UTC time '${now.toISOString()}'.`,
                      )
                    : refused("InvalidAuthenticationToken", "The access token is invalid.");
            }
        },
    };
}

function checkAudience(payload: JWTPayload, audiences: readonly string[]): VerifiedAccessToken {
    const appid = payload["appid"] ?? payload["azp"];
    const { oid, tid, roles = [] } = payload;
    const { aud } = payload;
    if (
        typeof aud !== "string" ||
        typeof appid !== "string" ||
        typeof oid !== "string" ||
        typeof tid !== "string" ||
        !isTextList(roles)
    ) {
        return refused("InvalidAuthenticationToken", "The access token is invalid.");
    }
    if (!audiences.map(withoutTrailingSlash).includes(withoutTrailingSlash(aud))) {
        return refused(
            "InvalidAuthenticationTokenAudience",
            `The access token has been obtained for wrong audience or resource '${aud}'. It should exactly match with one of the allowed audiences '${audiences.join("','")}'.`,
        );
    }
    return { ok: true, claims: { oid, appid, aud, tid, roles } };
}

/** Azure accepts a resource's URL with or without a trailing slash. */
export function withoutTrailingSlash(resource: string): string {
    return resource.replace(/\/$/, "");
}

function refused(code: string, message: string): VerifiedAccessToken {
    return { ok: false, code, message };
}
