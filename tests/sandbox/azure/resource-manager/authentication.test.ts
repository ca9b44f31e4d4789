import assert from "node:assert/strict";
import { generateKeyPair, SignJWT } from "jose";
import { armAudience, Fixture, group, roles, subscription, tenantId, vaultAudience } from "../fixture";

const challenge =
    /^Bearer authorization_uri="https:\/\/localhost:1001\/[-0-9a-f]{36}", error="invalid_token", error_description="[^"\\]+"$/;

describe("authentication at Resource Manager", () => {
    let fixture: Fixture;
    beforeEach(async () => {
        fixture = await Fixture.create();
    });

    it("requires a token before it answers anything", async () => {
        for (const path of [
            "/subscriptions",
            group,
            "/nowhere/at/all",
            `${subscription}-not-a-guid`,
            `${group}?api-version=`,
        ]) {
            const answer = await fixture.send("GET", path, {});
            assert.deepEqual([answer.status, answer.code], [401, "AuthenticationFailed"], path);
            assert.match(answer.headers.get("www-authenticate") ?? "", challenge);
        }
    });

    it("takes a token for management.azure.com, its older name and its own address", async () => {
        for (const audience of [
            armAudience,
            `${armAudience}/`,
            "https://management.core.windows.net/",
            fixture.origins.resourceManager,
            `${fixture.origins.resourceManager}/`,
        ]) {
            const token = await fixture.tenant.sign(fixture.deployer, audience);
            assert.equal(
                (await fixture.send("GET", group, { authorization: `Bearer ${token}` })).status,
                200,
                audience,
            );
        }
    });

    it("refuses every other token with its own code", async () => {
        const { privateKey } = await generateKeyPair("ES256");
        const forged = await new SignJWT({ oid: fixture.deployer.objectId, tid: tenantId })
            .setProtectedHeader({ alg: "ES256" })
            .setAudience(armAudience)
            .setExpirationTime("1h")
            .sign(privateKey);
        const good = await fixture.tenant.sign(fixture.deployer, armAudience);
        const [header = "", , signature = ""] = good.split(".");
        const payload = Buffer.from(
            JSON.stringify({ oid: fixture.deployer.objectId, aud: armAudience, tid: tenantId }),
        );
        const refusals: readonly (readonly [authorization: string, code: string])[] = [
            ["Bearer ", "InvalidAuthenticationToken"],
            ["Bearer nonsense", "InvalidAuthenticationToken"],
            [`Basic ${good}`, "InvalidAuthenticationToken"],
            [good, "InvalidAuthenticationToken"],
            [`Bearer ${forged}`, "InvalidAuthenticationToken"],
            [`Bearer ${header}.${payload.toString("base64url")}.${signature}`, "InvalidAuthenticationToken"],
            [`Bearer ${header}.${payload.toString("base64url")}.`, "InvalidAuthenticationToken"],
            [`Bearer ${await fixture.tenant.sign(fixture.deployer, armAudience, -1)}`, "ExpiredAuthenticationToken"],
            [
                `Bearer ${await fixture.tenant.sign(fixture.deployer, vaultAudience)}`,
                "InvalidAuthenticationTokenAudience",
            ],
            [
                `Bearer ${await fixture.tenant.sign(fixture.deployer, fixture.origins.keyVault)}`,
                "InvalidAuthenticationTokenAudience",
            ],
            [
                `Bearer ${await fixture.tenant.sign(fixture.deployer, armAudience, 3600, "77777777-7777-4777-8777-777777777777")}`,
                "InvalidAuthenticationTokenTenant",
            ],
        ];
        for (const [authorization, code] of refusals) {
            const answer = await fixture.send("GET", group, { authorization });
            assert.deepEqual([answer.status, answer.code], [401, code]);
            assert.match(answer.headers.get("www-authenticate") ?? "", challenge);
        }
    });

    it("sees a token expire by the cloud's clock", async () => {
        const token = await fixture.tenant.sign(fixture.deployer, armAudience, 3600);
        fixture.clock.setOffset(3601);
        const answer = await fixture.send("GET", group, { authorization: `Bearer ${token}` });
        assert.equal(answer.code, "ExpiredAuthenticationToken");
    });

    it("names the tenant that the token should be from", async () => {
        const other = "77777777-7777-4777-8777-777777777777";
        const token = await fixture.tenant.sign(fixture.deployer, armAudience, 3600, other);
        const { message } = await fixture.send("GET", group, { authorization: `Bearer ${token}` });
        assert.match(
            message ?? "",
            new RegExp(`wrong issuer 'https://sts.windows.net/${other}/'.*'https://sts.windows.net/${tenantId}/'`),
        );
    });

    it("knows a principal that has no role, and gives it nothing", async () => {
        const as = await fixture.principalWith();
        assert.deepEqual((await fixture.arm("GET", "/subscriptions", { as })).body, { value: [] });
        assert.equal((await fixture.arm("GET", subscription, { as })).code, "AuthorizationFailed");
    });

    it("does not mistake an application's id for its service principal's", async () => {
        const principal = await fixture.principalWith([roles.reader, group]);
        const swapped = { objectId: principal.clientId, clientId: principal.objectId };
        assert.equal((await fixture.arm("GET", group, { as: swapped })).code, "AuthorizationFailed");
    });
});

describe("headers of Resource Manager's answers", () => {
    it("carry a request id, and the caller's correlation id where it is a GUID", async () => {
        const fixture = await Fixture.create();
        const correlation = "88888888-8888-4888-8888-888888888888";
        const asked = await fixture.arm("GET", group, { headers: { "x-ms-correlation-request-id": correlation } });
        assert.equal(asked.headers.get("x-ms-correlation-request-id"), correlation);
        assert.match(asked.headers.get("x-ms-request-id") ?? "", /^[-0-9a-f]{36}$/);
        const odd = await fixture.send("GET", group, { "x-ms-correlation-request-id": "a b" });
        assert.equal(odd.status, 401);
        assert.equal(odd.headers.get("x-ms-correlation-request-id"), odd.headers.get("x-ms-request-id"));
        assert.equal(odd.headers.get("content-type"), "application/json");
    });
});
