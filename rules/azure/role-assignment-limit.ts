import type { AzureScope } from "./scope";

/** How many role assignments one place in Azure can hold; none of the limits can be raised. */
export interface RoleAssignmentLimit {
    /** Such as `the subscription 9f8c2a54-…`, which includes the scopes inside it. */
    readonly place: string;
    readonly most: number;
}

/**
 * The limit that applies to an assignment.
 * https://learn.microsoft.com/azure/role-based-access-control/troubleshoot-limits
 */
export function roleAssignmentLimit(scope: AzureScope): RoleAssignmentLimit {
    return scope.kind === "managementGroup"
        ? { place: `the management group ${scope.managementGroupName}`, most: 500 }
        : { place: `the subscription ${scope.subscriptionId}`, most: 4000 };
}
