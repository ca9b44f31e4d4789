import assert from "node:assert/strict";
import { createAzure } from "../../../../sandbox/azure";
import { Clock } from "../../../../sandbox/core/clock";
import { Network } from "../../../../sandbox/core/network";
import {
    account,
    at,
    container,
    each,
    Fixture,
    group,
    roles,
    siblingGroup,
    subscription,
    tenantId,
    vault,
    type Principal,
} from "../fixture";

describe("resource groups", () => {
    let fixture: Fixture;
    let contributor: Principal;
    const path = `${subscription}/resourceGroups/rg-new`;
    beforeEach(async () => {
        fixture = await Fixture.create();
        contributor = await fixture.principalWith([roles.contributor, subscription]);
    });

    it("are created, changed, found and deleted", async () => {
        const as = contributor;
        assert.equal((await fixture.arm("HEAD", path, { as })).status, 404);
        const created = await fixture.arm("PUT", path, { as, body: { location: "North Europe", tags: { team: "a" } } });
        assert.equal(created.status, 201);
        assert.deepEqual(created.body, {
            id: path,
            name: "rg-new",
            type: "Microsoft.Resources/resourceGroups",
            location: "northeurope",
            tags: { team: "a" },
            properties: { provisioningState: "Succeeded" },
        });
        const changed = await fixture.arm("PUT", path.toUpperCase(), { as, body: { location: "northeurope" } });
        assert.equal(changed.status, 200);
        assert.equal(at(changed.body, "id"), path);
        assert.deepEqual(at(changed.body, "tags"), {});
        assert.equal((await fixture.arm("HEAD", path, { as })).status, 204);
        assert.ok(fixture.cloud.contents().includes(path));
        assert.equal((await fixture.arm("DELETE", path, { as })).status, 200);
        const gone = await fixture.arm("GET", path, { as });
        assert.deepEqual(
            [gone.status, gone.code, gone.message],
            [404, "ResourceGroupNotFound", "Resource group 'rg-new' could not be found."],
        );
        assert.equal((await fixture.arm("DELETE", path, { as })).code, "ResourceGroupNotFound");
    });

    it("refuse what Resource Manager refuses", async () => {
        const put = async (to: string, body: unknown): Promise<string | undefined> =>
            (await fixture.arm("PUT", to, { as: contributor, body })).code;
        assert.equal(await put(path, {}), "LocationRequired");
        assert.equal(await put(group, { location: "eastus" }), "InvalidResourceGroupLocation");
        assert.equal(await put(path, { location: "eastus", colour: "red" }), "InvalidRequestContent");
        assert.equal(await put(path, { location: "eastus", tags: { a: 1 } }), "InvalidRequestContent");
        assert.equal(await put(`${subscription}/resourceGroups/dot.`, { location: "eastus" }), "InvalidResourceGroup");
        assert.equal(
            await put(`${subscription}/resourceGroups/${"a".repeat(91)}`, { location: "eastus" }),
            "InvalidResourceGroup",
        );
        assert.equal(await put(`${subscription}/resourceGroups/${"a".repeat(90)}`, { location: "eastus" }), undefined);
    });
});

