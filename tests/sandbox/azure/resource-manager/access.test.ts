import assert from "node:assert/strict";
import { AccessControl } from "../../../../sandbox/azure/resource-manager/access-control";
import { parseResourceId, type ResourceId } from "../../../../sandbox/azure/resource-manager/resource-id";
import { requireRoleDefinition } from "../../../../sandbox/azure/resource-manager/role-definitions";
import {
    account,
    assignments,
    at,
    container,
    definitions,
    each,
    Fixture,
    group,
    managementGroup,
    otherSubscription,
    otherSubscriptionId,
    roles,
    siblingGroup,
    subscription,
    subscriptionId,
    tenantId,
    vault,
} from "../fixture";

const vaultRead = "Microsoft.KeyVault/vaults/read";
const groupRead = "Microsoft.Resources/subscriptions/resourceGroups/read";

describe("access to Resource Manager by role", () => {
    const cases: readonly (readonly [
        role: keyof typeof roles,
        scope: string,
        method: string,
        path: string,
        status: number,
    ])[] = [
        ["reader", subscription, "GET", subscription, 200],
        ["reader", subscription, "GET", group, 200],
        ["reader", subscription, "GET", vault, 200],
        ["reader", subscription, "GET", otherSubscription, 403],
        ["reader", subscription, "GET", `${otherSubscription}/resourceGroups/rg-a`, 403],
        ["reader", group, "GET", group, 200],
        ["reader", group, "GET", vault, 200],
        ["reader", group, "GET", subscription, 403],
        ["reader", group, "GET", siblingGroup, 403],
        ["reader", group, "GET", account, 403],
        ["reader", group, "GET", `${otherSubscription}/resourceGroups/rg-a`, 403],
        ["reader", group, "GET", `${group}-does-not-exist`, 403],
        ["reader", group, "PUT", group, 403],
        ["reader", group, "DELETE", group, 403],
        ["reader", siblingGroup, "GET", group, 403],
        ["reader", vault, "GET", vault, 200],
        ["reader", vault, "GET", group, 403],
        ["reader", vault, "GET", `${vault}/secrets/greeting`, 200],
        ["reader", container, "GET", container, 200],
        ["reader", container, "GET", account, 403],
        ["reader", account, "GET", container, 200],
        ["vaultReader", group, "GET", `${vault}/secrets/greeting`, 200],
        ["vaultReader", subscription, "GET", account, 403],
        ["secretsUser", group, "GET", vault, 403],
        ["blobReader", siblingGroup, "GET", account, 403],
        ["blobReader", siblingGroup, "GET", container, 200],
        ["contributor", subscription, "PUT", `${subscription}/resourceGroups/rg-new`, 201],
        ["contributor", group, "PUT", siblingGroup, 403],
        ["contributor", group, "PUT", `${group}${assignments}/44444444-4444-4444-8444-444444444444`, 403],
        ["contributor", group, "DELETE", `${group}${assignments}/44444444-4444-4444-8444-444444444444`, 403],
        ["contributor", group, "GET", `${group}${assignments}`, 200],
        ["owner", group, "DELETE", `${group}${assignments}/44444444-4444-4444-8444-444444444444`, 204],
        ["owner", group, "PUT", `${subscription}${assignments}/44444444-4444-4444-8444-444444444444`, 403],
    ];
    for (const [role, scope, method, path, status] of cases) {
        it(`${role} over ${scope}: ${method} ${path} is ${status}`, async () => {
            const fixture = await Fixture.create();
            const as = await fixture.principalWith([roles[role], scope]);
            const body = method === "PUT" ? { body: { location: "westeurope" } } : {};
            const answer = await fixture.arm(method, path, { as, ...body });
            assert.equal(answer.status, status, answer.message);
            assert.equal(answer.code, status === 403 ? "AuthorizationFailed" : undefined);
        });
    }

    it("refuses a principal without roles in Resource Manager's own words", async () => {
        const fixture = await Fixture.create();
        const as = await fixture.principalWith();
        const { status, message } = await fixture.arm("GET", vault, { as });
        assert.equal(status, 403);
        assert.equal(
            message,
            `The client '${as.clientId}' with object id '${as.objectId}' does not have authorization to perform action '${vaultRead}' over scope '${vault}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
        );
    });

    it("answers a principal without access alike whether or not the resource exists", async () => {
        const fixture = await Fixture.create();
        const as = await fixture.principalWith();
        assert.equal((await fixture.arm("GET", `${group}-none`, { as })).code, "AuthorizationFailed");
        assert.equal((await fixture.arm("GET", `${vault}-none`, { as })).code, "AuthorizationFailed");
    });

    it("takes access away with the assignment", async () => {
        const fixture = await Fixture.create();
        const as = fixture.tenant.addPrincipal("ServicePrincipal");
        const id = at((await fixture.assign(as, roles.reader, group)).body, "id");
        assert.ok(typeof id === "string");
        assert.equal((await fixture.arm("GET", group, { as })).status, 200);
        assert.equal((await fixture.arm("DELETE", id)).status, 200);
        assert.equal((await fixture.arm("GET", group, { as })).status, 403);
    });

    it("grants nothing by an assignment with a condition", async () => {
        const fixture = await Fixture.create();
        const as = fixture.tenant.addPrincipal("ServicePrincipal");
        const condition = "@Resource[Microsoft.KeyVault/vaults:Name] StringEquals 'kv-a'";
        const assigned = await fixture.assign(as, roles.reader, group, { condition, conditionVersion: "2.0" });
        assert.equal(assigned.status, 201);
        assert.equal((await fixture.arm("GET", group, { as })).status, 403);
        assert.deepEqual(
            (await fixture.arm("GET", `${group}/providers/Microsoft.Authorization/permissions`, { as })).body,
            {
                value: [],
            },
        );
    });

    it("lets the deployer read and assign in every subscription, and no more", async () => {
        const fixture = await Fixture.create();
        assert.equal((await fixture.arm("GET", vault)).status, 200);
        assert.equal((await fixture.arm("GET", otherSubscription)).status, 200);
        assert.equal(
            (await fixture.arm("PUT", `${subscription}/resourceGroups/x`, { body: { location: "x" } })).status,
            403,
        );
        assert.equal(
            (await fixture.assign(fixture.deployer, roles.reader, managementGroup)).code,
            "AuthorizationFailed",
        );
        assert.equal((await fixture.assign(fixture.deployer, roles.reader, "")).code, "AuthorizationFailed");
        assert.equal((await fixture.vault("/secrets/greeting?api-version=7.6", fixture.deployer)).status, 403);
    });

    it("lists the subscriptions and groups that the caller may read", async () => {
        const fixture = await Fixture.create();
        const as = await fixture.principalWith([roles.reader, group]);
        assert.deepEqual(each(await fixture.arm("GET", "/subscriptions", { as }), "subscriptionId"), [subscriptionId]);
        const none = await fixture.principalWith();
        assert.deepEqual(each(await fixture.arm("GET", "/subscriptions", { as: none }), "subscriptionId"), []);
        assert.deepEqual(each(await fixture.arm("GET", "/subscriptions"), "subscriptionId"), [
            subscriptionId,
            otherSubscriptionId,
        ]);
        assert.deepEqual(each(await fixture.arm("GET", `${subscription}/resourcegroups`, { as }), "id"), [group]);
        assert.deepEqual(each(await fixture.arm("GET", `${subscription}/resourcegroups`), "name"), ["rg-a", "rg-ab"]);
        const denied = await fixture.arm("GET", `${otherSubscription}/resourcegroups`, { as });
        assert.equal(denied.code, "AuthorizationFailed");
        assert.match(denied.message ?? "", new RegExp(groupRead));
    });

    it("shows a caller its own permissions", async () => {
        const fixture = await Fixture.create();
        const as = await fixture.principalWith([roles.secretsUser, group]);
        const { body } = await fixture.arm("GET", `${vault}/providers/Microsoft.Authorization/permissions`, { as });
        assert.deepEqual(body, {
            value: [
                {
                    actions: [],
                    notActions: [],
                    dataActions: [
                        "Microsoft.KeyVault/vaults/secrets/getSecret/action",
                        "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
                    ],
                    notDataActions: [],
                },
            ],
        });
        assert.deepEqual(
            (await fixture.arm("GET", `${siblingGroup}/providers/Microsoft.Authorization/permissions`, { as })).body,
            {
                value: [],
            },
        );
    });
});

describe("inheritance from management groups", () => {
    const inner = id("/providers/Microsoft.Management/managementGroups/inner");
    const outer = id("/providers/Microsoft.Management/managementGroups/outer");
    const root = id(`/providers/Microsoft.Management/managementGroups/${tenantId}`);
    const cases: readonly (readonly [assignedOver: ResourceId, used: ResourceId, permitted: boolean])[] = [
        [id("/"), id(vault), true],
        [root, id(vault), true],
        [outer, id(vault), true],
        [inner, id(subscription), true],
        [outer, inner, true],
        [inner, outer, false],
        [inner, id("/"), false],
        [id(subscription), inner, false],
    ];
    for (const [assignedOver, used, permitted] of cases) {
        it(`${assignedOver.text} ${permitted ? "covers" : "does not cover"} ${used.text}`, () => {
            const accessControl = new AccessControl([root, outer, inner]);
            const roleDefinition = requireRoleDefinition(roles.reader, 404);
            accessControl.put({
                name: "44444444-4444-4444-8444-444444444444",
                scope: assignedOver,
                principalId: "someone",
                principalType: "User",
                roleDefinition,
                description: null,
                condition: null,
                conditionVersion: null,
                createdOn: new Date(),
                updatedOn: new Date(),
                createdBy: "",
                updatedBy: "",
            });
            assert.equal(accessControl.permits("someone", { plane: "control", name: "a/b/read" }, used), permitted);
            assert.equal(accessControl.permits("someone else", { plane: "control", name: "a/b/read" }, used), false);
        });
    }
});

function id(text: string): ResourceId {
    const parsed = parseResourceId(text);
    assert.ok(parsed !== undefined);
    return parsed;
}

describe("role definitions", () => {
    it("are found by name, whatever its case", async () => {
        const fixture = await Fixture.create();
        const filter = encodeURIComponent("roleName eq 'key vault secrets user'");
        const answer = await fixture.arm("GET", `${subscription}${definitions}?$filter=${filter}`);
        assert.deepEqual(each(answer, "name"), [roles.secretsUser]);
        assert.deepEqual(each(answer, "id"), [`${subscription}${definitions}/${roles.secretsUser}`]);
        assert.deepEqual(each(answer, "properties", "roleName"), ["Key Vault Secrets User"]);
        assert.deepEqual(each(answer, "properties", "permissions", 0, "notActions"), [[]]);
    });

    it("are all listed, or none for an unknown role's name", async () => {
        const fixture = await Fixture.create();
        assert.equal(each(await fixture.arm("GET", `${group}${definitions}`), "name").length, 30);
        const none = await fixture.arm("GET", `${group}${definitions}?$filter=roleName eq 'It''s nothing'`);
        assert.deepEqual(none.body, { value: [] });
    });

    it("are found by GUID", async () => {
        const fixture = await Fixture.create();
        const answer = await fixture.arm("GET", `${group}${definitions}/${roles.contributor.toUpperCase()}`);
        assert.equal(at(answer.body, "properties", "roleName"), "Contributor");
        assert.equal(at(answer.body, "properties", "permissions", 0, "actions", 0), "*");
        const missing = await fixture.arm("GET", `${group}${definitions}/44444444-4444-4444-8444-444444444444`);
        assert.deepEqual(
            [missing.status, missing.code, missing.message?.split(". ")[0]],
            [
                404,
                "RoleDefinitionDoesNotExist",
                "The specified role definition with ID '44444444444444448444444444444444' does not exist",
            ],
        );
    });

    it("refuse another filter", async () => {
        const fixture = await Fixture.create();
        const answer = await fixture.arm("GET", `${subscription}${definitions}?$filter=roleName ne 'Reader'`);
        assert.deepEqual([answer.status, answer.code], [400, "InvalidFilter"]);
    });
});
