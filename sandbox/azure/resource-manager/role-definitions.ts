import { isGuid } from "../../core/guid";
import { bareGuid } from "../bare-guid";
import table from "./data/role-permissions.json";
import type { Permissions } from "./permissions";
import { parseResourceId } from "./resource-id";
import { ServiceError } from "./service-error";

export const roleDefinitionType = "Microsoft.Authorization/roleDefinitions";

export interface RoleDefinition {
    readonly guid: string;
    readonly roleName: string;
    readonly permissions: Permissions;
}

/**
 * The common built-in roles, with what they allow. Every other role, built-in or custom, is unknown here, like a custom
 * role of another tenant: an assignment that grants nothing would hide more than a refusal does.
 */
export const roleDefinitions: readonly RoleDefinition[] = Object.entries(table.roles).map(
    ([roleName, { guid, ...permissions }]) => ({ guid, roleName, permissions }),
);

const definitionsByGuid = new Map(roleDefinitions.map((definition) => [definition.guid, definition]));

/** Throws RoleDefinitionDoesNotExist, with the operation's HTTP status for that, for a role that does not exist. */
export function requireRoleDefinition(guid: string, status: 400 | 404): RoleDefinition {
    const definition = definitionsByGuid.get(guid.toLowerCase());
    if (definition === undefined) {
        const names = roleDefinitions.map(({ roleName }) => roleName).sort();
        throw new ServiceError(
            status,
            "RoleDefinitionDoesNotExist",
            `The specified role definition with ID '${bareGuid(guid)}' does not exist. The sandbox has ${String(names.length)} of Azure's built-in roles: ${names.join(", ")}.`,
        );
    }
    return definition;
}

export function findRoleDefinitionByName(roleName: string): RoleDefinition | undefined {
    return roleDefinitions.find((definition) => definition.roleName.toLowerCase() === roleName.toLowerCase());
}

/**
 * The GUID at the end of `/…/providers/Microsoft.Authorization/roleDefinitions/<guid>`; undefined for any other string.
 */
export function roleDefinitionGuid(id: string): string | undefined {
    const parsed = parseResourceId(id);
    return parsed?.type.toLowerCase() === roleDefinitionType.toLowerCase() && isGuid(parsed.name)
        ? parsed.name.toLowerCase()
        : undefined;
}