describe("resources", () => {
    let fixture: Fixture;
    beforeEach(async () => {
        fixture = await Fixture.create();
    });

    it("of the existing scopes exist, with everything that contains them", async () => {
        assert.deepEqual(each(await fixture.arm("GET", `${group}/resources`), "id"), [vault]);
        assert.deepEqual(each(await fixture.arm("GET", `${subscription}/resources`), "id"), [vault, account]);
        assert.equal((await fixture.arm("GET", container)).status, 200);
        const shown = await fixture.arm("GET", vault);
        assert.equal(at(shown.body, "location"), "westeurope");
        assert.equal(at(shown.body, "properties", "enableRbacAuthorization"), true);
        assert.deepEqual(fixture.cloud.contents(), []);
    });

    it("give a vault's address as it is when they are asked", async () => {
        fixture.origins.keyVault = "https://localhost:2004";
        assert.equal(at((await fixture.arm("GET", vault)).body, "properties", "vaultUri"), "https://localhost:2004/");
    });

    it("are listed by type, in a group and in a subscription", async () => {
        const vaults = "providers/Microsoft.KeyVault/vaults";
        assert.deepEqual(each(await fixture.arm("GET", `${subscription}/${vaults}`), "id"), [vault]);
        assert.deepEqual(each(await fixture.arm("GET", `${siblingGroup}/${vaults}`), "id"), []);
        const filter = encodeURIComponent("resourceType eq 'microsoft.storage/storageaccounts'");
        assert.deepEqual(each(await fixture.arm("GET", `${subscription}/resources?$filter=${filter}`), "id"), [
            account,
        ]);
    });

    const filters: readonly (readonly [filter: string, found: readonly string[]])[] = [
        ["resourceType eq 'Microsoft.KeyVault/vaults' and name eq 'KV-A'", [vault]],
        ["resourceType eq 'Microsoft.KeyVault/vaults' and name eq 'other'", []],
        ["resourceGroup eq 'RG-A'", [vault]],
        ["location eq 'westeurope'", [vault, account]],
        ["location eq 'northeurope'", []],
    ];
    for (const [filter, found] of filters) {
        it(`are listed where ${filter}`, async () => {
            const path = `${subscription}/resources?$filter=${encodeURIComponent(filter)}`;
            assert.deepEqual(each(await fixture.arm("GET", path), "id"), found);
        });
    }
    for (const filter of [
        "tagName eq 'x'",
        "name eq x",
        "name ne 'x'",
        "name eq 'x' and",
        "name eq 'x' or name eq 'y'",
    ]) {
        it(`are not listed where ${filter}`, async () => {
            const path = `${subscription}/resources?$filter=${encodeURIComponent(filter)}`;
            const refused = await fixture.arm("GET", path);
            assert.deepEqual([refused.status, refused.code], [400, "InvalidFilterInQueryString"]);
        });
    }

    it("that do not exist are refused with the ones that do", async () => {
        const refusals: readonly (readonly [path: string, code: string, message: string])[] = [
            [
                `${group}/providers/Microsoft.KeyVault/vaults/none`,
                "ResourceNotFound",
                "The Resource 'Microsoft.KeyVault/vaults/none' under resource group 'rg-a' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
            ],
            [
                `${vault}/secrets/none`,
                "ResourceNotFound",
                "The Resource 'Microsoft.KeyVault/vaults/secrets/kv-a/none' under resource group 'rg-a' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
            ],
            [
                `${group}/providers/Microsoft.KeyVault/safes/a`,
                "InvalidResourceType",
                "The resource type 'safes' could not be found in the namespace 'Microsoft.KeyVault'. The supported resource types are 'vaults,vaults/secrets'.",
            ],
            [
                `${group}/providers/Microsoft.Web/sites/a`,
                "InvalidResourceNamespace",
                "The resource namespace 'Microsoft.Web' is invalid. The namespaces here are 'Microsoft.Authorization', 'Microsoft.KeyVault', 'Microsoft.ManagedIdentity', 'Microsoft.Management', 'Microsoft.Storage'.",
            ],
            [
                `${group}/providers/Microsoft.KeyVault/safes`,
                "InvalidResourceType",
                "The resource type 'safes' could not be found in the namespace 'Microsoft.KeyVault'. The supported resource types are 'vaults,vaults/secrets'.",
            ],
        ];
        for (const [path, code, message] of refusals) {
            const answer = await fixture.arm("GET", path);
            assert.deepEqual([answer.status, answer.code, answer.message], [404, code, message]);
        }
    });

    it("of other types cannot be created", async () => {
        const as = await fixture.principalWith([roles.contributor, subscription]);
        const answer = await fixture.arm("PUT", `${group}/providers/Microsoft.KeyVault/vaults/new`, { as, body: {} });
        assert.deepEqual([answer.status, answer.code], [405, "MethodNotAllowed"]);
        const unknown = await fixture.arm("PUT", `${group}/providers/Microsoft.Web/sites/new`, { as, body: {} });
        assert.deepEqual([unknown.status, unknown.code], [404, "InvalidResourceNamespace"]);
        assert.equal((await fixture.arm("PUT", vault, { body: {} })).code, "AuthorizationFailed");
    });

    it("have providers, a subscription and a tenant", async () => {
        const providers = await fixture.arm("GET", `${subscription}/providers`);
        assert.ok(each(providers, "namespace").includes("Microsoft.KeyVault"));
        assert.equal(
            at((await fixture.arm("GET", `${subscription}/providers/microsoft.keyvault`)).body, "registrationState"),
            "Registered",
        );
        assert.equal(
            (await fixture.arm("GET", `${subscription}/providers/Microsoft.Web`)).code,
            "InvalidResourceNamespace",
        );
        assert.deepEqual(each(await fixture.arm("GET", "/tenants"), "tenantId"), [tenantId]);
        assert.equal(at((await fixture.arm("GET", subscription)).body, "state"), "Enabled");
    });

    it("ask for one api-version that is a date", async () => {
        const asked: readonly (readonly [query: string, code: string])[] = [
            ["api-version=", "MissingApiVersionParameter"],
            ["api-version=latest", "InvalidApiVersionParameter"],
            ["api-version=2021-04-01&api-version=2022-04-01", "InvalidApiVersionParameter"],
        ];
        for (const [query, code] of asked) {
            const answer = await fixture.arm("GET", `${group}?${query}`);
            assert.deepEqual([answer.status, answer.code], [400, code]);
        }
    });
});

describe("the start of the sandbox's Azure", () => {
    const start =
        (existingScope: string, deployerObjectId = tenantId): (() => unknown) =>
        () =>
            createAzure({
                network: new Network(),
                clock: new Clock(),
                entra: { verifyAccessToken: () => Promise.reject(new Error()), findPrincipal: () => undefined },
                tenantId,
                subscriptionIds: [subscription.slice("/subscriptions/".length)],
                deployerObjectId,
                deployerRoles: [{ role: "Reader", scope: subscription }],
                region: "westeurope",
                existingScopes: [existingScope],
                origins: { login: () => "", graph: () => "", resourceManager: () => "", keyVault: () => "" },
            });

    it("refuses an existing scope that is not an id or lies elsewhere, naming it", () => {
        assert.throws(start("resourceGroups/a"), /existing scope 'resourceGroups\/a' is not a resource id/);
        assert.throws(
            start("/subscriptions/other/resourceGroups/a"),
            /'\/subscriptions\/other\/resourceGroups\/a' lies in a subscription/,
        );
        assert.throws(start(group, "me"), /'me': an object id is a GUID/);
    });
});
