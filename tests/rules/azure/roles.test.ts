import assert from "node:assert/strict";
import fc from "fast-check";
import { builtInRoleNames, privilegedRoleAt, roleDefinitionGuid, roleDefinitionId } from "../../../rules/azure/roles";
import { parseAzureScope } from "../../../rules/azure/scope";
import { problemOf, valueOf } from "../result";

const subscription = "/subscriptions/9f8c2a54-3f5e-4d0e-8a63-6c8a4f7b2d10";
const scope = (text: string) => valueOf(parseAzureScope(text));

describe("roleDefinitionGuid", () => {
    // As Microsoft publishes them: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
    for (const [name, guid] of [
        ["Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"],
        ["Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c"],
        ["Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7"],
        ["User Access Administrator", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"],
        ["Role Based Access Control Administrator", "f58310d9-a9f6-439a-9e8d-f62e7b41a168"],
        ["Key Vault Secrets User", "4633458b-17de-408a-b874-0445c86b69e6"],
        ["Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"],
        ["Storage Blob Data Contributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe"],
    ] as const) {
        it(`knows ${name}`, () => {
            assert.equal(valueOf(roleDefinitionGuid(name)), guid);
        });
    }

    it("finds every built-in role, each with a unique GUID", () => {
        const guids = builtInRoleNames().map((name) => valueOf(roleDefinitionGuid(name)));
        assert.equal(guids.length, 928);
        assert.equal(new Set(guids).size, 928);
        for (const guid of guids) {
            assert.match(guid, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        }
    });

    it("accepts a GUID, and returns it in lower case", () => {
        fc.assert(
            fc.property(fc.uuid(), (guid) => {
                assert.equal(valueOf(roleDefinitionGuid(guid.toUpperCase())), guid);
            }),
        );
    });

    for (const [text, problem] of [
        ["reader", '"reader" is not the name of an Azure built-in role; did you mean "Reader"?'],
        [
            "KeyVault Secret User",
            '"KeyVault Secret User" is not the name of an Azure built-in role; did you mean "Key Vault Secrets User"?',
        ],
        [
            "Storage Blob Reader",
            '"Storage Blob Reader" is not the name of an Azure built-in role; did you mean "Storage Blob Data Reader"?',
        ],
        [
            "Role-Based Access Control Admin",
            '"Role-Based Access Control Admin" is not the name of an Azure built-in role; of a custom role, write the role definition\'s GUID',
        ],
        ["constructor", '"constructor" is not the name of an Azure built-in role; did you mean "Contributor"?'],
        ["", '"" is not the name of an Azure built-in role; of a custom role, write the role definition\'s GUID'],
    ] as const) {
        it(`refuses ${JSON.stringify(text)}`, () => {
            assert.equal(problemOf(roleDefinitionGuid(text)), problem);
        });
    }
});

describe("roleDefinitionId", () => {
    for (const [text, id] of [
        ["/providers/Microsoft.Management/managementGroups/x", "/providers/Microsoft.Authorization/roleDefinitions/g"],
        [subscription, `${subscription}/providers/Microsoft.Authorization/roleDefinitions/g`],
        [`${subscription}/resourceGroups/x`, `${subscription}/providers/Microsoft.Authorization/roleDefinitions/g`],
        [
            `${subscription}/resourceGroups/x/providers/Microsoft.KeyVault/vaults/y`,
            `${subscription}/providers/Microsoft.Authorization/roleDefinitions/g`,
        ],
    ] as const) {
        it(`stands in the subscription of ${text}, if it has one`, () => {
            assert.equal(roleDefinitionId("g", scope(text)), id);
        });
    }
});

describe("privilegedRoleAt", () => {
    const wide = [subscription, "/providers/Microsoft.Management/managementGroups/x"];
    const narrow = [`${subscription}/resourceGroups/x`, `${subscription}/resourceGroups/x/providers/A.B/c/d`];

    for (const name of [
        "Owner",
        "Contributor",
        "User Access Administrator",
        "Role Based Access Control Administrator",
    ]) {
        it(`finds ${name} at a subscription and at a management group, not below`, () => {
            const guid = valueOf(roleDefinitionGuid(name));
            assert.deepEqual(
                wide.map((text) => privilegedRoleAt(guid, scope(text))),
                [name, name],
            );
            assert.deepEqual(
                narrow.map((text) => privilegedRoleAt(guid, scope(text))),
                [undefined, undefined],
            );
        });
    }

    it("finds no other role", () => {
        const found = builtInRoleNames().filter(
            (name) => privilegedRoleAt(valueOf(roleDefinitionGuid(name)), scope(subscription)) !== undefined,
        );
        assert.equal(found.length, 4);
    });
});
