import { azureScopeKey, type AzureScope } from "./scope";

/** A role assignment that the deployer needs. */
export interface DeployerRoleAssignment {
    readonly role: "Role Based Access Control Administrator";
    readonly roleDefinitionGuid: string;
    readonly scope: string;
    /** Version 2.0 of the condition language. */
    readonly condition: string;
}

/** A role that the stack assigns. */
export interface AssignedRole {
    readonly roleDefinitionGuid: string;
    readonly scope: AzureScope;
}

const administratorGuid = "f58310d9-a9f6-439a-9e8d-f62e7b41a168";

/**
 * One assignment for each scope at which the stack assigns roles, with a condition: only the roles that the stack
 * assigns there may be assigned and removed, and only for service principals.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples
 */
export function deployerRoleAssignments(assigned: readonly AssignedRole[]): readonly DeployerRoleAssignment[] {
    const scopes = [...new Map(assigned.map(({ scope }) => [azureScopeKey(scope), scope])).values()];
    return scopes.map((scope) => {
        const guids = assigned
            .filter((other) => azureScopeKey(other.scope) === azureScopeKey(scope))
            .map(({ roleDefinitionGuid }) => roleDefinitionGuid);
        return {
            role: "Role Based Access Control Administrator",
            roleDefinitionGuid: administratorGuid,
            scope: scope.text,
            condition: delegation([...new Set(guids)].sort()),
        };
    });
}

/** Writing an assignment is judged by the request, deleting it by the assignment itself. */
function delegation(roleDefinitionGuids: readonly string[]): string {
    return [onlyFor("write", "Request", roleDefinitionGuids), onlyFor("delete", "Resource", roleDefinitionGuids)].join(
        "\nAND\n",
    );
}

function onlyFor(verb: "write" | "delete", source: "Request" | "Resource", guids: readonly string[]): string {
    const attribute = (name: string): string => `@${source}[Microsoft.Authorization/roleAssignments:${name}]`;
    return [
        "(",
        " (",
        `  !(ActionMatches{'Microsoft.Authorization/roleAssignments/${verb}'})`,
        " )",
        " OR",
        " (",
        `  ${attribute("RoleDefinitionId")} ForAnyOfAnyValues:GuidEquals {${guids.join(", ")}}`,
        "  AND",
        `  ${attribute("PrincipalType")} ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}`,
        " )",
        ")",
    ].join("\n");
}
