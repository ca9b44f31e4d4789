import { federatedIdentityCredentialType, userAssignedIdentityType } from "./managed-identity";
import type { Resources } from "./resources";
import { roleAssignmentType } from "./role-assignment";
import { roleDefinitionType } from "./role-definitions";

/** The resource types that the sandbox knows: those with their own operations, and those with existing resources. */
export function servedTypes(resources: Resources): string[] {
    const own = [
        roleAssignmentType,
        roleDefinitionType,
        "Microsoft.Authorization/permissions",
        userAssignedIdentityType,
        federatedIdentityCredentialType,
    ];
    return [...new Set([...own, ...resources.types()])].sort();
}
