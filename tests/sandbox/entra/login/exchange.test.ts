import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { AUDIENCE, type Exchange, prepareExchange, SUBJECT } from "../exchange";
import { sign } from "../outside-issuer";
import { credential, textOf } from "../tenant";

interface Acceptance {
    readonly when: string;
    readonly change: (exchange: Exchange) => void | Promise<void>;
}

const acceptances: readonly Acceptance[] = [
    { when: "nothing is changed", change: () => undefined },
    {
        when: "the token is signed with RS512, typed JWS, and the key is in padded standard base64",
        change: (e) => {
            const { n = "", e: exponent = "" } = e.keys.rsa512.publicKey;
            const padded = (text: string): string => Buffer.from(text, "base64url").toString("base64");
            assert.match(padded(n), /=$/);
            e.issuer.keys = {
                keys: [
                    { kty: "RSA", n: padded(n), e: padded(exponent), kid: "eu-central-11", alg: "RS512", use: "sig" },
                ],
            };
            e.assertion = () =>
                sign(e.keys.rsa512.privateKey, { alg: "RS512", kid: "eu-central-11", typ: "JWS" }, e.claims);
        },
    },
    {
        when: "the token has no type",
        change: (e) => {
            e.header = { alg: "RS256", kid: "key-1" };
        },
    },
    {
        when: "the token's type is OpenID's",
        change: (e) => {
            e.header = { ...e.header, typ: "http://openid.net/specs/jwt/1.0" };
        },
    },
    {
        when: "the audience is a list of one",
        change: (e) => {
            e.claims["aud"] = [AUDIENCE];
        },
    },
    {
        when: "the token expired within the tolerance",
        change: (e) => {
            const now = e.tenant.clock.epochSeconds();
            e.claims = { ...e.claims, iat: now - 900, exp: now - 240 };
        },
    },
    {
        when: "the issuer's clock runs ahead within the tolerance",
        change: (e) => {
            e.claims["iat"] = e.tenant.clock.epochSeconds() + 240;
        },
    },
    {
        when: "the token lives a day",
        change: (e) => {
            e.claims["exp"] = Number(e.claims["iat"]) + 86_400;
        },
    },
    {
        when: "the issuer ends in a slash everywhere",
        change: async (e) => {
            const issuer = "https://issuer.example/";
            await e.patchCredential({ issuer });
            e.claims["iss"] = issuer;
            e.issuer.metadata = { ...e.issuer.metadata, issuer };
        },
    },
    {
        when: "the key is the second of the same id",
        change: (e) => {
            e.issuer.keys = {
                keys: [
                    { ...e.keys.otherRsa.publicKey, kid: "key-1" },
                    { ...e.keys.rsa.publicKey, kid: "key-1" },
                ],
            };
        },
    },
    {
        when: "the key is the issuer's hundredth",
        change: (e) => {
            const filler = Array.from({ length: 99 }, (_, index) => ({
                ...e.keys.otherRsa.publicKey,
                kid: `filler-${index}`,
            }));
            e.issuer.keys = { keys: [...filler, { ...e.keys.rsa.publicKey, kid: "key-1" }] };
        },
    },
    {
        when: "the client id is in capitals",
        change: (e) => {
            e.form["client_id"] = e.workload.clientId.toUpperCase();
        },
    },
    {
        when: "unknown parameters are added",
        change: (e) => {
            e.form["client_info"] = "1";
        },
    },
];

