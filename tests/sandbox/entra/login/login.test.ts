import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createLocalJWKSet, decodeJwt, jwtVerify, SignJWT } from "jose";
import { makeKey } from "../outside-issuer";
import { type Answer, deployWorkload, listOf, openTenant, origins, read, type TestTenant, textOf } from "../tenant";

describe("sandbox Entra: the login host", () => {
    let tenant: TestTenant;

    before(async () => {
        tenant = await openTenant();
    });

    beforeEach(() => {
        tenant.clock.setOffset(0);
    });

    async function get(path: string): Promise<Answer> {
        return read(await tenant.services.login.handler(new Request(`${origins.login}${path}`)));
    }

    function form(over: Record<string, string> = {}): Record<string, string> {
        return {
            grant_type: "client_credentials",
            client_id: tenant.deployer.clientId,
            client_secret: tenant.deployer.clientSecret,
            scope: "https://graph.microsoft.com/.default",
            ...over,
        };
    }

    async function accessToken(scope: string): Promise<string> {
        const { status, body } = await tenant.token(form({ scope }));
        assert.equal(status, 200, JSON.stringify(body["error_description"]));
        return textOf(body["access_token"]);
    }

    it("publishes discovery and keys with which a token can be verified", async () => {
        const discovery = await get(`/${tenant.tenantId}/v2.0/.well-known/openid-configuration`);
        assert.equal(discovery.body["token_endpoint"], `${origins.login}/${tenant.tenantId}/oauth2/v2.0/token`);
        assert.equal(discovery.body["issuer"], `https://login.microsoftonline.com/${tenant.tenantId}/v2.0`);
        const first = await get(`/${tenant.tenantId}/.well-known/openid-configuration`);
        const keys = await get(new URL(textOf(first.body["jwks_uri"])).pathname);
        const verified = await jwtVerify(
            await accessToken("https://graph.microsoft.com/.default"),
            createLocalJWKSet({ keys: listOf(keys.body["keys"]) }),
            { issuer: textOf(first.body["issuer"]), audience: "https://graph.microsoft.com" },
        );
        assert.deepEqual(verified.payload["roles"], ["Application.ReadWrite.OwnedBy"]);
        assert.equal(verified.payload["appidacr"], "1");
        assert.deepEqual(Object.keys(listOf(keys.body["keys"])[0] ?? {}).sort(), [
            "e",
            "issuer",
            "kid",
            "kty",
            "n",
            "use",
        ]);
    });

    it("describes its instance, and no other", async () => {
        const query = (host: string): string =>
            `/common/discovery/instance?api-version=1.1&authorization_endpoint=${encodeURIComponent(`${host}/${tenant.tenantId}/oauth2/v2.0/authorize`)}`;
        const own = await get(query(origins.login));
        assert.deepEqual(listOf(own.body["metadata"]), [
            { preferred_network: "localhost:4001", preferred_cache: "localhost:4001", aliases: ["localhost:4001"] },
        ]);
        const other = await get(query("https://evil.example"));
        assert.deepEqual([other.status, other.body["error_codes"]], [400, [50049]]);
    });

    const tenants: readonly (readonly [string, number])[] = [
        [randomUUID(), 90002],
        ["contoso.onmicrosoft.com", 90002],
        ["contoso", 900023],
    ];
    for (const [name, code] of tenants) {
        it(`refuses the tenant ${name.includes("-") ? "with another id" : name} with AADSTS${code}`, async () => {
            for (const path of [`/${name}/v2.0/.well-known/openid-configuration`, `/${name}/discovery/v2.0/keys`]) {
                const { status, body } = await get(path);
                assert.deepEqual([status, body["error_codes"]], [400, [code]]);
            }
            const request = new Request(`${origins.login}/${name}/oauth2/v2.0/token`, {
                method: "POST",
                body: new URLSearchParams(form()),
            });
            assert.deepEqual((await read(await tenant.services.login.handler(request))).body["error_codes"], [code]);
        });
    }

    for (const name of ["common", "organizations"]) {
        it(`describes ${name}, and gives no client a token there`, async () => {
            const { body } = await get(`/${name}/v2.0/.well-known/openid-configuration`);
            assert.deepEqual(
                [body["issuer"], body["token_endpoint"]],
                ["https://login.microsoftonline.com/{tenantid}/v2.0", `${origins.login}/${name}/oauth2/v2.0/token`],
            );
            const keys = await get(new URL(textOf(body["jwks_uri"])).pathname);
            assert.equal(listOf(keys.body["keys"]).length, 1);
            const request = new Request(textOf(body["token_endpoint"]), {
                method: "POST",
                body: new URLSearchParams(form()),
            });
            assert.deepEqual((await read(await tenant.services.login.handler(request))).body["error_codes"], [50059]);
        });
    }

    it("takes the deployer's secret from the Authorization header, form-encoded", async () => {
        const { clientId, clientSecret } = tenant.deployer;
        const credentials = Buffer.from(`${clientId}:${encodeURIComponent(clientSecret)}`).toString("base64");
        const body = new URLSearchParams({
            grant_type: "client_credentials",
            scope: "https://graph.microsoft.com/.default",
        });
        const answer = await tenant.token({}, { body, headers: { authorization: `Basic ${credentials}` } });
        assert.equal(answer.status, 200);
    });

    it("refuses a secret in both places", async () => {
        const credentials = Buffer.from(`${tenant.deployer.clientId}:${tenant.deployer.clientSecret}`).toString(
            "base64",
        );
        const answer = await tenant.token(form(), { headers: { authorization: `Basic ${credentials}` } });
        assert.deepEqual(answer.body["error_codes"], [90023]);
    });

    const audiences: readonly (readonly [string, string])[] = [
        ["https://management.azure.com/.default", "https://management.azure.com"],
        ["https://management.azure.com//.default", "https://management.azure.com/"],
        ["https://management.core.windows.net//.default", "https://management.core.windows.net/"],
        ["https://vault.azure.net/.default", "https://vault.azure.net"],
        ["https://vault.azure.net/.default openid offline_access profile", "https://vault.azure.net"],
        [`${origins.resourceManager}/.default`, origins.resourceManager],
        [`${origins.keyVault}/.default`, origins.keyVault],
        [`${origins.graph}/.default`, origins.graph],
        ["00000003-0000-0000-c000-000000000000/.default", "00000003-0000-0000-c000-000000000000"],
    ];
    for (const [scope, audience] of audiences) {
        it(`gives a token for the audience asked for: ${scope}`, async () => {
            assert.equal(decodeJwt(await accessToken(scope)).aud, audience);
        });
    }

    it("gives a version 2 token for an API that asks for it", async () => {
        const { applicationId, clientId } = await deployWorkload(tenant, "api");
        const identifierUris = [`api://${clientId}`];
        const api = { requestedAccessTokenVersion: 2 };
        assert.equal(
            (await tenant.graph("PATCH", `/v1.0/applications/${applicationId}`, { identifierUris, api })).status,
            204,
        );
        const token = await accessToken(`api://${clientId}/.default`);
        const { aud, iss, ver, azp, appid } = decodeJwt(token);
        assert.deepEqual(
            { aud, iss, ver, azp, appid },
            {
                aud: clientId,
                iss: `https://login.microsoftonline.com/${tenant.tenantId}/v2.0`,
                ver: "2.0",
                azp: tenant.deployer.clientId,
                appid: undefined,
            },
        );
        const verified = await tenant.verifyAccessToken(`Bearer ${token}`, [clientId], tenant.clock.now());
        assert.ok(verified.ok);
        assert.equal(verified.claims.appid, tenant.deployer.clientId);
    });

    describe("reading its own access tokens", () => {
        const ARM = ["https://management.azure.com/", "https://management.core.windows.net/"];

        it("gives the claims", async () => {
            const authorization = `Bearer ${await accessToken("https://management.azure.com/.default")}`;
            assert.deepEqual(await tenant.verifyAccessToken(authorization, ARM, tenant.clock.now()), {
                ok: true,
                claims: {
                    oid: tenant.deployer.objectId,
                    appid: tenant.deployer.clientId,
                    aud: "https://management.azure.com",
                    tid: tenant.tenantId,
                    roles: [],
                },
            });
        });

        const refusals: readonly {
            what: string;
            code: string;
            authorization: (token: string) => string | null | Promise<string | null>;
        }[] = [
            { what: "no header", code: "AuthenticationFailed", authorization: () => null },
            { what: "another scheme", code: "AuthenticationFailed", authorization: () => "Basic YTpi" },
            { what: "no token", code: "AuthenticationFailed", authorization: () => "Bearer " },
            { what: "what is no token", code: "InvalidAuthenticationToken", authorization: () => "Bearer abc" },
            {
                what: "a changed token",
                code: "InvalidAuthenticationToken",
                authorization: (token) =>
                    `Bearer ${token.replace(/\.[^.]*\./, `.${Buffer.from(JSON.stringify({ ...decodeJwt(token), oid: randomUUID() })).toString("base64url")}.`)}`,
            },
            {
                what: "an unsigned token",
                code: "InvalidAuthenticationToken",
                authorization: (token) =>
                    `Bearer ${Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url")}.${token.split(".")[1] ?? ""}.`,
            },
            {
                what: "a token that another key signed",
                code: "InvalidAuthenticationToken",
                authorization: async (token) => {
                    const { privateKey } = await makeKey("RS256");
                    return `Bearer ${await new SignJWT(decodeJwt(token)).setProtectedHeader({ alg: "RS256" }).sign(privateKey)}`;
                },
            },
            {
                what: "an expired token",
                code: "ExpiredAuthenticationToken",
                authorization: (token) => {
                    tenant.clock.setOffset(3600);
                    return `Bearer ${token}`;
                },
            },
            {
                what: "a token for another audience",
                code: "InvalidAuthenticationTokenAudience",
                authorization: async () => `Bearer ${await accessToken("https://vault.azure.net/.default")}`,
            },
            {
                what: "a token of another tenant",
                code: "InvalidAuthenticationToken",
                authorization: async () => {
                    const other = await openTenant();
                    const { body } = await other.token({
                        ...form(),
                        client_id: other.deployer.clientId,
                        client_secret: other.deployer.clientSecret,
                    });
                    return `Bearer ${textOf(body["access_token"])}`;
                },
            },
        ];
        for (const { what, code, authorization } of refusals) {
            it(`refuses ${what} with ${code}`, async () => {
                const token = await accessToken("https://management.azure.com/.default");
                const verified = await tenant.verifyAccessToken(await authorization(token), ARM, tenant.clock.now());
                assert.deepEqual(verified.ok ? undefined : verified.code, code);
                assert.ok(!verified.ok && !verified.message.includes(token));
            });
        }
    });

    it("has nothing but what was there at the start when nothing is deployed", async () => {
        const fresh = await openTenant();
        assert.deepEqual(fresh.contents(), []);
        assert.deepEqual(fresh.findPrincipal(fresh.deployer.objectId), { type: "ServicePrincipal" });
        assert.equal(fresh.findPrincipal(fresh.deployer.clientId), undefined);
    });
});
