import assert from "node:assert/strict";
import { constants, createHmac, createSign, generateKeyPairSync, KeyObject, randomUUID } from "node:crypto";
import { AUDIENCE, type Exchange, prepareExchange, SUBJECT } from "../exchange";
import { assemble, sign } from "../outside-issuer";
import { credential, textOf } from "../tenant";

interface Refusal {
    readonly when: string;
    readonly code: number;
    readonly error?: string;
    readonly change: (exchange: Exchange) => void | Promise<void>;
    /** True where the outside issuer must not even be asked. */
    readonly unasked?: true;
}

const refusals: readonly Refusal[] = [
    {
        when: "the credential's issuer is another",
        code: 700211,
        unasked: true,
        change: (e) => e.patchCredential({ issuer: "https://other.example" }),
    },
    {
        when: "the credential's issuer ends in a slash",
        code: 700211,
        unasked: true,
        change: (e) => e.patchCredential({ issuer: "https://issuer.example/" }),
    },
    {
        when: "the credential's issuer begins with a space",
        code: 700211,
        unasked: true,
        change: (e) => e.patchCredential({ issuer: " https://issuer.example" }),
    },
    {
        when: "the credential's issuer differs in case",
        code: 700211,
        unasked: true,
        change: (e) => e.patchCredential({ issuer: "https://Issuer.example" }),
    },
    {
        when: "the token comes from an issuer of no credential",
        code: 700211,
        unasked: true,
        change: (e) => {
            e.claims["iss"] = "https://evil.example";
        },
    },
    {
        when: "the token's issuer is an address inside",
        code: 700211,
        unasked: true,
        change: (e) => {
            e.claims["iss"] = "http://169.254.169.254";
        },
    },
    {
        when: "the token was issued by Entra",
        code: 700222,
        unasked: true,
        change: (e) => {
            e.claims["iss"] = `https://sts.windows.net/${e.tenant.tenantId}/`;
        },
    },
    {
        when: "the audience is another",
        code: 700212,
        change: (e) => {
            e.claims["aud"] = "eu-central-1:other";
        },
    },
    {
        when: "the audience differs in case",
        code: 700212,
        change: (e) => {
            e.claims["aud"] = "EU-central-1:audience";
        },
    },
    {
        when: "the audience is one of several",
        code: 700212,
        change: (e) => {
            e.claims["aud"] = [AUDIENCE, "other"];
        },
    },
    {
        when: "the audience is missing",
        code: 700023,
        change: (e) => {
            delete e.claims["aud"];
        },
    },
    {
        when: "the subject is another",
        code: 700213,
        change: (e) => {
            e.claims["sub"] = "eu-central-1:other";
        },
    },
    {
        when: "the subject has a trailing space",
        code: 700213,
        change: (e) => {
            e.claims["sub"] = `${SUBJECT} `;
        },
    },
    {
        when: "the subject belongs to the credential of another audience",
        code: 700213,
        change: async (e) => {
            await e.tenant.graph(
                "POST",
                `/v1.0/applications/${e.workload.applicationId}/federatedIdentityCredentials`,
                credential({ name: "second", subject: "second", audiences: ["second"] }),
            );
            e.claims["sub"] = "second";
        },
    },
    {
        when: "the credential's subject is a wildcard",
        code: 700213,
        change: (e) => e.patchCredential({ subject: "*" }),
    },
    {
        when: "the subject differs only in case",
        code: 7002138,
        change: (e) => {
            e.claims["sub"] = SUBJECT.toUpperCase();
        },
    },
    {
        when: "the subject is missing",
        code: 700022,
        change: (e) => {
            delete e.claims["sub"];
        },
    },
    {
        when: "the application has no credential",
        code: 70025,
        unasked: true,
        change: async (e) => {
            assert.equal((await e.tenant.graph("DELETE", e.credentialPath)).status, 204);
        },
    },
    {
        when: "the token has expired",
        code: 700024,
        change: (e) => {
            e.claims["iat"] = e.tenant.clock.epochSeconds() - 1201;
            e.claims["exp"] = e.tenant.clock.epochSeconds() - 301;
        },
    },
    {
        when: "the token is not valid yet",
        code: 700024,
        change: (e) => {
            e.claims["nbf"] = e.tenant.clock.epochSeconds() + 310;
        },
    },
    {
        when: "the token was issued in the future",
        code: 700024,
        change: (e) => {
            e.claims["iat"] = e.tenant.clock.epochSeconds() + 310;
        },
    },
    {
        when: "Entra's clock runs ahead",
        code: 700024,
        change: (e) => {
            e.tenant.clock.setOffset(3600);
        },
    },
    {
        when: "the token lives too long",
        code: 70023,
        error: "invalid_request",
        change: (e) => {
            e.claims["exp"] = e.tenant.clock.epochSeconds() + 86_402;
        },
    },
    {
        when: "the token never expires",
        code: 50027,
        unasked: true,
        change: (e) => {
            delete e.claims["exp"];
        },
    },
    {
        when: "the expiry is a string",
        code: 50027,
        unasked: true,
        change: (e) => {
            e.claims["exp"] = "never";
        },
    },
    {
        when: "the token names no issuer",
        code: 50027,
        unasked: true,
        change: (e) => {
            delete e.claims["iss"];
        },
    },
    {
        when: "the assertion is not a token",
        code: 50027,
        unasked: true,
        change: (e) => {
            e.assertion = () => "secret";
        },
    },
    {
        when: "the assertion is encrypted",
        code: 50027,
        unasked: true,
        change: (e) => {
            e.assertion = (token) => `${token}.x.y`;
        },
    },
    {
        when: "the payload is a list",
        code: 50027,
        unasked: true,
        change: (e) => {
            e.assertion = () => assemble(e.header, []);
        },
    },
    {
        when: "the audience is a number",
        code: 50027,
        unasked: true,
        change: (e) => {
            e.claims["aud"] = 7;
        },
    },
    {
        when: "the payload was changed",
        code: 700027,
        change: (e) => {
            e.assertion = (token) => {
                const [header, , signature] = token.split(".");
                return `${String(header)}.${Buffer.from(JSON.stringify({ ...e.claims, extra: 1 })).toString("base64url")}.${String(signature)}`;
            };
        },
    },
    {
        when: "the signature is missing",
        code: 700027,
        change: (e) => {
            e.assertion = (token) => token.replace(/[^.]*$/, "");
        },
    },
    {
        when: "the token is not signed (alg none)",
        code: 700027,
        change: (e) => {
            e.assertion = () => assemble({ ...e.header, alg: "none" }, e.claims);
        },
    },
    {
        when: "the public key was used as an HMAC secret",
        code: 700027,
        change: (e) => {
            e.assertion = () => {
                const unsigned = assemble({ ...e.header, alg: "HS256" }, e.claims);
                const signature = createHmac("sha256", JSON.stringify(e.issuer.publicKey))
                    .update(unsigned.slice(0, -1))
                    .digest("base64url");
                return `${unsigned}${signature}`;
            };
        },
    },
    {
        when: "the token is signed with ES384",
        code: 700027,
        change: (e) => {
            e.issuer.keys = { keys: [{ ...e.keys.elliptic.publicKey, kid: "key-1" }] };
            e.assertion = () => sign(e.keys.elliptic.privateKey, { alg: "ES384", kid: "key-1" }, e.claims);
        },
    },
    {
        when: "the token is signed with PS256",
        code: 700027,
        change: (e) => {
            e.issuer.keys = { keys: [{ ...e.keys.pss.publicKey, kid: "key-1" }] };
            e.assertion = () => sign(e.keys.pss.privateKey, { alg: "PS256", kid: "key-1" }, e.claims);
        },
    },
    {
        when: "neither the token nor the key has a key id",
        code: 700027,
        change: (e) => {
            e.issuer.keys = { keys: [e.keys.rsa.publicKey] };
            e.header = { alg: "RS256", typ: "JWT" };
        },
    },
    {
        when: "another key signed",
        code: 700027,
        change: (e) => {
            e.assertion = () => sign(e.keys.otherRsa.privateKey, e.header, e.claims);
        },
    },
    {
        when: "the key id is not published",
        code: 700027,
        change: (e) => {
            e.header = { ...e.header, kid: "key-2" };
        },
    },
    {
        when: "the token has no key id",
        code: 700027,
        change: (e) => {
            e.header = { alg: "RS256", typ: "JWT" };
        },
    },
    {
        when: "the key is for encryption",
        code: 700027,
        change: (e) => {
            e.issuer.keys = { keys: [{ ...e.keys.rsa.publicKey, kid: "key-1", use: "enc" }] };
        },
    },
    {
        when: "the key is for another algorithm",
        code: 700027,
        change: (e) => {
            e.issuer.keys = { keys: [{ ...e.keys.rsa.publicKey, kid: "key-1", alg: "RS512" }] };
        },
    },
    {
        when: "the key is the issuer's 101st",
        code: 700027,
        change: (e) => {
            const filler = Array.from({ length: 100 }, (_, index) => ({
                ...e.keys.otherRsa.publicKey,
                kid: `filler-${index}`,
            }));
            e.issuer.keys = { keys: [...filler, { ...e.keys.rsa.publicKey, kid: "key-1" }] };
        },
    },
    {
        when: "the token brings its own key",
        code: 5002726,
        error: "invalid_request",
        unasked: true,
        change: (e) => {
            e.assertion = () =>
                sign(e.keys.otherRsa.privateKey, { ...e.header, jwk: e.keys.otherRsa.publicKey }, e.claims);
        },
    },
    {
        when: "the token names a place of its keys",
        code: 5002726,
        error: "invalid_request",
        unasked: true,
        change: (e) => {
            e.header = { ...e.header, jku: "https://evil.example/keys" };
        },
    },
    {
        when: "the token has a critical header",
        code: 5002726,
        error: "invalid_request",
        unasked: true,
        change: (e) => {
            e.assertion = () => assemble({ ...e.header, crit: ["b64"], b64: false }, e.claims);
        },
    },
    {
        when: "the token is signed with PS256 by a key for RS256",
        code: 700027,
        change: (e) => {
            e.assertion = () => {
                const unsigned = assemble({ ...e.header, alg: "PS256" }, e.claims).slice(0, -1);
                const key = { key: KeyObject.from(e.issuer.privateKey), padding: constants.RSA_PKCS1_PSS_PADDING };
                return `${unsigned}.${createSign("sha256").update(unsigned).sign(key, "base64url")}`;
            };
        },
    },
    {
        when: "the key is shorter than the algorithm takes",
        code: 700027,
        change: (e) => {
            const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
            e.issuer.keys = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "key-1" }] };
            e.assertion = () => {
                const unsigned = assemble(e.header, e.claims).slice(0, -1);
                return `${unsigned}.${createSign("sha256").update(unsigned).sign(privateKey, "base64url")}`;
            };
        },
    },
    {
        when: "a member of the header is repeated",
        code: 50027,
        unasked: true,
        change: (e) => {
            e.assertion = () => signText(e, '{"alg":"RS512","kid":"key-1","alg":"RS256"}', JSON.stringify(e.claims));
        },
    },
    {
        when: "a claim is repeated, in other characters",
        code: 50027,
        unasked: true,
        change: (e) => {
            const claims = JSON.stringify({ ...e.claims, sub: "somebody else" });
            e.assertion = () =>
                signText(e, JSON.stringify(e.header), claims.replace(/}$/, `,"s\\u0075b":"${SUBJECT}"}`));
        },
    },
    {
        when: "a member deep in the claims is repeated",
        code: 50027,
        unasked: true,
        change: (e) => {
            const claims = JSON.stringify(e.claims).replace(/}$/, ',"more":[{"a":1,"b":{},"a":2}]}');
            e.assertion = () => signText(e, JSON.stringify(e.header), claims);
        },
    },
    {
        when: "the claims are nested 40,000 deep",
        code: 50027,
        unasked: true,
        change: (e) => {
            const deep = `${"[".repeat(40_000)}${"]".repeat(40_000)}`;
            const claims = JSON.stringify(e.claims).replace(/}$/, `,"deep":${deep}}`);
            e.assertion = () => signText(e, JSON.stringify(e.header), claims);
        },
    },
    {
        when: "the claims are not UTF-8",
        code: 50027,
        unasked: true,
        change: (e) => {
            const claims = Buffer.from(JSON.stringify({ ...e.claims, extra: "~" }));
            claims[claims.indexOf("~")] = 0xff;
            e.assertion = () => signText(e, JSON.stringify(e.header), claims);
        },
    },
    {
        when: "the token expired before it was issued",
        code: 700024,
        change: (e) => {
            const now = e.tenant.clock.epochSeconds();
            e.claims = { ...e.claims, iat: now + 100, exp: now + 99 };
        },
    },
    {
        when: "the token is not valid before it has expired",
        code: 700024,
        change: (e) => {
            const now = e.tenant.clock.epochSeconds();
            e.claims = { ...e.claims, nbf: now + 100, exp: now + 99 };
        },
    },
    {
        when: "the token's type is another",
        code: 5002727,
        error: "invalid_request",
        unasked: true,
        change: (e) => {
            e.header = { ...e.header, typ: "at+jwt" };
        },
    },
    {
        when: "the discovery document names another issuer",
        code: 700221,
        error: "invalid_request",
        change: (e) => {
            e.issuer.metadata = { ...e.issuer.metadata, issuer: "https://issuer.example/" };
        },
    },
    {
        when: "the discovery document lacks a field",
        code: 70024,
        error: "invalid_request",
        change: (e) => {
            const rest = Object.fromEntries(
                Object.entries(e.issuer.metadata).filter(([field]) => field !== "subject_types_supported"),
            );
            e.issuer.metadata = rest;
        },
    },
    {
        when: "the discovery document has an empty field",
        code: 501661,
        error: "invalid_request",
        change: (e) => {
            e.issuer.metadata = { ...e.issuer.metadata, authorization_endpoint: "" };
        },
    },
    {
        when: "the issuer answers with an error",
        code: 90061,
        error: "invalid_request",
        change: (e) => {
            e.issuer.metadataStatus = 503;
        },
    },
    {
        when: "the issuer redirects",
        code: 90061,
        error: "invalid_request",
        change: (e) => {
            e.issuer.metadataStatus = 302;
        },
    },
    {
        when: "the issuer cannot be reached",
        code: 90061,
        error: "invalid_request",
        change: async (e) => {
            await e.patchCredential({ issuer: "https://gone.example" });
            e.claims["iss"] = "https://gone.example";
        },
    },
    {
        when: "the issuer's keys cannot be had",
        code: 50166,
        error: "invalid_request",
        change: (e) => {
            e.issuer.keysStatus = 500;
        },
    },
    {
        when: "the issuer's keys are elsewhere inside",
        code: 50166,
        error: "invalid_request",
        change: (e) => {
            e.tenant.network.register("localhost:4002", () => Response.json(e.issuer.keys));
            e.issuer.metadata = { ...e.issuer.metadata, jwks_uri: "https://localhost:4002/keys" };
        },
    },
    {
        when: "the discovery document is not an object",
        code: 900611,
        error: "invalid_request",
        change: (e) => {
            e.tenant.network.register("issuer.example", () => new Response("<html>"));
        },
    },
    {
        when: "the issuer's keys are no list",
        code: 900612,
        error: "invalid_request",
        change: (e) => {
            e.issuer.keys = { keys: "none" };
        },
    },
    {
        when: "the issuer is this machine",
        code: 70022,
        error: "invalid_request",
        change: async (e) => {
            await e.patchCredential({ issuer: "https://localhost:4001" });
            e.claims["iss"] = "https://localhost:4001";
        },
    },
    {
        when: "the client is unknown",
        code: 700016,
        error: "unauthorized_client",
        unasked: true,
        change: (e) => {
            e.form["client_id"] = randomUUID();
        },
    },
    {
        when: "the client is named by its object id",
        code: 700016,
        error: "unauthorized_client",
        unasked: true,
        change: (e) => {
            e.form["client_id"] = e.workload.applicationId;
        },
    },
    {
        when: "the application was deleted",
        code: 700016,
        error: "unauthorized_client",
        unasked: true,
        change: async (e) => {
            assert.equal(
                (await e.tenant.graph("DELETE", `/v1.0/applications/${e.workload.applicationId}`)).status,
                204,
            );
        },
    },
    {
        when: "the service principal was deleted",
        code: 7000229,
        unasked: true,
        change: async (e) => {
            assert.equal(
                (await e.tenant.graph("DELETE", `/v1.0/servicePrincipals/${e.workload.principalId}`)).status,
                204,
            );
        },
    },
    {
        when: "the service principal is disabled",
        code: 7000112,
        error: "unauthorized_client",
        unasked: true,
        change: (e) => e.patch(`/v1.0/servicePrincipals/${e.workload.principalId}`, { accountEnabled: false }),
    },
    {
        when: "the application is disabled",
        code: 7000112,
        error: "unauthorized_client",
        unasked: true,
        change: (e) => e.patch(`/v1.0/applications/${e.workload.applicationId}`, { isDisabled: true }),
    },
    {
        when: "the client is public",
        code: 700025,
        unasked: true,
        change: (e) => e.patch(`/v1.0/applications/${e.workload.applicationId}`, { isFallbackPublicClient: true }),
    },
    {
        when: "the scope has no /.default",
        code: 70011,
        error: "invalid_scope",
        unasked: true,
        change: (e) => {
            e.form["scope"] = "https://management.azure.com/user_impersonation";
        },
    },
    {
        when: "the scope names no resource",
        code: 70011,
        error: "invalid_scope",
        unasked: true,
        change: (e) => {
            e.form["scope"] = "openid profile";
        },
    },
    {
        when: "the scope names two resources",
        code: 70011,
        error: "invalid_scope",
        unasked: true,
        change: (e) => {
            e.form["scope"] = "https://management.azure.com/.default https://vault.azure.net/.default";
        },
    },
    {
        when: "the resource is unknown",
        code: 500011,
        error: "invalid_resource",
        change: (e) => {
            e.form["scope"] = "https://unknown.example/.default";
        },
    },
    {
        when: "the scope is missing",
        code: 900144,
        error: "invalid_request",
        unasked: true,
        change: (e) => {
            e.form["scope"] = "absent";
        },
    },
    {
        when: "the client id is missing",
        code: 900144,
        error: "invalid_request",
        unasked: true,
        change: (e) => {
            e.form["client_id"] = "absent";
        },
    },
    {
        when: "the grant type is missing",
        code: 900144,
        error: "invalid_request",
        unasked: true,
        change: (e) => {
            e.form["grant_type"] = "absent";
        },
    },
    {
        when: "the grant type is another",
        code: 70003,
        error: "unsupported_grant_type",
        unasked: true,
        change: (e) => {
            e.form["grant_type"] = "password";
        },
    },
    {
        when: "the assertion type is missing",
        code: 900144,
        error: "invalid_request",
        unasked: true,
        change: (e) => {
            e.form["client_assertion_type"] = "absent";
        },
    },
    {
        when: "the assertion type is another",
        code: 901005,
        error: "invalid_request",
        unasked: true,
        change: (e) => {
            e.form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:saml2-bearer";
        },
    },
    {
        when: "the assertion is missing",
        code: 7000216,
        unasked: true,
        change: (e) => {
            e.form["client_assertion"] = "absent";
        },
    },
    {
        when: "a secret comes with the assertion",
        code: 90023,
        error: "invalid_request",
        unasked: true,
        change: (e) => {
            e.form["client_secret"] = "wrong";
        },
    },
    {
        when: "a secret comes in place of the assertion",
        code: 7000215,
        unasked: true,
        change: (e) => {
            e.form["client_assertion"] = "absent";
            e.form["client_secret"] = "wrong";
        },
    },
    {
        when: "the deployer's secret is wrong",
        code: 7000215,
        unasked: true,
        change: (e) => {
            e.form["client_id"] = e.tenant.deployer.clientId;
            e.form["client_assertion"] = "absent";
            e.form["client_secret"] = "wrong";
        },
    },
    {
        when: "the request is a GET",
        code: 900561,
        error: "invalid_request",
        unasked: true,
        change: (e) => {
            e.init = { method: "GET", body: null };
        },
    },
    {
        when: "the body is JSON",
        code: 900144,
        error: "invalid_request",
        unasked: true,
        change: (e) => {
            e.init = {
                body: JSON.stringify({ grant_type: "client_credentials" }),
                headers: { "content-type": "application/json" },
            };
        },
    },
    {
        when: "a parameter is there twice",
        code: 9000411,
        error: "invalid_request",
        unasked: true,
        change: (e) => {
            e.init = {
                body: new URLSearchParams([
                    ["scope", "a/.default"],
                    ["scope", "b/.default"],
                ]),
            };
        },
    },
    {
        when: "the body is giant",
        code: 90013,
        error: "invalid_request",
        unasked: true,
        change: (e) => {
            e.form["padding"] = "x".repeat(200_000);
        },
    },
    {
        when: "two client ids are presented",
        code: 7000110,
        error: "invalid_request",
        unasked: true,
        change: (e) => {
            e.form["client_assertion"] = "absent";
            e.init = { headers: { authorization: basic(e.tenant.deployer.clientId, "wrong") } };
        },
    },
    {
        when: "the Authorization header is not Basic",
        code: 90023,
        error: "invalid_request",
        unasked: true,
        change: (e) => {
            e.init = { headers: { authorization: "Bearer abc" } };
        },
    },
];

