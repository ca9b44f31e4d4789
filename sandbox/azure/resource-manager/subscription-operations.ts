import { apiVersionsOf } from "./api-versions";
import { authorize, control, type Arm, type ArmCall } from "./arm-context";
import { requireResource } from "./existence";
import { lineage, providerType, subscriptionType, type ResourceId } from "./resource-id";
import { ServiceError } from "./service-error";
import { servedTypes } from "./served-types";

/** The subscriptions in which the caller may read something. */
export function listSubscriptions(call: ArmCall): Response {
    const { accessControl, resources } = call.arm;
    const visible = resources
        .ofType(subscriptionType)
        .filter(({ id }) => accessControl.permitsAtOrBelow(call.caller.oid, control(`${subscriptionType}/read`), id));
    return Response.json({ value: visible.map(({ id }) => subscription(id, call.arm)) });
}

export function getSubscription(call: ArmCall, id: ResourceId): Response {
    authorize(call, `${subscriptionType}/read`, id);
    return Response.json(subscription(requireResource(call.arm.resources, id).id, call.arm));
}

export function listTenants(call: ArmCall): Response {
    const { tenantId } = call.arm;
    return Response.json({
        value: [{ id: `/tenants/${tenantId}`, tenantId, displayName: "Sandbox", tenantCategory: "Home" }],
    });
}

export function listProviders(call: ArmCall, scope: ResourceId): Response {
    authorize(call, `${providerType}/read`, scope);
    requireProviderScope(scope);
    return Response.json({ value: namespaces(call.arm).map((namespace) => provider(scope, namespace, call.arm)) });
}

export function getProvider(call: ArmCall, id: ResourceId): Response {
    authorize(call, `${providerType}/read`, id);
    const [, scope = id] = lineage(id);
    requireProviderScope(scope);
    const namespace = namespaces(call.arm).find((other) => other.toLowerCase() === id.name.toLowerCase());
    if (namespace === undefined) {
        throw new ServiceError(
            404,
            "InvalidResourceNamespace",
            `The resource namespace '${id.name}' is invalid. The namespaces here are ${namespaces(call.arm).join(", ")}.`,
        );
    }
    return Response.json(provider(scope, namespace, call.arm));
}

function requireProviderScope(scope: ResourceId): void {
    if (scope.type !== subscriptionType) {
        throw new ServiceError(
            404,
            "NotFound",
            `Resource providers are listed at a subscription, not at '${scope.text}'.`,
        );
    }
}

function namespaces({ resources }: Arm): string[] {
    return [...new Set(servedTypes(resources).map((type) => type.split("/")[0] ?? ""))];
}

function provider(scope: ResourceId, namespace: string, { region, resources }: Arm): object {
    const types = servedTypes(resources).filter((type) => type.startsWith(`${namespace}/`));
    return {
        id: `${scope.text}/providers/${namespace}`,
        namespace,
        registrationState: "Registered",
        registrationPolicy: "RegistrationRequired",
        resourceTypes: types.map((type) => ({
            resourceType: type.slice(namespace.length + 1),
            locations: [region],
            apiVersions: apiVersionsOf(namespace),
        })),
    };
}

function subscription(id: ResourceId, { tenantId }: Arm): object {
    return {
        id: id.text,
        subscriptionId: id.name,
        tenantId,
        displayName: `Sandbox ${id.name}`,
        state: "Enabled",
        authorizationSource: "RoleBased",
        managedByTenants: [],
        subscriptionPolicies: {
            locationPlacementId: "Public_2014-09-01",
            quotaId: "PayAsYouGo_2014-09-01",
            spendingLimit: "Off",
        },
    };
}
