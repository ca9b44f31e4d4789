import { accepted, refused, type Checked } from "../checked";
import { isGuid } from "../guid";
import { suggestion } from "../nearest";
import { quote } from "../quote";
import table from "./data/built-in-roles.json";
import type { AzureScope } from "./scope";

const guidsByName: ReadonlyMap<string, string> = new Map(Object.entries(table.roles));

/** The names of Azure's built-in roles, as Azure writes them. */
export function builtInRoleNames(): readonly string[] {
    return [...guidsByName.keys()];
}

/**
 * The GUID, in lower case, of a role definition: given by a built-in role's exact name, or by the GUID of a built-in or
 * custom role.
 * https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export function roleDefinitionGuid(roleNameOrGuid: string): Checked<string> {
    const guid = guidsByName.get(roleNameOrGuid);
    if (guid !== undefined) {
        return accepted(guid);
    }
    const lower = roleNameOrGuid.toLowerCase();
    if (isGuid(lower)) {
        return accepted(lower);
    }
    const near = suggestion(roleNameOrGuid, builtInRoleNames());
    return refused(
        near === ""
            ? `${quote(roleNameOrGuid)} is not the name of an Azure built-in role; of a custom role, write the role definition's GUID`
            : `${quote(roleNameOrGuid)} is not the name of an Azure built-in role${near}`,
    );
}

/**
 * The resource id of a role definition as seen from a scope; at a management group it is outside every subscription.
 */
export function roleDefinitionId(guid: string, scope: AzureScope): string {
    const root = scope.kind === "managementGroup" ? "" : `/subscriptions/${scope.subscriptionId}`;
    return `${root}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
}

const privilegedRoleNames: readonly string[] = [
    "Owner",
    "Contributor",
    "User Access Administrator",
    "Role Based Access Control Administrator",
];

const privilegedNamesByGuid: ReadonlyMap<string, string> = new Map(
    privilegedRoleNames.flatMap((name) => {
        const guid = guidsByName.get(name);
        return guid === undefined ? [] : [[guid, name] as const];
    }),
);

/**
 * The name of a role that would hand the workload a whole subscription or management group at this scope; undefined for
 * any other assignment.
 * https://learn.microsoft.com/azure/role-based-access-control/best-practices
 */
export function privilegedRoleAt(guid: string, scope: AzureScope): string | undefined {
    const isWide = scope.kind === "subscription" || scope.kind === "managementGroup";
    return isWide ? privilegedNamesByGuid.get(guid) : undefined;
}

/** Why an assignment that `privilegedRoleAt` names needs `allowPrivileged`; undefined for any other. */
export function privilegedRoleProblem(guid: string, scope: AzureScope): string | undefined {
    const privileged = privilegedRoleAt(guid, scope);
    const level = scope.kind === "subscription" ? "subscription" : "management group";
    return privileged === undefined
        ? undefined
        : `"${privileged}" would hand the workload a whole ${level}; choose a narrower role or scope, or ask for it with allowPrivileged: true`;
}