describe("sandbox Entra: a refused exchange", () => {
    for (const { when, code, error = "invalid_client", change, unasked } of refusals) {
        it(`is refused with AADSTS${code} when ${when}`, async () => {
            const exchange = await prepareExchange();
            await change(exchange);
            const { status, body } = await exchange.run();
            assert.deepEqual(
                { status, codes: body["error_codes"], error: body["error"] },
                { status: error === "invalid_client" ? 401 : 400, codes: [code], error },
            );
            assert.ok(textOf(body["error_description"]).startsWith(`AADSTS${code}: `));
            assert.equal(body["access_token"], undefined);
            if (unasked === true) {
                assert.equal(exchange.issuer.requests, 0);
            }
        });
    }
});

/** A token of exactly that header and payload, signed by the issuer. */
function signText(exchange: Exchange, header: string, payload: string | Uint8Array): string {
    const unsigned = [header, payload].map((part) => Buffer.from(part).toString("base64url")).join(".");
    const key = KeyObject.from(exchange.issuer.privateKey);
    return `${unsigned}.${createSign("sha256").update(unsigned).sign(key, "base64url")}`;
}

function basic(clientId: string, secret: string): string {
    return `Basic ${Buffer.from(`${clientId}:${secret}`).toString("base64")}`;
}
