import type { ArmCall } from "./arm-context";
import { requireScope } from "./existence";
import type { ResourceId } from "./resource-id";

/**
 * What the caller itself may do at a scope: one permission per role assigned to it there or above, without conditional
 * assignments.
 * https://learn.microsoft.com/rest/api/authorization/permissions/list-for-resource-group
 */
export function listPermissions(call: ArmCall, scope: ResourceId): Response {
    const permissions = call.arm.accessControl.permissionsOf(call.caller.oid, scope);
    if (permissions.length > 0) {
        requireScope(call.arm.resources, scope);
    }
    return Response.json({ value: permissions });
}
