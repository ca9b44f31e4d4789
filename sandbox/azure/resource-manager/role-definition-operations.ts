import { authorize, type ArmCall } from "./arm-context";
import { requireScope } from "./existence";
import { childId, subscriptionOf, tenantRoot, type ResourceId } from "./resource-id";
import {
    findRoleDefinitionByName,
    requireRoleDefinition,
    roleDefinitions,
    roleDefinitionType,
    type RoleDefinition,
} from "./role-definitions";
import { ServiceError } from "./service-error";

const nameFilter = /^roleName\s+eq\s+'(?<name>(?:[^']|'')*)'$/i;
const allFilter = /^(?:atScopeAndBelow\(\)|type\s+eq\s+'BuiltInRole')$/i;

export function getRoleDefinition(call: ArmCall, id: ResourceId): Response {
    authorize(call, `${roleDefinitionType}/read`, id);
    const scope = requireScope(call.arm.resources, id.parent ?? tenantRoot);
    const definition = requireRoleDefinition(id.name, 404);
    return Response.json(representation(definition, scope));
}

/**
 * All the sandbox's roles, or the one of `$filter=roleName eq '…'`; `atScopeAndBelow()` and `type eq 'BuiltInRole'`
 * match them all.
 */
export function listRoleDefinitions(call: ArmCall, scope: ResourceId): Response {
    authorize(call, `${roleDefinitionType}/read`, scope);
    const existing = requireScope(call.arm.resources, scope);
    const filter = call.query.get("$filter")?.trim() ?? "";
    return Response.json({ value: select(filter).map((definition) => representation(definition, existing)) });
}

function select(filter: string): readonly RoleDefinition[] {
    if (filter === "" || allFilter.test(filter)) {
        return roleDefinitions;
    }
    const name = nameFilter.exec(filter)?.groups?.["name"];
    if (name === undefined) {
        throw new ServiceError(
            400,
            "InvalidFilter",
            `The filter '${filter}' is not supported. Supported filters are 'roleName eq '{value}'', 'type eq 'BuiltInRole'' and 'atScopeAndBelow()'.`,
        );
    }
    const definition = findRoleDefinitionByName(name.replaceAll("''", "'"));
    return definition === undefined ? [] : [definition];
}

function representation({ guid, roleName, permissions }: RoleDefinition, scope: ResourceId): object {
    return {
        properties: {
            roleName,
            type: "BuiltInRole",
            description: roleName,
            assignableScopes: ["/"],
            permissions: [permissions],
        },
        id: childId(subscriptionOf(scope) ?? tenantRoot, roleDefinitionType, guid).text,
        type: roleDefinitionType,
        name: guid,
    };
}
