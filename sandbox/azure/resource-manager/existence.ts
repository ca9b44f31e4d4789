import { isGuid } from "../../core/guid";
import {
    isType,
    lineage,
    managementGroupType,
    resourceGroupOf,
    subscriptionOf,
    tenantRoot,
    type ResourceId,
} from "./resource-id";
import type { Resource, Resources } from "./resources";
import { servedTypes } from "./served-types";
import { ServiceError } from "./service-error";

/**
 * InvalidSubscriptionId (400) or SubscriptionNotFound (404) for an id in no subscription of the tenant; checked before
 * authorisation.
 */
export function requireSubscription(resources: Resources, id: ResourceId): void {
    const subscription = subscriptionOf(id);
    if (subscription === undefined) {
        return;
    }
    if (!isGuid(subscription.name)) {
        throw new ServiceError(
            400,
            "InvalidSubscriptionId",
            `The provided subscription identifier '${subscription.name}' is malformed or invalid.`,
        );
    }
    if (resources.find(subscription) === undefined) {
        throw new ServiceError(
            404,
            "SubscriptionNotFound",
            `The subscription '${subscription.name}' could not be found.`,
        );
    }
}

/** The existing scope as it was created, so that answers show one spelling; the vendor's 404 if it does not exist. */
export function requireScope(resources: Resources, id: ResourceId): ResourceId {
    return id.key === tenantRoot.key ? tenantRoot : requireResource(resources, id).id;
}

/**
 * ResourceGroupNotFound, ResourceNotFound, InvalidResourceType or InvalidResourceNamespace (404), saying what exists.
 */
export function requireResource(resources: Resources, id: ResourceId): Resource {
    const group = resourceGroupOf(id);
    if (group !== undefined && resources.find(group) === undefined) {
        throw new ServiceError(404, "ResourceGroupNotFound", `Resource group '${group.name}' could not be found.`);
    }
    const resource = resources.find(id);
    if (resource === undefined) {
        refuseUnknownType(resources, id.type);
        throw notFound(id, group);
    }
    return resource;
}

/**
 * InvalidResourceNamespace or InvalidResourceType (404) for a type of which the sandbox has nothing, naming the ones it
 * has.
 */
export function refuseUnknownType(resources: Resources, type: string): void {
    const types = servedTypes(resources);
    const [namespace = ""] = type.split("/");
    const known = types.filter((other) => isType(other.split("/")[0] ?? "", namespace));
    const wanted = type.slice(namespace.length + 1);
    if (known.length === 0) {
        const namespaces = [...new Set(types.map((other) => `'${other.split("/")[0] ?? ""}'`))].join(", ");
        throw new ServiceError(
            404,
            "InvalidResourceNamespace",
            `The resource namespace '${namespace}' is invalid. The namespaces here are ${namespaces}.`,
        );
    }
    if (!known.some((other) => isType(other, type))) {
        const supported = known.map((other) => other.slice(namespace.length + 1)).join(",");
        throw new ServiceError(
            404,
            "InvalidResourceType",
            `The resource type '${wanted}' could not be found in the namespace '${namespace}'. The supported resource types are '${supported}'.`,
        );
    }
}

function notFound(id: ResourceId, group: ResourceId | undefined): ServiceError {
    if (isType(id.type, managementGroupType)) {
        return new ServiceError(404, "NotFound", `The management group '${id.name}' could not be found.`);
    }
    const names = lineage(id)
        .filter(({ type }) => type.toLowerCase().startsWith(id.type.split("/").slice(0, 2).join("/").toLowerCase()))
        .map(({ name }) => name)
        .toReversed()
        .join("/");
    const where = group === undefined ? "" : ` under resource group '${group.name}'`;
    return new ServiceError(
        404,
        "ResourceNotFound",
        `The Resource '${id.type}/${names}'${where} was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    );
}
