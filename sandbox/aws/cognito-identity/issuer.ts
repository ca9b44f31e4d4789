import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { Hono } from "hono";
import type { Handler } from "../../core/network";
import { type Account, identityPoolArn } from "../kernel/account";
import { lazy } from "../kernel/lazy";
import { cognitoIssuerHost } from "../kernel/partition";

const ALGORITHM = "RS512";

/** What a developer identity's token says. */
export interface TokenClaims {
    readonly identityId: string;
    readonly poolId: string;
    readonly developerProviderName: string;
    readonly developerUserIdentifier: string;
    readonly principalTags: ReadonlyMap<string, string>;
    readonly durationSeconds: number;
}

/** Signs the tokens of identities and publishes the key, as https://cognito-identity.amazonaws.com does. */
export class CognitoIssuer {
    readonly #account: Account;
    readonly #keyPair = lazy(() => generateKeyPair(ALGORITHM, { modulusLength: 2048 }));

    constructor(account: Account) {
        this.#account = account;
    }

    get host(): string {
        return cognitoIssuerHost(this.#account.region);
    }

    async sign(claims: TokenClaims): Promise<string> {
        const { privateKey } = await this.#keyPair();
        const issuer = `https://${this.host}`;
        const issuedAt = this.#account.clock.epochSeconds();
        const { developerProviderName: provider, poolId } = claims;
        const tags = Object.fromEntries([...claims.principalTags].map(([key, value]) => [key, [value]]));
        return new SignJWT({
            sub: claims.identityId,
            aud: poolId,
            amr: ["authenticated", provider, `${provider}:${poolId}:${claims.developerUserIdentifier}`],
            [`${issuer}/identity-pool-arn`]: identityPoolArn(this.#account, poolId),
            ...(claims.principalTags.size === 0 ? {} : { "https://aws.amazon.com/tags": { principal_tags: tags } }),
            iss: issuer,
            exp: issuedAt + claims.durationSeconds,
            iat: issuedAt,
        })
            .setProtectedHeader({ kid: this.#keyId, typ: "JWS", alg: ALGORITHM })
            .sign(privateKey);
    }

    /**
     * The discovery document and keys of the issuer on `host`. Issuers of other partitions exist, but without our key:
     * a token from this partition is not valid there.
     */
    wellKnown(host: string): Handler {
        const issuer = `https://${host}`;
        const app = new Hono();
        app.get("/.well-known/openid-configuration", (context) =>
            context.json({
                issuer,
                jwks_uri: `${issuer}/.well-known/jwks_uri`,
                authorization_endpoint: `${issuer}/authorize`,
                response_types_supported: ["id_token"],
                subject_types_supported: ["public"],
                id_token_signing_alg_values_supported: [ALGORITHM],
            }),
        );
        app.get("/.well-known/jwks_uri", async (context) =>
            context.json({ keys: host === this.host ? [await this.#publicKey()] : [] }),
        );
        return (request) => app.fetch(request);
    }

    get #keyId(): string {
        return `${this.#account.region}1`;
    }

    /** Cognito writes `n` in padded standard base64, against RFC 7518. */
    async #publicKey(): Promise<Readonly<Record<string, string>>> {
        const { publicKey } = await this.#keyPair();
        const { n = "", e = "" } = await exportJWK(publicKey);
        return {
            kty: "RSA",
            alg: ALGORITHM,
            use: "sig",
            kid: this.#keyId,
            n: Buffer.from(n, "base64url").toString("base64"),
            e,
        };
    }
}
