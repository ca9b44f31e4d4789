import { isRecord } from "../json-web-token";
import type { AzureScope } from "./azure-scope";
import { fail, type Finding, ok, skip, unknown } from "./check";
import { getWithToken, type JsonApi, listOf, stringOf } from "./json-api";

const VERSION = { "api-version": "2022-04-01" };

/** A role assignment, as far as it may be read. */
interface RoleAssignment {
    readonly role: string;
    readonly scope: string;
    readonly condition: string;
}

/** Which role assignments of the principal apply to the scope. The first of `managers` that may read them is asked. */
export async function checkRoleAssignments(
    managers: readonly JsonApi[],
    scope: AzureScope,
    principalId: string,
): Promise<Finding<readonly string[]>> {
    const query = { ...VERSION, $filter: `atScope() and assignedTo('${principalId}')` };
    let refused = "nobody is signed in who may read role assignments";
    for (const manager of managers) {
        const answer = await getWithToken(manager, `${scope}/providers/Microsoft.Authorization/roleAssignments`, query);
        if (answer.status === 200) {
            const assignments = await Promise.all(listOf(answer).map((each) => readAssignment(each, manager)));
            return judge(assignments, scope, principalId);
        }
        if (answer.status === 404) {
            return fail(
                `there is no ${scope}`,
                "Pass --azure-scope the id of a subscription, resource group or resource that exists.",
            );
        }
        const reason = answer.status === undefined ? (answer.reason ?? "no answer") : answer.errorCode;
        refused = `Resource Manager does not let the caller read role assignments there (${reason ?? `HTTP ${String(answer.status)}`})`;
    }
    return skip(refused);
}

function judge(
    assignments: readonly RoleAssignment[],
    scope: AzureScope,
    principalId: string,
): Finding<readonly string[]> {
    if (assignments.length === 0) {
        return fail(
            `no role assignment of principal ${principalId} applies to ${scope}`,
            "Add it to `roleAssignments` of the workload in Pulumi.<stack>.yaml and deploy; it takes effect within ten minutes.",
        );
    }
    const described = assignments.map(describe);
    return assignments.every(({ condition }) => condition !== "")
        ? unknown(
              `every role assignment that applies has a condition: ${described.join("; ")}`,
              "Check that the condition allows what the workload does: the doctor does not evaluate it.",
          )
        : ok(described.join("; "), described);
}

function describe({ role, scope, condition }: RoleAssignment): string {
    return `${role} at ${scope}${condition === "" ? "" : ` under the condition ${condition} (not evaluated)`}`;
}

async function readAssignment(
    { properties }: Readonly<Record<string, unknown>>,
    manager: JsonApi,
): Promise<RoleAssignment> {
    const assignment = isRecord(properties) ? properties : {};
    const id = stringOf(assignment, "roleDefinitionId");
    const answer = await getWithToken(manager, id, VERSION);
    const definition =
        answer.status !== undefined && isRecord(answer.body["properties"]) ? answer.body["properties"] : {};
    return {
        role: stringOf(definition, "roleName") || id,
        scope: stringOf(assignment, "scope"),
        condition: stringOf(assignment, "condition"),
    };
}
