import { authorize, authorizeList, mayDo, type ArmCall } from "./arm-context";
import { refuseUnknownType, requireResource, requireScope } from "./existence";
import { parseResourceFilter } from "./resource-filter";
import { isType, resourceGroupType, subscriptionType, type ResourceId } from "./resource-id";
import { originsFor } from "./origins";
import type { Resource } from "./resources";

export function getResource(call: ArmCall, id: ResourceId): Response {
    authorize(call, `${id.type}/read`, id);
    return Response.json(representation(call, requireResource(call.arm.resources, id)));
}

/** The resources of a group or subscription that the caller may read, all or those that match `$filter`. */
export function listResources(call: ArmCall, scope: ResourceId): Response {
    const action =
        scope.type === subscriptionType ? `${subscriptionType}/resources/read` : `${resourceGroupType}/resources/read`;
    authorizeList(call, action, scope);
    const existing = requireScope(call.arm.resources, scope);
    const isWanted = parseResourceFilter(call.query.get("$filter"));
    const found = call.arm.resources
        .inGroups(existing)
        .filter((resource) => isWanted(resource) && mayDo(call, `${resource.id.type}/read`, resource.id));
    return Response.json({ value: found.map((resource) => representation(call, resource)) });
}

/** Everything of one type under a scope, such as the vaults of a group. */
export function listResourcesOfType(call: ArmCall, scope: ResourceId, type: string): Response {
    authorizeList(call, `${type}/read`, scope);
    refuseUnknownType(call.arm.resources, type);
    const existing = requireScope(call.arm.resources, scope);
    const found = call.arm.resources
        .within(existing)
        .filter(({ id }) => isType(id.type, type) && mayDo(call, `${id.type}/read`, id));
    return Response.json({ value: found.map((resource) => representation(call, resource)) });
}

export function representation({ arm, request }: ArmCall, resource: Resource): object {
    const { id, location, tags, properties, endpoints } = resource;
    return {
        id: id.text,
        name: id.name,
        type: id.type,
        ...(location === undefined ? {} : { location, tags }),
        properties: { ...properties, ...endpoints?.(originsFor(request, arm.origins)) },
    };
}
