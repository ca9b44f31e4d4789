/** The claims of an outside token that its trust is about. Read, not verified: whoever receives the token does that. */
export interface OutsideClaims {
    readonly issuer: string;
    readonly audience: string;
    readonly subject: string;
    /** Seconds from issue to expiry: the only time in a token that does not depend on whose clock is right. */
    readonly lifetimeSeconds: number;
    /** Seconds since 1970 by the issuer's clock. */
    readonly expiresAtSeconds: number;
    readonly algorithm: string;
    readonly keyId: string | undefined;
}

/** `undefined` when `token` is not a JWT with issuer, one audience, subject and times. */
export function readOutsideClaims(token: string): OutsideClaims | undefined {
    const [header, payload] = token.split(".").slice(0, 2).map(readSegment);
    if (header === undefined || payload === undefined) {
        return undefined;
    }
    const { iss, sub, exp } = payload;
    const aud: unknown =
        Array.isArray(payload["aud"]) && payload["aud"].length === 1 ? payload["aud"][0] : payload["aud"];
    const iat = payload["iat"] ?? payload["nbf"];
    if (
        typeof iss !== "string" ||
        typeof aud !== "string" ||
        typeof sub !== "string" ||
        typeof exp !== "number" ||
        typeof iat !== "number" ||
        typeof header["alg"] !== "string"
    ) {
        return undefined;
    }
    return {
        issuer: iss,
        audience: aud,
        subject: sub,
        lifetimeSeconds: exp - iat,
        expiresAtSeconds: exp,
        algorithm: header["alg"],
        keyId: typeof header["kid"] === "string" ? header["kid"] : undefined,
    };
}

function readSegment(segment: string): Record<string, unknown> | undefined {
    try {
        const value: unknown = JSON.parse(Buffer.from(segment, "base64url").toString("utf8"));
        return isRecord(value) ? value : undefined;
    } catch {
        return undefined;
    }
}

/** Whether `value` is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
