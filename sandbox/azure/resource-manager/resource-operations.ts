import { authorize, authorizeList, mayDo, type ArmCall } from "./arm-context";
import { refuseUnknownType, requireResource, requireScope } from "./existence";
import { parseResourceFilter } from "./resource-filter";
import { isType, resourceGroupType, subscriptionType, type ResourceId } from "./resource-id";
import type { Resource } from "./resources";

export function getResource(call: ArmCall, id: ResourceId): Response {
    authorize(call, `${id.type}/read`, id);
    return Response.json(representation(requireResource(call.arm.resources, id)));
}

/** The resources of a group or subscription that the caller may read, all or those that `$filter` leaves. */
export function listResources(call: ArmCall, scope: ResourceId): Response {
    const action =
        scope.type === subscriptionType ? `${subscriptionType}/resources/read` : `${resourceGroupType}/resources/read`;
    authorizeList(call, action, scope);
    const existing = requireScope(call.arm.resources, scope);
    const isWanted = parseResourceFilter(call.query.get("$filter"));
    const found = call.arm.resources
        .inGroups(existing)
        .filter((resource) => isWanted(resource) && mayDo(call, `${resource.id.type}/read`, resource.id));
    return Response.json({ value: found.map(representation) });
}

/** Everything of one type under a scope, such as the vaults of a group. */
export function listResourcesOfType(call: ArmCall, scope: ResourceId, type: string): Response {
    authorizeList(call, `${type}/read`, scope);
    refuseUnknownType(call.arm.resources, type);
    const existing = requireScope(call.arm.resources, scope);
    const found = call.arm.resources
        .within(existing)
        .filter(({ id }) => isType(id.type, type) && mayDo(call, `${id.type}/read`, id));
    return Response.json({ value: found.map(representation) });
}

export function representation({ id, location, tags, properties }: Resource): object {
    return {
        id: id.text,
        name: id.name,
        type: id.type,
        ...(location === undefined ? {} : { location, tags }),
        properties,
    };
}
