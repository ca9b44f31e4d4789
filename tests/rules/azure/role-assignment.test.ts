import assert from "node:assert/strict";
import fc from "fast-check";
import { parseAzureScope } from "../../../rules/azure/scope";
import { roleAssignmentName, roleAssignmentProblems } from "../../../rules/azure/role-assignment";
import { valueOf } from "../result";

const subscription = "/subscriptions/9f8c2a54-3f5e-4d0e-8a63-6c8a4f7b2d10";
const scope = (text: string) => valueOf(parseAzureScope(text));

const identity = {
    scope: scope(`${subscription}/resourceGroups/Orders`),
    principalName: "cognito-entra-dev-orders",
    roleDefinitionGuid: "4633458b-17de-408a-b874-0445c86b69e6",
};

describe("roleAssignmentName", () => {
    // Computed with Python: uuid.uuid5(namespace, '["/subscriptions/…/resourcegroups/orders","cognito-entra-dev-orders","4633458b-…"]')
    it("is the UUIDv5 of scope, principal and role", () => {
        assert.equal(roleAssignmentName(identity), "ccee3d3f-0aca-52c6-8567-b7aa232c48b2");
        assert.equal(
            roleAssignmentName({
                scope: scope("/providers/Microsoft.Management/managementGroups/platform"),
                principalName: "größe",
                roleDefinitionGuid: "ACDD72A7-3385-48EF-BD42-F606FBA81AE7",
            }),
            "f8b95abe-a683-5ba9-bc95-ea6cf893da43",
        );
    });

    it("does not change with the case of the scope or of the role's GUID", () => {
        const other = { ...identity, scope: scope(`${subscription.replace("9f8c", "9F8C")}/resourceGroups/oRDERS`) };
        assert.equal(roleAssignmentName(other), roleAssignmentName(identity));
        assert.equal(
            roleAssignmentName({ ...identity, roleDefinitionGuid: identity.roleDefinitionGuid.toUpperCase() }),
            roleAssignmentName(identity),
        );
    });

    it("differs for a different scope, principal or role", () => {
        const names = [
            identity,
            { ...identity, scope: scope(subscription) },
            { ...identity, principalName: "cognito-entra-dev-bills" },
            { ...identity, principalName: "Cognito-entra-dev-orders" },
            { ...identity, roleDefinitionGuid: "acdd72a7-3385-48ef-bd42-f606fba81ae7" },
        ].map(roleAssignmentName);
        assert.equal(new Set(names).size, names.length);
    });

    it("keeps the principal apart from the role, whatever is in its name", () => {
        fc.assert(
            fc.property(fc.string(), fc.string(), (one, other) => {
                const name = (principalName: string) => roleAssignmentName({ ...identity, principalName });
                assert.equal(name(one) === name(other), one === other);
                assert.match(name(one), /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
            }),
        );
    });
});

describe("roleAssignmentProblems", () => {
    it("finds nothing wrong at the limits: 2 KB of description, 8 KB of condition", () => {
        assert.deepEqual(roleAssignmentProblems({}), []);
        assert.deepEqual(roleAssignmentProblems({ description: "ü".repeat(1024), condition: "c".repeat(8192) }), []);
    });

    it("finds everything that is wrong beyond them", () => {
        assert.deepEqual(roleAssignmentProblems({ description: "ü".repeat(1025), condition: "c".repeat(8193) }), [
            "the description has at most 2048 bytes, found 2050",
            "the condition has at most 8192 bytes, found 8193",
        ]);
        assert.deepEqual(roleAssignmentProblems({ condition: " \n" }), ["the condition is empty; leave the key out"]);
    });
});
