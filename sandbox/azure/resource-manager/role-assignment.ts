import type { ResourceId } from "./resource-id";
import type { RoleAssignmentRequest } from "./role-assignment-request";

export const roleAssignmentType = "Microsoft.Authorization/roleAssignments";

/** A role given to a principal over a scope. The name is a GUID, unique in the tenant. */
export interface RoleAssignment extends RoleAssignmentRequest {
    readonly name: string;
    readonly scope: ResourceId;
    readonly createdOn: Date;
    readonly updatedOn: Date;
    readonly createdBy: string;
    readonly updatedBy: string;
}

/** Whether both assign the same role to the same principal on the same scope. */
export function isSameGrant(one: RoleAssignment, other: RoleAssignment): boolean {
    return (
        one.scope.key === other.scope.key &&
        one.principalId === other.principalId &&
        one.roleDefinition.guid === other.roleDefinition.guid
    );
}
