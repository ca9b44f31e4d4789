import assert from "node:assert/strict";
import fc from "fast-check";
import { evaluateRoleCondition } from "../../../../sandbox/azure/resource-manager/role-condition";

const WRITE = "Microsoft.Authorization/roleAssignments/write";
const DELETE = "Microsoft.Authorization/roleAssignments/delete";
const READ = "Microsoft.Authorization/roleAssignments/read";
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const principal = { PrincipalId: "0f5b6a2e-9d1c-4b7e-8a3f-6c2d1e0b9a87", PrincipalType: "ServicePrincipal" };
const readerRequest = { Request: { RoleDefinitionId: READER, ...principal } };
const ownerRequest = { Request: { RoleDefinitionId: OWNER, ...principal } };
const role = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]";
const type = "@Request[Microsoft.Authorization/roleAssignments:PrincipalType]";

describe("a condition of a role assignment", () => {
    for (const [condition, action, attributes, fulfilled] of [
        [`${role} GuidEquals '${READER}'`, WRITE, readerRequest, true],
        [`${role} GuidEquals ${READER.toUpperCase()}`, WRITE, readerRequest, true],
        [`${role} GuidEquals '${READER}'`, WRITE, ownerRequest, false],
        [`${role} GuidNotEquals '${OWNER}'`, WRITE, readerRequest, true],
        [`${role} ForAnyOfAnyValues:GuidEquals {${OWNER}, ${READER}}`, WRITE, readerRequest, true],
        [`${role} ForAnyOfAllValues:GuidNotEquals {${OWNER}, ${READER}}`, WRITE, readerRequest, false],
        [`${role} ForAnyOfAnyValues:GuidNotEquals {${OWNER}, ${READER}}`, WRITE, readerRequest, true],
        [`${type} StringEqualsIgnoreCase 'serviceprincipal'`, WRITE, readerRequest, true],
        [`${type} StringEquals 'serviceprincipal'`, WRITE, readerRequest, false],
        [`${type} StringNotEqualsIgnoreCase 'user'`, WRITE, readerRequest, true],
        // An attribute that the request does not have is equal to nothing, and different from nothing.
        [`${type} StringNotEquals 'User'`, DELETE, {}, false],
        [
            `@Resource[Microsoft.Authorization/roleAssignments:PrincipalType] StringEquals 'User'`,
            WRITE,
            readerRequest,
            false,
        ],
        [`!(ActionMatches{'${WRITE}'})`, WRITE, readerRequest, false],
        [`!(ActionMatches{'${WRITE}'})`, READ, {}, true],
        [`ActionMatches{'Microsoft.Authorization/*', 'x'}`, DELETE, {}, true],
        [`NOT ActionMatches{'${WRITE}'} OR ${role} GuidEquals ${READER}`, WRITE, readerRequest, true],
        // AND binds more tightly than OR.
        [`ActionMatches{'${WRITE}'} OR ActionMatches{'a'} AND ActionMatches{'b'}`, WRITE, {}, true],
        [`(ActionMatches{'${WRITE}'} || ActionMatches{'a'}) && ActionMatches{'b'}`, WRITE, {}, false],
    ] as const) {
        it(`${condition} is ${fulfilled ? "met" : "not met"}`, () => {
            assert.deepEqual(evaluateRoleCondition(condition, action, attributes), { fulfilled });
        });
    }

    for (const [condition, problem] of [
        ["@Resource[Microsoft.KeyVault/vaults:Name] StringEquals 'orders'", /does not know the attribute/],
        [
            "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:x] StringEquals 'x'",
            /does not know the attribute/,
        ],
        [`${role} GuidLike 'x'`, /does not know the operator GuidLike/],
        [`${role} ForMostValues:GuidEquals {x}`, /does not know the operator/],
        ["SubOperationMatches{'x'}", /does not evaluate 'SubOperationMatches'/],
        [`${role} GuidEquals`, /is incomplete/],
        ["(ActionMatches{'x'}", /expects '\)'/],
        ["ActionMatches{'x'} ActionMatches{'y'}", /does not expect/],
        ["ActionMatches{}", /expects a value/],
        ["ActionMatches{'x", /cannot be parsed/],
        ["", /is incomplete/],
        ["(".repeat(10_000), /nested more than 100 deep/],
    ] as const) {
        it(`${condition.slice(0, 60)} is not met, and the reason is said`, () => {
            const { fulfilled, problem: found } = evaluateRoleCondition(condition, WRITE, readerRequest);
            assert.equal(fulfilled, false);
            assert.match(found ?? "", problem);
        });
    }

    it("ends in an answer and in time, whatever it is", () => {
        const part = fc.constantFrom(
            "(",
            ")",
            "!",
            "{",
            "}",
            ",",
            "'",
            "AND",
            "OR",
            "@Request[",
            "]",
            role,
            " ",
            "a:b",
            "ActionMatches",
        );
        fc.assert(
            fc.property(
                fc.oneof(
                    fc.string(),
                    fc.array(part, { maxLength: 200 }).map((parts) => parts.join(" ")),
                ),
                (text) => {
                    assert.equal(typeof evaluateRoleCondition(text, WRITE, readerRequest).fulfilled, "boolean");
                },
            ),
            { numRuns: 500, interruptAfterTimeLimit: 5_000, markInterruptAsFailure: true },
        );
    });
});
