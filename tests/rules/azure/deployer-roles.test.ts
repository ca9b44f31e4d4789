import assert from "node:assert/strict";
import { deployerRoleAssignments } from "../../../rules/azure/deployer-roles";
import { parseAzureScope } from "../../../rules/azure/scope";
import { valueOf } from "../result";

const GROUP = "/subscriptions/77777777-7777-4777-8777-777777777777/resourceGroups/orders";
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6";
const at = (text: string, roleDefinitionGuid: string) => ({
    roleDefinitionGuid,
    scope: valueOf(parseAzureScope(text)),
});

describe("deployerRoleAssignments", () => {
    it("has one assignment per scope, limited to the roles that the stack assigns there and to service principals", () => {
        const [first, second, ...others] = deployerRoleAssignments([
            at(GROUP, READER),
            at(`${GROUP}/providers/Microsoft.KeyVault/vaults/orders`, SECRETS_USER),
            at(GROUP.replace("orders", "ORDERS"), SECRETS_USER),
            at(GROUP, READER),
        ]);
        assert.deepEqual(others, []);
        assert.equal(second?.scope, `${GROUP}/providers/Microsoft.KeyVault/vaults/orders`);
        assert.equal(first?.role, "Role Based Access Control Administrator");
        assert.equal(first.roleDefinitionGuid, "f58310d9-a9f6-439a-9e8d-f62e7b41a168");
        assert.equal(
            first.condition.replace(/\s+/g, " "),
            [
                "( ( !(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}) ) OR (",
                `@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${SECRETS_USER}, ${READER}}`,
                "AND @Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'} ) )",
                "AND ( ( !(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'}) ) OR (",
                `@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${SECRETS_USER}, ${READER}}`,
                "AND @Resource[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'} ) )",
            ].join(" "),
        );
    });

    it("has none for a stack that assigns nothing", () => {
        assert.deepEqual(deployerRoleAssignments([]), []);
    });
});
