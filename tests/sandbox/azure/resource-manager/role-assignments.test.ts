import assert from "node:assert/strict";
import { AccessControl } from "../../../../sandbox/azure/resource-manager/access-control";
import { selectRoleAssignments } from "../../../../sandbox/azure/resource-manager/role-assignment-filter";
import { tenantRoot } from "../../../../sandbox/azure/resource-manager/resource-id";
import { ServiceError } from "../../../../sandbox/azure/resource-manager/service-error";
import {
    assignments,
    at,
    definitions,
    each,
    Fixture,
    grant,
    group,
    otherSubscription,
    roles,
    siblingGroup,
    subscription,
    tenantId,
    vault,
    type Answer,
    type Principal,
} from "../fixture";

const name = "44444444-4444-4444-8444-444444444444";
const otherName = "55555555-5555-4555-8555-555555555555";
const nobody = { objectId: "66666666-6666-4666-8666-666666666666", clientId: "" };

describe("role assignments", () => {
    let fixture: Fixture;
    let principal: Principal;
    beforeEach(async () => {
        fixture = await Fixture.create();
        principal = fixture.tenant.addPrincipal("ServicePrincipal");
    });

    it("are created, shown, listed among the contents and deleted", async () => {
        const created = await fixture.assign(
            principal,
            roles.reader,
            group,
            { principalType: "ServicePrincipal", description: "why" },
            name,
        );
        assert.equal(created.status, 201);
        const { createdOn, updatedOn, ...properties } = Object.fromEntries(
            Object.entries(at(created.body, "properties") ?? {}),
        );
        assert.equal(createdOn, updatedOn);
        assert.deepEqual(properties, {
            roleDefinitionId: `${subscription}${definitions}/${roles.reader}`,
            principalId: principal.objectId,
            principalType: "ServicePrincipal",
            scope: group,
            description: "why",
            condition: null,
            conditionVersion: null,
            createdBy: fixture.deployer.objectId,
            updatedBy: fixture.deployer.objectId,
            delegatedManagedIdentityResourceId: null,
        });
        assert.equal(at(created.body, "id"), `${group}${assignments}/${name}`);
        assert.equal(at(created.body, "type"), "Microsoft.Authorization/roleAssignments");
        assert.deepEqual(fixture.cloud.contents(), [`${group}${assignments}/${name}`]);
        assert.deepEqual((await fixture.arm("GET", `${group}${assignments}/${name}`)).body, created.body);
        const deleted = await fixture.arm("DELETE", `${group}${assignments}/${name}`);
        assert.deepEqual([deleted.status, deleted.body], [200, created.body]);
        assert.deepEqual(fixture.cloud.contents(), []);
        assert.equal((await fixture.arm("DELETE", `${group}${assignments}/${name}`)).status, 204);
        const gone = await fixture.arm("GET", `${group}${assignments}/${name}`);
        assert.deepEqual(
            [gone.status, gone.code, gone.message],
            [404, "RoleAssignmentNotFound", `The role assignment '${name.replaceAll("-", "")}' is not found.`],
        );
    });

    it("are the same whatever the case of the path and the name", async () => {
        const path = `${group.toLowerCase()}${assignments.toUpperCase()}/${name.toUpperCase()}`;
        const created = await fixture.arm("PUT", path, { body: { properties: grant(principal, roles.reader) } });
        assert.equal(created.status, 201);
        assert.equal(at(created.body, "id"), `${group}${assignments}/${name}`);
        assert.equal((await fixture.assign(principal, roles.reader, group, {}, name)).status, 200);
        assert.equal(fixture.cloud.contents().length, 1);
    });

    it("are not found at a scope other than their own", async () => {
        await fixture.assign(principal, roles.reader, group, {}, name);
        assert.equal((await fixture.arm("GET", `${subscription}${assignments}/${name}`)).status, 404);
        assert.equal((await fixture.arm("DELETE", `${vault}${assignments}/${name}`)).status, 204);
        assert.equal(fixture.cloud.contents().length, 1);
    });

    it("are put again as they are, and with another description or condition", async () => {
        const first = await fixture.assign(principal, roles.reader, group, { description: "one" }, name);
        fixture.clock.setOffset(60);
        const again = await fixture.assign(principal, roles.reader, group, { description: "two" }, name);
        assert.deepEqual([first.status, again.status], [201, 200]);
        assert.equal(at(again.body, "properties", "description"), "two");
        assert.equal(at(again.body, "properties", "createdOn"), at(first.body, "properties", "createdOn"));
        assert.notEqual(at(again.body, "properties", "updatedOn"), at(first.body, "properties", "updatedOn"));
    });

    it("take null for what is left out, and every api-version that clients use", async () => {
        const none = { description: null, condition: null, conditionVersion: null, principalType: null };
        const versions = ["2015-07-01", "2018-01-01-preview", "2018-09-01-preview", "2020-04-01-preview", "2022-04-01"];
        for (const version of versions) {
            const answer = await fixture.arm("PUT", `${group}${assignments}/${name}?api-version=${version}`, {
                body: { properties: { ...grant(principal, roles.reader), ...none } },
            });
            assert.ok(answer.status === 201 || answer.status === 200, version);
        }
        const old = await fixture.arm("GET", `${group}${assignments}?api-version=2014-01-01`);
        assert.deepEqual([old.status, old.code], [400, "NoRegisteredProviderFound"]);
    });

    it("take a role definition's id at the tenant or at any scope", async () => {
        for (const scope of ["", subscription, otherSubscription, group]) {
            const roleDefinitionId = `${scope}${definitions}/${roles.reader}`;
            const answer = await fixture.assign(principal, roles.reader, group, { roleDefinitionId }, name);
            assert.equal(
                at(answer.body, "properties", "roleDefinitionId"),
                `${subscription}${definitions}/${roles.reader}`,
            );
        }
    });

    it("keep their name for one grant: another role, principal or scope is RoleAssignmentUpdateNotPermitted", async () => {
        await fixture.assign(principal, roles.reader, group, {}, name);
        const other = fixture.tenant.addPrincipal("ServicePrincipal");
        const refused: Answer[] = [
            await fixture.assign(principal, roles.owner, group, {}, name),
            await fixture.assign(other, roles.reader, group, {}, name),
            await fixture.assign(principal, roles.reader, siblingGroup, {}, name),
            await fixture.assign(principal, roles.reader, otherSubscription, {}, name),
        ];
        for (const { status, code, message } of refused) {
            assert.deepEqual(
                [status, code, message],
                [
                    400,
                    "RoleAssignmentUpdateNotPermitted",
                    "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
                ],
            );
        }
        assert.equal((await fixture.arm("GET", group, { as: other })).status, 403);
    });

    it("exist once for each grant: another name is RoleAssignmentExists", async () => {
        await fixture.assign(principal, roles.reader, group, {}, name);
        const { status, code, message } = await fixture.assign(principal, roles.reader, group, {}, otherName);
        assert.deepEqual(
            [status, code, message],
            [
                409,
                "RoleAssignmentExists",
                "The role assignment already exists. The ID of the existing role assignment is 44444444444444448444444444444444.",
            ],
        );
        assert.equal((await fixture.assign(principal, roles.reader, siblingGroup, {}, otherName)).status, 201);
    });

    const condition = "@Resource[a:b] StringEquals 'c'";
    const refusals: readonly (readonly [
        what: string,
        properties: Readonly<Record<string, unknown>>,
        code: string,
        message: RegExp,
    ])[] = [
        [
            "a principal that is not there",
            { principalId: nobody.objectId },
            "PrincipalNotFound",
            new RegExp(`^Principal 66666666666646668666666666666666 does not exist in the directory ${tenantId}\\.`),
        ],
        [
            "a principal that is not there, with its type",
            { principalId: nobody.objectId, principalType: "ServicePrincipal" },
            "PrincipalNotFound",
            /^Principal /,
        ],
        [
            "a principal that is no GUID",
            { principalId: "orders" },
            "InvalidPrincipalId",
            /^The Principal ID 'orders' is not valid\. Principal ID must be a GUID\.$/,
        ],
        ["no principal", { principalId: null }, "InvalidPrincipalId", /''/],
        [
            "another type than the principal's",
            { principalType: "User" },
            "UnmatchedPrincipalType",
            /has type 'ServicePrincipal'.*'User'\.$/,
        ],
        ["a type that there is not", { principalType: "Robot" }, "InvalidPrincipalType", /'Robot'.*ServicePrincipal/],
        [
            "a role that there is not",
            { roleDefinitionId: `${subscription}${definitions}/${otherName}` },
            "RoleDefinitionDoesNotExist",
            /^The specified role definition with ID '55555555555545558555555555555555' does not exist\. The sandbox has 30 /,
        ],
        [
            "a bare GUID for the role",
            { roleDefinitionId: roles.reader },
            "InvalidRoleDefinitionId",
            /roleDefinitions\/\{guid\}/,
        ],
        [
            "a role's name for the role",
            { roleDefinitionId: `${subscription}${definitions}/Reader` },
            "InvalidRoleDefinitionId",
            /Reader/,
        ],
        [
            "an id of something else for the role",
            { roleDefinitionId: `${subscription}${assignments}/${roles.reader}` },
            "InvalidRoleDefinitionId",
            /roleAssignments/,
        ],
        [
            "a condition without version",
            { condition },
            "InvalidRoleAssignmentCondition",
            /^The given role assignment condition is invalid\./,
        ],
        [
            "a condition of version 1.0",
            { condition, conditionVersion: "1.0" },
            "InvalidRoleAssignmentCondition",
            /'1\.0'/,
        ],
        ["a version without condition", { conditionVersion: "2.0" }, "InvalidRoleAssignmentCondition", /no condition/],
        [
            "an empty condition",
            { condition: " ", conditionVersion: "2.0" },
            "InvalidRoleAssignmentCondition",
            /invalid/,
        ],
        [
            "a condition over 8 KB",
            { condition: "é".repeat(4097), conditionVersion: "2.0" },
            "InvalidRoleAssignmentCondition",
            /8194 bytes; at most 8192/,
        ],
        [
            "a description over 2 KB",
            { description: "é".repeat(1025) },
            "InvalidRoleAssignmentDescription",
            /2050 bytes; at most 2048/,
        ],
        [
            "a member that there is not",
            { roleDefinitionID: "x" },
            "InvalidRequestContent",
            /'Could not find member 'roleDefinitionID' on object of type 'RoleAssignmentProperties'\. Path 'properties\.roleDefinitionID'/,
        ],
        ["a scope in the body", { scope: subscription }, "InvalidRequestContent", /'scope'/],
        [
            "delegation",
            { delegatedManagedIdentityResourceId: vault },
            "InvalidRequestContent",
            /delegatedManagedIdentityResourceId/,
        ],
        ["a number for a string", { description: 7 }, "InvalidRequestContent", /'description'.*7/],
    ];
    for (const [what, properties, code, message] of refusals) {
        it(`refuse ${what}: ${code}`, async () => {
            const answer = await fixture.assign(principal, roles.reader, group, properties, name);
            assert.deepEqual([answer.status, answer.code], [400, code]);
            assert.match(answer.message ?? "", message);
            assert.deepEqual(fixture.cloud.contents(), []);
        });
    }

    it("take a condition and a description of exactly the limits", async () => {
        const properties = { condition: "c".repeat(8192), conditionVersion: "2.0", description: "d".repeat(2048) };
        assert.equal((await fixture.assign(principal, roles.reader, group, properties, name)).status, 201);
    });

    it("refuse a body that is not a JSON object, or has other members", async () => {
        const path = `${group}${assignments}/${name}`;
        for (const body of [
            undefined,
            "",
            "{",
            "[]",
            "null",
            {},
            { properties: [] },
            { properties: grant(principal, roles.reader), etag: 1 },
        ]) {
            assert.equal((await fixture.arm("PUT", path, { body })).code, "InvalidRequestContent");
        }
    });

    it("refuse a name that is not a GUID", async () => {
        const { status, code, message } = await fixture.assign(principal, roles.reader, group, {}, "reader-for-orders");
        assert.deepEqual(
            [status, code, message],
            [
                400,
                "InvalidRoleAssignmentId",
                "The role assignment ID 'reader-for-orders' is not valid. The role assignment ID must be a GUID.",
            ],
        );
    });

    it("refuse a scope that does not exist", async () => {
        const missing: readonly (readonly [string, string])[] = [
            [`${subscription}/resourceGroups/none`, "ResourceGroupNotFound"],
            [`${subscription}/resourceGroups/none/providers/Microsoft.KeyVault/vaults/kv-a`, "ResourceGroupNotFound"],
            [`${group}/providers/Microsoft.KeyVault/vaults/none`, "ResourceNotFound"],
            [`${group}/providers/Microsoft.KeyVault/safes/none`, "InvalidResourceType"],
            ["/subscriptions/77777777-7777-4777-8777-777777777777", "SubscriptionNotFound"],
            ["/subscriptions/orders", "InvalidSubscriptionId"],
        ];
        for (const [scope, code] of missing) {
            assert.equal((await fixture.assign(principal, roles.reader, scope, {}, name)).code, code, scope);
        }
    });

    it("refuse a $filter of spaces at once", () => {
        const start = performance.now();
        assert.throws(
            () => selectRoleAssignments(new AccessControl([]), tenantRoot, `atScope()${" ".repeat(100_000)}x`),
            (error) => error instanceof ServiceError && error.code === "InvalidFilter",
        );
        assert.ok(performance.now() - start < 1000);
    });

    it("are listed with what is above and below, and by $filter", async () => {
        await fixture.assign(principal, roles.reader, subscription);
        await fixture.assign(principal, roles.reader, group);
        await fixture.assign(principal, roles.reader, vault);
        await fixture.assign(principal, roles.reader, siblingGroup);
        const other = await fixture.principalWith([roles.reader, group]);
        const scopes = async (filter: string): Promise<string[]> => {
            const query = filter === "" ? "" : `?$filter=${encodeURIComponent(filter)}`;
            const answer = await fixture.arm("GET", `${group}${assignments}${query}`);
            assert.equal(answer.status, 200, answer.message);
            const principals = each(answer, "properties", "principalId");
            return each(answer, "properties", "scope")
                .map(
                    (scope, index) =>
                        `${String(scope)} ${principals[index] === other.objectId ? "other" : principals[index] === principal.objectId ? "principal" : "deployer"}`,
                )
                .sort();
        };
        const above = [`${subscription} deployer`, `${subscription} deployer`, `${subscription} principal`];
        const here = [`${group} other`, `${group} principal`];
        const below = [`${vault} principal`];
        const own = `principalId eq '${principal.objectId.toUpperCase()}'`;
        assert.deepEqual(await scopes(""), [...above, ...here, ...below]);
        assert.deepEqual(await scopes("atScope()"), [...above, ...here]);
        assert.deepEqual(await scopes(own), [`${subscription} principal`, `${group} principal`, `${vault} principal`]);
        assert.deepEqual(await scopes(`atScope() and ${own}`), [`${subscription} principal`, `${group} principal`]);
        assert.deepEqual(await scopes(`atScope() and assignedTo('${other.objectId}')`), [`${group} other`]);
        assert.deepEqual(await scopes(`assignedTo('${nobody.objectId}')`), []);
        const refused = await fixture.arm("GET", `${group}${assignments}?$filter=principalId ne 'x'`);
        assert.deepEqual([refused.status, refused.code], [400, "InvalidFilter"]);
    });

    it("are deleted with the group that they are on", async () => {
        const owner = await fixture.principalWith([roles.owner, group]);
        await fixture.assign(principal, roles.reader, vault);
        await fixture.assign(principal, roles.reader, siblingGroup, {}, name);
        assert.equal((await fixture.arm("DELETE", group, { as: owner })).status, 200);
        assert.deepEqual(fixture.cloud.contents(), [`${siblingGroup}${assignments}/${name}`]);
        assert.equal((await fixture.arm("GET", vault)).code, "ResourceGroupNotFound");
    });
});
