import { authorize, authorizeList, mayDo, type ArmCall } from "./arm-context";
import { readJsonObject, optionalText, refuseUnknownMembers, textsMember } from "./body";
import { requireResource } from "./existence";
import { resourceGroupType, type ResourceId } from "./resource-id";
import type { Resource } from "./resources";
import { ServiceError } from "./service-error";

const namePattern = /^[-\w.()]{0,89}[-\w()]$/;

/** The groups of a subscription that the caller may read. */
export function listResourceGroups(call: ArmCall, scope: ResourceId): Response {
    const action = `${resourceGroupType}/read`;
    authorizeList(call, action, scope);
    const groups = call.arm.resources
        .within(scope)
        .filter(({ id }) => id.type === resourceGroupType && mayDo(call, action, id));
    return Response.json({ value: groups.map(representation) });
}

export function getResourceGroup(call: ArmCall, id: ResourceId): Response {
    authorize(call, `${resourceGroupType}/read`, id);
    return Response.json(representation(requireResource(call.arm.resources, id)));
}

export function checkResourceGroupExistence(call: ArmCall, id: ResourceId): Response {
    authorize(call, `${resourceGroupType}/read`, id);
    return new Response(null, { status: call.arm.resources.find(id) === undefined ? 404 : 204 });
}

/** https://learn.microsoft.com/rest/api/resources/resource-groups/create-or-update */
export async function putResourceGroup(call: ArmCall, id: ResourceId): Promise<Response> {
    authorize(call, `${resourceGroupType}/write`, id);
    if (!namePattern.test(id.name)) {
        throw new ServiceError(
            400,
            "InvalidResourceGroup",
            `The resource group name '${id.name}' is invalid: 1 to 90 letters, digits, '_', '-', '.', '(' and ')', with no '.' at the end.`,
        );
    }
    const body = await readJsonObject(call.request);
    refuseUnknownMembers(body, "ResourceGroup", ["id", "name", "type", "location", "tags", "managedBy", "properties"]);
    const location = optionalText(body, "location")?.replaceAll(" ", "").toLowerCase();
    if (location === undefined) {
        throw new ServiceError(400, "LocationRequired", "The location property is required for this definition.");
    }
    const existing = call.arm.resources.find(id);
    if (existing !== undefined && existing.location !== location) {
        throw new ServiceError(
            409,
            "InvalidResourceGroupLocation",
            `Invalid resource group location '${location}'. The Resource group already exists in location '${existing.location ?? ""}'.`,
        );
    }
    const group: Resource = { id: existing?.id ?? id, location, tags: textsMember(body, "tags"), properties: {} };
    call.arm.resources.put(group);
    return Response.json(representation(group), { status: existing === undefined ? 201 : 200 });
}

/** Deletes the group with everything in it and all roles assigned there. */
export function deleteResourceGroup(call: ArmCall, id: ResourceId): Response {
    authorize(call, `${resourceGroupType}/delete`, id);
    const group = requireResource(call.arm.resources, id);
    call.arm.resources.delete(group.id);
    call.arm.accessControl.deleteWithin(group.id);
    return new Response(null, { status: 200 });
}

function representation({ id, location, tags }: Resource): object {
    return {
        id: id.text,
        name: id.name,
        type: "Microsoft.Resources/resourceGroups",
        location,
        tags,
        properties: { provisioningState: "Succeeded" },
    };
}
