import builtInRoles from "./data/built-in-roles.json";
import rolePermissions from "./data/role-permissions.json";
import { isGuid } from "../guid";
import type { Permissions } from "./permissions";
import { parseResourceId } from "./resource-id";

export const roleDefinitionType = "Microsoft.Authorization/roleDefinitions";

export interface RoleDefinition {
    readonly guid: string;
    readonly roleName: string;
    readonly permissions: Permissions;
}

const nothing: Permissions = { actions: [], notActions: [], dataActions: [], notDataActions: [] };
const permissionsByGuid = new Map<string, Permissions>(Object.entries(rolePermissions.permissions));

/**
 * Azure's built-in roles. All have their names and GUIDs; the permissions are known for the common ones only (`data/role-permissions.json`),
 * and a role whose permissions are not known can be assigned but grants nothing.
 */
export const roleDefinitions: readonly RoleDefinition[] = Object.entries(builtInRoles.roleDefinitionIds).map(
    ([roleName, guid]) => ({ guid, roleName, permissions: permissionsByGuid.get(guid) ?? nothing }),
);

const definitionsByGuid = new Map(roleDefinitions.map((definition) => [definition.guid, definition]));

export function findRoleDefinition(guid: string): RoleDefinition | undefined {
    return definitionsByGuid.get(guid.toLowerCase());
}

export function findRoleDefinitionByName(roleName: string): RoleDefinition | undefined {
    return roleDefinitions.find((definition) => definition.roleName.toLowerCase() === roleName.toLowerCase());
}

/** The GUID at the end of `/…/providers/Microsoft.Authorization/roleDefinitions/<guid>`; undefined for any other text. */
export function roleDefinitionGuid(id: string): string | undefined {
    const parsed = parseResourceId(id);
    return parsed?.type.toLowerCase() === roleDefinitionType.toLowerCase() && isGuid(parsed.name)
        ? parsed.name.toLowerCase()
        : undefined;
}
