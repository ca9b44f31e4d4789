import type { System } from "../system";
import { fail, type Finding, ok, skip } from "./check";
import { getJson, listOf, textOf } from "./json-api";
import { isRecord } from "../json-web-token";

/** Azure Resource Manager with the tokens that may be able to read role assignments: the first that may is used. */
export interface ResourceManager {
    readonly origin: string;
    readonly tokens: readonly string[];
    readonly system: System;
}

/** Which role assignments of the principal apply to the scope; a role's name as far as it may be read. */
export async function checkRoleAssignments(
    manager: ResourceManager,
    scope: string,
    principalId: string,
): Promise<Finding<readonly string[]>> {
    const query = new URLSearchParams({
        "api-version": "2022-04-01",
        $filter: `atScope() and assignedTo('${principalId}')`,
    });
    const url = `${manager.origin}${scope.replace(/\/$/, "")}/providers/Microsoft.Authorization/roleAssignments?${query.toString()}`;
    let refused = "nobody is signed in who may read role assignments";
    for (const token of manager.tokens) {
        const answer = await getJson(url, token, manager.system);
        if (answer?.status === 200) {
            return describe(listOf(answer), manager, token, scope, principalId);
        }
        if (answer?.status === 404) {
            return fail(
                `there is no ${scope}`,
                "Give --azure-scope the id of a subscription, resource group or resource that exists.",
            );
        }
        refused = `Resource Manager does not let the caller read role assignments there (${answer?.errorCode ?? "no answer"})`;
    }
    return skip(refused);
}

async function describe(
    assignments: readonly Readonly<Record<string, unknown>>[],
    manager: ResourceManager,
    token: string,
    scope: string,
    principalId: string,
): Promise<Finding<readonly string[]>> {
    if (assignments.length === 0) {
        return fail(
            `no role assignment of principal ${principalId} applies to ${scope}`,
            "Add it to `roleAssignments` of the workload in Pulumi.<stack>.yaml and deploy; it takes effect within ten minutes.",
        );
    }
    const roles = await Promise.all(
        assignments.map(async ({ properties }) => {
            const assignment = isRecord(properties) ? properties : {};
            const id = textOf(assignment, "roleDefinitionId");
            const answer = await getJson(`${manager.origin}${id}?api-version=2022-04-01`, token, manager.system);
            const definition = isRecord(answer?.body["properties"]) ? answer.body["properties"] : {};
            return `${textOf(definition, "roleName") || id} at ${textOf(assignment, "scope")}`;
        }),
    );
    return ok(roles.join(", "), roles);
}
