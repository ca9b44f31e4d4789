import { isGuid } from "../../core/guid";
import { bareGuid } from "../bare-guid";
import { authorize, authorizeUnderAnyCondition, type ArmCall } from "./arm-context";
import { readJsonObject } from "./body";
import { requireScope } from "./existence";
import { childId, type ResourceId, subscriptionOf, tenantRoot } from "./resource-id";
import { isSameGrant, roleAssignmentType, type RoleAssignment } from "./role-assignment";
import { selectRoleAssignments } from "./role-assignment-filter";
import { parseRoleAssignmentRequest } from "./role-assignment-request";
import type { RoleAssignmentAttributes } from "./role-condition";
import { roleDefinitionType } from "./role-definitions";
import { ServiceError } from "./service-error";

/** `PUT {scope}/providers/Microsoft.Authorization/roleAssignments/{name}`: creates (201), or changes description and condition (200). */
export async function putRoleAssignment(call: ArmCall, id: ResourceId): Promise<Response> {
    authorizeUnderAnyCondition(call, `${roleAssignmentType}/write`, id);
    if (!isGuid(id.name)) {
        throw new ServiceError(
            400,
            "InvalidRoleAssignmentId",
            `The role assignment ID '${id.name}' is not valid. The role assignment ID must be a GUID.`,
        );
    }
    const { accessControl, clock, entra, resources, tenantId } = call.arm;
    const scope = requireScope(resources, id.parent ?? tenantRoot);
    const asked = parseRoleAssignmentRequest(await readJsonObject(call.request), entra, tenantId);
    const existing = accessControl.find(id.name);
    authorize(call, `${roleAssignmentType}/write`, id, {
        Request: attributesOf(asked),
        ...(existing === undefined ? {} : { Resource: attributesOf(existing) }),
    });
    const now = clock.now();
    const assignment: RoleAssignment = {
        ...asked,
        name: id.name.toLowerCase(),
        scope,
        createdOn: existing?.createdOn ?? now,
        createdBy: existing?.createdBy ?? call.caller.oid,
        updatedOn: now,
        updatedBy: call.caller.oid,
    };
    refuseOtherGrant(assignment, existing);
    refuseSecondName(assignment, accessControl.findSameGrant(assignment));
    accessControl.put(assignment);
    return Response.json(representation(assignment), { status: existing === undefined ? 201 : 200 });
}

export function getRoleAssignment(call: ArmCall, id: ResourceId): Response {
    authorize(call, `${roleAssignmentType}/read`, id);
    const assignment = findAt(call, id);
    if (assignment === undefined) {
        throw new ServiceError(
            404,
            "RoleAssignmentNotFound",
            `The role assignment '${bareGuid(id.name)}' is not found.`,
        );
    }
    return Response.json(representation(assignment));
}

/** Answers with what was deleted (200), or 204 if it did not exist. */
export function deleteRoleAssignment(call: ArmCall, id: ResourceId): Response {
    authorizeUnderAnyCondition(call, `${roleAssignmentType}/delete`, id);
    const assignment = findAt(call, id);
    if (assignment === undefined) {
        return new Response(null, { status: 204 });
    }
    authorize(call, `${roleAssignmentType}/delete`, id, { Resource: attributesOf(assignment) });
    call.arm.accessControl.delete(assignment);
    return Response.json(representation(assignment));
}

export function listRoleAssignments(call: ArmCall, scope: ResourceId): Response {
    authorize(call, `${roleAssignmentType}/read`, scope);
    const existing = requireScope(call.arm.resources, scope);
    const selected = selectRoleAssignments(call.arm.accessControl, existing, call.query.get("$filter"));
    return Response.json({ value: selected.map(representation) });
}

export function roleAssignmentId(assignment: RoleAssignment): string {
    return childId(assignment.scope, roleAssignmentType, assignment.name).text;
}

function attributesOf({
    roleDefinition,
    principalId,
    principalType,
}: Pick<RoleAssignment, "roleDefinition" | "principalId" | "principalType">): RoleAssignmentAttributes {
    return { RoleDefinitionId: roleDefinition.guid, PrincipalId: principalId, PrincipalType: principalType };
}

function findAt(call: ArmCall, id: ResourceId): RoleAssignment | undefined {
    const assignment = call.arm.accessControl.find(id.name);
    return assignment?.scope.key === id.parent?.key ? assignment : undefined;
}

function refuseOtherGrant(assignment: RoleAssignment, existing: RoleAssignment | undefined): void {
    if (existing !== undefined && !isSameGrant(assignment, existing)) {
        throw new ServiceError(
            400,
            "RoleAssignmentUpdateNotPermitted",
            "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
        );
    }
}

function refuseSecondName(assignment: RoleAssignment, same: RoleAssignment | undefined): void {
    if (same !== undefined && same.name !== assignment.name) {
        throw new ServiceError(
            409,
            "RoleAssignmentExists",
            `The role assignment already exists. The ID of the existing role assignment is ${bareGuid(same.name)}.`,
        );
    }
}

function representation(assignment: RoleAssignment): object {
    const definitionScope = subscriptionOf(assignment.scope) ?? tenantRoot;
    return {
        properties: {
            roleDefinitionId: childId(definitionScope, roleDefinitionType, assignment.roleDefinition.guid).text,
            principalId: assignment.principalId,
            principalType: assignment.principalType,
            scope: assignment.scope.text,
            description: assignment.description,
            condition: assignment.condition,
            conditionVersion: assignment.conditionVersion,
            createdOn: assignment.createdOn.toISOString(),
            updatedOn: assignment.updatedOn.toISOString(),
            createdBy: assignment.createdBy,
            updatedBy: assignment.updatedBy,
            delegatedManagedIdentityResourceId: null,
        },
        id: roleAssignmentId(assignment),
        type: roleAssignmentType,
        name: assignment.name,
    };
}
