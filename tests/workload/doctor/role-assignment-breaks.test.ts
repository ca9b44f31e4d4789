import { strict as assert } from "node:assert";
import { renderReport } from "../../../workload/doctor/report";
import { OTHER_RESOURCE_GROUP, RESOURCE_GROUP, SUBSCRIPTION_ID, type Trust } from "../federated-sandbox";
import { describeBreaks, option, Surgery } from "./broken-trust";

const ASSIGN = /^Add it to `roleAssignments` of the workload in Pulumi\.<stack>\.yaml and deploy/;

describeBreaks("The doctor and broken role assignments", [
    {
        change: "the role assignment was deleted",
        breakIt: (sandbox, { roleAssignmentId }) => sandbox.deleteRoleAssignment(roleAssignmentId),
        fails: "role-assignments",
        says: ({ principalId }) =>
            new RegExp(`no role assignment of principal ${principalId} applies to ${RESOURCE_GROUP}`),
        fix: ASSIGN,
    },
    {
        change: "the role is assigned at another scope",
        options: option("azureScope", OTHER_RESOURCE_GROUP),
        fails: "role-assignments",
        says: () => new RegExp(`applies to ${OTHER_RESOURCE_GROUP}`),
        fix: ASSIGN,
    },
    {
        change: "the scope does not exist",
        options: option("azureScope", `${RESOURCE_GROUP}s`),
        fails: "role-assignments",
        says: () => new RegExp(`there is no ${RESOURCE_GROUP}s`),
        fix: /^Pass --azure-scope the id of a subscription, resource group or resource that exists\./,
    },
]);

describe("The doctor and role assignments under a condition", () => {
    const surgery = new Surgery();
    const NEVER = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'nothing'";

    const lookAtRoles = async (trust: Trust): Promise<string> =>
        renderReport((await surgery.look(trust)).filter(({ check }) => check === "role-assignments"));

    it("shows the condition and does not call it ok", async () => {
        const trust = await surgery.deploy();
        await surgery.sandbox.deleteRoleAssignment(trust.roleAssignmentId);
        await surgery.sandbox.assignReader(trust.principalId, RESOURCE_GROUP, NEVER);
        const report = await lookAtRoles(trust);
        assert.match(report, /^unknown {2}role-assignments .*every role assignment that applies has a condition/);
        assert.ok(report.includes(`Reader at ${RESOURCE_GROUP} under the condition ${NEVER}`), report);
        assert.match(report, /-> Check that the condition allows what the workload does/);
    });

    it("shows it next to an assignment without one", async () => {
        const trust = await surgery.deploy();
        await surgery.sandbox.assignReader(trust.principalId, `/subscriptions/${SUBSCRIPTION_ID}`, NEVER);
        const report = await lookAtRoles(trust);
        assert.match(report, /^ok {7}role-assignments /);
        assert.ok(report.includes(`under the condition ${NEVER} (not evaluated)`), report);
    });
});
