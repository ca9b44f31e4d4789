import assert from "node:assert/strict";
import { operationMatches, permits } from "../../../../sandbox/azure/resource-manager/permissions";

const read = "Microsoft.KeyVault/vaults/read";

describe("operations of a role definition", () => {
    const cases: readonly (readonly [pattern: string, operation: string, matches: boolean])[] = [
        ["*", read, true],
        ["*/read", read, true],
        ["*/read", "Microsoft.KeyVault/vaults/readMetadata/action", false],
        ["*/READ", "microsoft.keyvault/VAULTS/Read", true],
        ["Microsoft.KeyVault/*", read, true],
        ["Microsoft.KeyVault/*/read", read, true],
        ["Microsoft.KeyVault/*/read", "Microsoft.KeyVault/read", false],
        ["Microsoft.Authorization/*/Write", "Microsoft.Authorization/roleAssignments/write", true],
        ["Microsoft.Authorization/*/Write", "Microsoft.Authorization/roleAssignments/read", false],
        ["Microsoft.KeyVault/vaults/read", "Microsoft.KeyVault/vaults/reader", false],
        ["Microsoft.KeyVault/vaults/read", "XMicrosoft.KeyVault/vaults/read", false],
        ["MicrosoftXKeyVault/vaults/read", read, false],
        ["a*a", "a", false],
        ["a*a", "aa", true],
        ["*b*c", "abc", true],
        ["*b*c", "acb", false],
        ["a*b*b", "ab", false],
        ["", "", true],
        ["", read, false],
    ];
    for (const [pattern, operation, matches] of cases) {
        it(`'${pattern}' ${matches ? "matches" : "does not match"} '${operation}'`, () => {
            assert.equal(operationMatches(pattern, operation), matches);
        });
    }

    it("takes notActions away from actions, each plane by its own lists", () => {
        const permissions = { actions: ["*"], notActions: ["*/write"], dataActions: ["a/b"], notDataActions: ["a/b"] };
        assert.equal(permits(permissions, { plane: "control", name: "x/read" }), true);
        assert.equal(permits(permissions, { plane: "control", name: "x/write" }), false);
        assert.equal(permits(permissions, { plane: "data", name: "x/read" }), false);
        assert.equal(permits(permissions, { plane: "data", name: "a/b" }), false);
    });
});
