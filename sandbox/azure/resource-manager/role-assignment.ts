import type { ResourceId } from "./resource-id";
import type { RoleDefinition } from "./role-definitions";
import type { PrincipalType } from "./tenant-directory";

export const roleAssignmentType = "Microsoft.Authorization/roleAssignments";

/** A role assigned to a principal on a scope. The name is a GUID, unique in the tenant. */
export interface RoleAssignment {
    readonly name: string;
    readonly scope: ResourceId;
    readonly principalId: string;
    readonly principalType: PrincipalType;
    readonly roleDefinition: RoleDefinition;
    readonly description: string | null;
    readonly condition: string | null;
    readonly conditionVersion: string | null;
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
