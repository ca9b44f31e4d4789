import assert from "node:assert/strict";
import {
    armAudience,
    at,
    each,
    Fixture,
    group,
    otherSubscription,
    roles,
    siblingGroup,
    subscription,
    tenantId,
    vault,
    type Principal,
} from "../fixture";

const secret = "/secrets/greeting?api-version=7.6";

describe("the vault's secrets", () => {
    let fixture: Fixture;
    beforeEach(async () => {
        fixture = await Fixture.create();
    });

    it("challenge a caller without a token as Key Vault does", async () => {
        const answer = await fixture.vault(secret, undefined);
        assert.deepEqual([answer.status, answer.code], [401, "Unauthorized"]);
        assert.equal(
            answer.headers.get("www-authenticate"),
            `Bearer authorization="https://localhost:1001/${tenantId}", resource="https://vault.azure.net"`,
        );
        assert.equal(answer.message, "AKV10000: Request is missing a Bearer or PoP token.");
    });

    it("refuse tokens of another audience, tenant or time", async () => {
        const reader = await fixture.principalWith([roles.secretsUser, group]);
        const other = "77777777-7777-4777-8777-777777777777";
        const refusals: readonly (readonly [token: string, message: RegExp])[] = [
            [
                await fixture.tenant.sign(reader, armAudience),
                /^AKV10022: Invalid audience\. Expected https:\/\/vault\.azure\.net\./,
            ],
            [await fixture.tenant.sign(reader, "https://vault.azure.net", 3600, other), /^AKV10032: Invalid issuer\./],
            [await fixture.tenant.sign(reader, "https://vault.azure.net", -1), /^\[TokenExpired\]/],
            ["nonsense", /^\[BearerReadAccessTokenFailed\]/],
        ];
        for (const [token, message] of refusals) {
            const response = await fixture.cloud.services.keyVault.handler(
                new Request(`https://localhost:1004${secret}`, { headers: { authorization: `Bearer ${token}` } }),
            );
            assert.equal(response.status, 401);
            assert.match(response.headers.get("www-authenticate") ?? "", /^Bearer authorization=/);
            assert.match(String(at(await response.json(), "error", "message")), message);
        }
    });

    const cases: readonly (readonly [role: keyof typeof roles, scope: string, status: number])[] = [
        ["secretsUser", subscription, 200],
        ["secretsUser", group, 200],
        ["secretsUser", vault, 200],
        ["secretsUser", `${vault}/secrets/greeting`, 200],
        ["secretsUser", siblingGroup, 403],
        ["secretsUser", otherSubscription, 403],
        ["secretsUser", `${otherSubscription}/resourceGroups/rg-a`, 403],
        ["owner", subscription, 403],
        ["contributor", vault, 403],
        ["reader", vault, 403],
        ["vaultReader", vault, 403],
        ["blobReader", subscription, 403],
    ];
    for (const [role, scope, status] of cases) {
        it(`${role} over ${scope} is ${status}`, async () => {
            const as = await fixture.principalWith([roles[role], scope]);
            assert.equal((await fixture.vault(secret, as)).status, status);
        });
    }

    it("are refused in Key Vault's own shape", async () => {
        const as = await fixture.principalWith([roles.owner, vault]);
        const answer = await fixture.vault(secret, as);
        assert.deepEqual([answer.status, answer.code], [403, "Forbidden"]);
        assert.equal(at(answer.body, "error", "innererror", "code"), "ForbiddenByRbac");
        assert.equal(
            answer.message,
            [
                "Caller is not authorized to perform action on resource.",
                "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.",
                `Caller: appid=${as.clientId};oid=${as.objectId};iss=https://sts.windows.net/${tenantId}/`,
                "Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'",
                `Resource: '${vault.toLowerCase()}/secrets/greeting'`,
                "Assignment: (not found)",
                "DenyAssignmentId: null",
                "DecisionReason: null",
                "Vault: kv-a;location=westeurope",
                "",
            ].join("\r\n"),
        );
    });

    describe("to a secrets user", () => {
        let as: Principal;
        beforeEach(async () => {
            as = await fixture.principalWith([roles.secretsUser, group]);
        });

        it("are read by name and by version", async () => {
            const answer = await fixture.vault(secret, as);
            assert.equal(at(answer.body, "value"), "Hello from the vault kv-a.");
            const id = String(at(answer.body, "id"));
            assert.match(id, /^https:\/\/localhost:1004\/secrets\/greeting\/[0-9a-f]{32}$/);
            const version = id.slice(id.lastIndexOf("/") + 1);
            assert.deepEqual(
                (await fixture.vault(`/secrets/GREETING/${version}?api-version=7.4`, as)).body,
                answer.body,
            );
            const other = await fixture.vault(`/secrets/greeting/${"0".repeat(32)}?api-version=7.4`, as);
            assert.deepEqual([other.status, other.code], [404, "SecretNotFound"]);
        });

        it("are listed without their values", async () => {
            const list = await fixture.vault("/secrets?api-version=7.6", as);
            assert.deepEqual(each(list, "id"), ["https://localhost:1004/secrets/greeting"]);
            assert.deepEqual(each(list, "value"), [undefined]);
            const versions = await fixture.vault("/secrets/greeting/versions?api-version=7.6", as);
            assert.match(String(each(versions, "id")[0]), /greeting\/[0-9a-f]{32}$/);
        });

        it("are 404 if the secret does not exist", async () => {
            const answer = await fixture.vault("/secrets/none?api-version=7.6", as);
            assert.deepEqual([answer.status, answer.code], [404, "SecretNotFound"]);
            assert.match(answer.message ?? "", /^A secret with \(name\/id\) none was not found in this key vault\./);
        });

        it("refuse other versions, names, methods and paths", async () => {
            const refusals: readonly (readonly [path: string, status: number, code: string])[] = [
                ["/secrets/greeting", 400, "BadParameter"],
                ["/secrets/greeting?api-version=8", 400, "BadParameter"],
                ["/secrets/greeting?api-version=7.6&api-version=7.5", 400, "BadParameter"],
                ["/secrets/a_b?api-version=7.6", 400, "BadParameter"],
                ["/keys/greeting?api-version=7.6", 404, "NotFound"],
                ["/secrets/greeting/v/w?api-version=7.6", 404, "NotFound"],
            ];
            for (const [path, status, code] of refusals) {
                const answer = await fixture.vault(path, as);
                assert.deepEqual([answer.status, answer.code], [status, code], path);
            }
            assert.equal((await fixture.vault(secret, as, "DELETE")).status, 405);
        });
    });

    it("are told apart by a role at one secret only", async () => {
        const as = await fixture.principalWith([roles.secretsUser, `${vault}/secrets/greeting`]);
        assert.equal((await fixture.vault("/secrets?api-version=7.6", as)).status, 403);
        assert.equal((await fixture.vault("/secrets/none?api-version=7.6", as)).status, 403);
        assert.equal((await fixture.vault("/secrets/greeting-2?api-version=7.6", as)).status, 403);
    });
});