describe("sandbox Entra: the exchange of a federated token", () => {
    for (const { when, change } of acceptances) {
        it(`works when ${when}`, async () => {
            const exchange = await prepareExchange();
            await change(exchange);
            const { status, body } = await exchange.run();
            assert.equal(status, 200, JSON.stringify(body["error_description"]));
            assert.equal(decodeJwt(textOf(body["access_token"])).sub, exchange.workload.principalId);
        });
    }

    it("gives an access token with the claims of an application", async () => {
        const exchange = await prepareExchange();
        const { status, headers, body } = await exchange.run();
        assert.equal(status, 200);
        assert.deepEqual(
            { ...body, access_token: undefined },
            { token_type: "Bearer", expires_in: 3599, ext_expires_in: 3599, access_token: undefined },
        );
        assert.equal(headers.get("cache-control"), "no-store, no-cache");
        const { iat = 0, uti, ...claims } = decodeJwt(textOf(body["access_token"]));
        assert.ok(Math.abs(iat - exchange.tenant.clock.epochSeconds()) <= 2);
        assert.match(textOf(uti), /^[A-Za-z0-9_-]{22}$/);
        const issuer = `https://sts.windows.net/${exchange.tenant.tenantId}/`;
        assert.deepEqual(claims, {
            aud: "https://management.azure.com",
            iss: issuer,
            nbf: iat,
            exp: iat + 3599,
            appid: exchange.workload.clientId,
            appidacr: "2",
            idp: issuer,
            idtyp: "app",
            oid: exchange.workload.principalId,
            sub: exchange.workload.principalId,
            tid: exchange.tenant.tenantId,
            ver: "1.0",
        });
        const header = decodeProtectedHeader(textOf(body["access_token"]));
        assert.deepEqual(header, { typ: "JWT", alg: "RS256", kid: header.kid });
    });

    it("reports a refusal in Entra's own shape, under the caller's correlation id and without the token", async () => {
        const exchange = await prepareExchange();
        const correlationId = randomUUID();
        exchange.claims["sub"] = "eu-central-1:other";
        exchange.init = { headers: { "client-request-id": correlationId } };
        const { headers, body } = await exchange.run();
        const { timestamp, trace_id: traceId } = body;
        assert.match(textOf(timestamp), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/);
        assert.deepEqual(body, {
            error: "invalid_client",
            error_description: `AADSTS700213: No matching federated identity record found for presented assertion subject 'eu-central-1:other'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation Trace ID: ${textOf(traceId)} Correlation ID: ${correlationId} Timestamp: ${textOf(timestamp)}`,
            error_codes: [700213],
            timestamp,
            trace_id: traceId,
            correlation_id: correlationId,
            error_uri: "https://localhost:4001/error?code=700213",
        });
        assert.equal(headers.get("client-request-id"), correlationId);
    });

    it("sees a new credential only after the propagation delay", async () => {
        const exchange = await prepareExchange();
        assert.equal((await exchange.tenant.graph("DELETE", exchange.credentialPath)).status, 204);
        exchange.tenant.setPropagationDelay(120);
        const credentials = `/v1.0/applications/${exchange.workload.applicationId}/federatedIdentityCredentials`;
        assert.equal((await exchange.tenant.graph("POST", credentials, credential())).status, 201);
        assert.deepEqual((await exchange.run()).body["error_codes"], [70025]);
        exchange.tenant.clock.setOffset(115);
        assert.deepEqual((await exchange.run()).body["error_codes"], [70025]);
        exchange.tenant.clock.setOffset(121);
        assert.equal((await exchange.run()).status, 200);
    });

    it("sees the old subject of a changed credential until the propagation delay is over", async () => {
        const exchange = await prepareExchange();
        exchange.tenant.setPropagationDelay(120);
        await exchange.patchCredential({ subject: "eu-central-1:new" });
        assert.equal((await exchange.run()).status, 200);
        exchange.claims["sub"] = "eu-central-1:new";
        assert.deepEqual((await exchange.run()).body["error_codes"], [700213]);
        exchange.tenant.clock.setOffset(121);
        assert.equal((await exchange.run()).status, 200);
        exchange.claims["sub"] = SUBJECT;
        assert.deepEqual((await exchange.run()).body["error_codes"], [700213]);
    });

    it("sees a deleted credential until the propagation delay is over", async () => {
        const exchange = await prepareExchange();
        exchange.tenant.setPropagationDelay(120);
        assert.equal((await exchange.tenant.graph("DELETE", exchange.credentialPath)).status, 204);
        assert.equal((await exchange.run()).status, 200);
        exchange.tenant.clock.setOffset(121);
        assert.deepEqual((await exchange.run()).body["error_codes"], [70025]);
    });
});
