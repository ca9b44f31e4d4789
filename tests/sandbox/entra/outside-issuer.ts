import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from "jose";
import type { Network } from "../../../sandbox/core/network";

/** What an issuer serves; tests change it. */
export interface OutsideIssuer {
    readonly url: string;
    readonly privateKey: CryptoKey;
    readonly publicKey: JWK;
    metadata: Record<string, unknown>;
    keys: unknown;
    metadataStatus: number;
    keysStatus: number;
    /** How often anybody asked it for anything. */
    requests: number;
}

export interface KeyMaterial {
    readonly privateKey: CryptoKey;
    readonly publicKey: JWK;
}

export async function makeKey(algorithm: string): Promise<KeyMaterial> {
    const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
    return { privateKey, publicKey: await exportJWK(publicKey) };
}

/** An OpenID Connect issuer under its own name on the sandbox's network. */
export function openIssuer(network: Network, host: string, key: KeyMaterial): OutsideIssuer {
    const url = `https://${host}`;
    const issuer: OutsideIssuer = {
        url,
        ...key,
        metadata: {
            issuer: url,
            jwks_uri: `${url}/keys`,
            response_types_supported: ["id_token"],
            subject_types_supported: ["public"],
            id_token_signing_alg_values_supported: ["RS256"],
        },
        keys: { keys: [{ ...key.publicKey, kid: "key-1", use: "sig" }] },
        metadataStatus: 200,
        keysStatus: 200,
        requests: 0,
    };
    network.register(host, (request) => {
        issuer.requests += 1;
        switch (new URL(request.url).pathname) {
            case "/.well-known/openid-configuration":
                return Response.json(issuer.metadata, { status: issuer.metadataStatus });
            case "/keys":
                return Response.json(issuer.keys, { status: issuer.keysStatus });
            default:
                return new Response(null, { status: 404 });
        }
    });
    return issuer;
}

export async function sign(
    key: Parameters<SignJWT["sign"]>[0],
    header: JWTHeaderParameters,
    claims: Record<string, unknown>,
): Promise<string> {
    return new SignJWT(claims).setProtectedHeader(header).sign(key);
}

/** A token of any header and payload, with whatever for a signature. */
export function assemble(header: unknown, payload: unknown, signature = ""): string {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${part(header)}.${part(payload)}.${signature}`;
}
