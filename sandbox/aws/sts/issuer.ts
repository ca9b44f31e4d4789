import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { Handler } from "../../core/network";
import type { Account } from "../kernel/account";
import { lazy } from "../kernel/lazy";

const KEYS = [
    { alg: "RS256", kid: "RSA_0" },
    { alg: "ES384", kid: "EC384_0" },
] as const;

export type SigningAlgorithm = (typeof KEYS)[number]["alg"];

export const SIGNING_ALGORITHMS: readonly SigningAlgorithm[] = KEYS.map(({ alg }) => alg);

/** What GetWebIdentityToken's token says. */
export interface WebIdentityClaims {
    /** ARN of the IAM role or user. */
    readonly subject: string;
    readonly audiences: readonly string[];
    readonly requestTags: ReadonlyMap<string, string>;
    readonly principalTags: ReadonlyMap<string, string>;
    readonly expiresAt: Date;
}

/**
 * The account's issuer of outbound identity tokens.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html
 */
export class StsIssuer {
    readonly host = `${randomUUID()}.tokens.sts.global.api.aws`;
    readonly url = `https://${this.host}`;
    readonly #account: Account;
    readonly #keyPairs = new Map(
        KEYS.map(({ alg }) => [alg, lazy(() => generateKeyPair(alg, { modulusLength: 2048 }))]),
    );

    constructor(account: Account) {
        this.#account = account;
    }

    async sign(algorithm: SigningAlgorithm, claims: WebIdentityClaims): Promise<string> {
        const key = KEYS.find(({ alg }) => alg === algorithm);
        const [firstAudience, ...otherAudiences] = claims.audiences;
        const requestTags = Object.fromEntries(claims.requestTags);
        const principalTags = Object.fromEntries(claims.principalTags);
        return new SignJWT({
            aud: otherAudiences.length === 0 && firstAudience !== undefined ? firstAudience : [...claims.audiences],
            sub: claims.subject,
            "https://sts.amazonaws.com/": {
                aws_account: this.#account.id,
                source_region: this.#account.region,
                ...(claims.principalTags.size === 0 ? {} : { principal_tags: principalTags }),
                ...(claims.requestTags.size === 0 ? {} : { request_tags: requestTags }),
            },
            iss: this.url,
            exp: Math.floor(claims.expiresAt.getTime() / 1000),
            iat: this.#account.clock.epochSeconds(),
            jti: randomUUID(),
        })
            .setProtectedHeader({ kid: key?.kid ?? "", typ: "JWT", alg: algorithm })
            .sign(await this.#privateKey(algorithm));
    }

    readonly wellKnown: Handler = (request) => this.#application().fetch(request);

    readonly #application = lazy(() => {
        const app = new Hono();
        app.get("/.well-known/openid-configuration", (context) =>
            context.json({
                issuer: this.url,
                jwks_uri: `${this.url}/.well-known/jwks.json`,
                response_types_supported: ["id_token"],
                subject_types_supported: ["public"],
                id_token_signing_alg_values_supported: SIGNING_ALGORITHMS,
                claims_supported: ["aud", "exp", "iat", "iss", "jti", "sub"],
            }),
        );
        app.get("/.well-known/jwks.json", async (context) =>
            context.json({ keys: await Promise.all(KEYS.map((key) => this.#publicKey(key))) }),
        );
        return app;
    });

    async #privateKey(algorithm: SigningAlgorithm) {
        return (await this.#keyPair(algorithm)).privateKey;
    }

    async #publicKey({ alg, kid }: (typeof KEYS)[number]) {
        return { ...(await exportJWK((await this.#keyPair(alg)).publicKey)), alg, kid, use: "sig" };
    }

    #keyPair(algorithm: SigningAlgorithm) {
        const keyPair = this.#keyPairs.get(algorithm);
        if (keyPair === undefined) {
            throw new Error(`STS has no key for ${algorithm}.`);
        }
        return keyPair();
    }
}
