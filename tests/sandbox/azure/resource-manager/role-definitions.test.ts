import assert from "node:assert/strict";
import { builtInRoleNames, roleDefinitionGuid } from "../../../../rules/azure/roles";
import { requireRoleDefinition, roleDefinitions } from "../../../../sandbox/azure/resource-manager/role-definitions";
import { valueOf } from "../../../rules/result";
import { Fixture, group, subscription } from "../fixture";

/** A built-in role whose permissions the sandbox does not have. */
const acrDelete = "c2f4ef07-c644-48eb-af81-4b1b4947fb11";

describe("the sandbox's role definitions", () => {
    it("are the roles whose permissions are known, and no others", () => {
        const powerless = roleDefinitions.filter(({ permissions }) =>
            [...permissions.actions, ...permissions.dataActions].every((operation) => operation === ""),
        );
        assert.deepEqual(
            powerless.map(({ roleName }) => roleName),
            [],
        );
        assert.equal(roleDefinitions.length, 30);
    });

    // Two tables from two sources: a wrong GUID in one of them shows here.
    for (const { roleName, guid } of roleDefinitions) {
        it(`have the same GUID for ${roleName} as the rules`, () => {
            assert.ok(builtInRoleNames().includes(roleName));
            assert.equal(guid, valueOf(roleDefinitionGuid(roleName)));
            assert.equal(requireRoleDefinition(guid.toUpperCase(), 404).roleName, roleName);
        });
    }

    it("leave out a built-in role whose permissions are not known, and say so", async () => {
        const fixture = await Fixture.create();
        const principal = fixture.tenant.addPrincipal("ServicePrincipal");
        const answer = await fixture.assign(principal, acrDelete, group);
        assert.deepEqual([answer.status, answer.code], [400, "RoleDefinitionDoesNotExist"]);
        assert.match(
            answer.message ?? "",
            /^The specified role definition with ID 'c2f4ef07c64448ebaf814b1b4947fb11' does not exist\. The sandbox has 30 of Azure's built-in roles: AcrPull, /,
        );
        const read = await fixture.arm(
            "GET",
            `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${acrDelete}`,
        );
        assert.deepEqual([read.status, read.code, read.message], [404, "RoleDefinitionDoesNotExist", answer.message]);
    });
});
