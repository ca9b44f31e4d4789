import type { Handler } from "../../core/network";
import { authorizationVersions } from "./api-versions";
import { authorize, type Arm, type ArmCall } from "./arm-context";
import { audienceForms, authenticate, type Refusal } from "./caller";
import { refuseUnknownType, requireSubscription } from "./existence";
import { federatedIdentityCredentialType, userAssignedIdentityType } from "./managed-identity";
import { deleteCredential, deleteIdentity, putCredential, putIdentity } from "./managed-identity-operations";
import { metadataEndpoints } from "./metadata-endpoints";
import { type Origins, originsFor } from "./origins";
import { listPermissions } from "./permission-operations";
import { requestSegments } from "./request-path";
import {
    checkResourceGroupExistence,
    deleteResourceGroup,
    getResourceGroup,
    listResourceGroups,
    putResourceGroup,
} from "./resource-group-operations";
import {
    parseResourcePath,
    providerType,
    resourceGroupType,
    subscriptionType,
    tenantType,
    type ResourceId,
} from "./resource-id";
import { getResource, listResources, listResourcesOfType } from "./resource-operations";
import { roleAssignmentType } from "./role-assignment";
import {
    deleteRoleAssignment,
    getRoleAssignment,
    listRoleAssignments,
    putRoleAssignment,
} from "./role-assignment-operations";
import { getRoleDefinition, listRoleDefinitions } from "./role-definition-operations";
import { roleDefinitionType } from "./role-definitions";
import { ServiceError } from "./service-error";
import { getProvider, getSubscription, listProviders, listSubscriptions, listTenants } from "./subscription-operations";
import { withTracingHeaders } from "./tracing-headers";

type Operation = (call: ArmCall, id: ResourceId) => Response | Promise<Response>;
type Operations = Readonly<Partial<Record<string, Operation>>>;

/** The operations on one resource of a type, by HTTP method. */
const itemOperations: Readonly<Partial<Record<string, Operations>>> = byType({
    [subscriptionType]: { GET: getSubscription },
    [resourceGroupType]: {
        GET: getResourceGroup,
        HEAD: checkResourceGroupExistence,
        PUT: putResourceGroup,
        DELETE: deleteResourceGroup,
    },
    [providerType]: { GET: getProvider },
    [roleAssignmentType]: { GET: getRoleAssignment, PUT: putRoleAssignment, DELETE: deleteRoleAssignment },
    [roleDefinitionType]: { GET: getRoleDefinition },
    [userAssignedIdentityType]: { GET: getResource, PUT: putIdentity, DELETE: deleteIdentity },
    [federatedIdentityCredentialType]: { GET: getResource, PUT: putCredential, DELETE: deleteCredential },
});

/** The operations on all resources of a type under a scope. */
const collectionOperations: Readonly<Partial<Record<string, Operations>>> = byType({
    [tenantType]: { GET: listTenants },
    [subscriptionType]: { GET: listSubscriptions },
    [resourceGroupType]: { GET: listResourceGroups },
    [`${subscriptionType}/resources`]: { GET: listResources },
    [`${resourceGroupType}/resources`]: { GET: listResources },
    [providerType]: { GET: listProviders },
    [roleAssignmentType]: { GET: listRoleAssignments },
    [roleDefinitionType]: { GET: listRoleDefinitions },
    "Microsoft.Authorization/permissions": { GET: listPermissions },
});

const knownCodes = [
    "AuthenticationFailed",
    "InvalidAuthenticationToken",
    "ExpiredAuthenticationToken",
    "InvalidAuthenticationTokenAudience",
    "InvalidAuthenticationTokenTenant",
];

/**
 * Azure Resource Manager: every request except `/metadata/endpoints` is authenticated, then authorised by role, then
 * served.
 */
export function createResourceManager(arm: Arm): Handler {
    return (request) => withTracingHeaders(request, arm.region, () => serve(arm, request));
}

async function serve(arm: Arm, request: Request): Promise<Response> {
    const url = new URL(request.url);
    const segments = requestSegments(url.pathname);
    if (segments.join("/").toLowerCase() === "metadata/endpoints" && request.method === "GET") {
        return metadataEndpoints(requiredApiVersion(url.searchParams), originsFor(request, arm.origins));
    }
    const origins = originsFor(request, arm.origins);
    const gatekeeper = {
        clock: arm.clock,
        entra: arm.entra,
        tenantId: arm.tenantId,
        audiences: () => audiences(origins),
    };
    const caller = await authenticate(request, gatekeeper, (refusal) => unauthorized(arm, origins, refusal));
    const call = { arm, caller, request, query: url.searchParams, apiVersion: requiredApiVersion(url.searchParams) };
    return dispatch(call, segments);
}

function dispatch(call: ArmCall, segments: readonly string[]): Response | Promise<Response> {
    const path = parseResourcePath(segments);
    if (path === undefined) {
        throw new ServiceError(404, "NotFound", `There is nothing at '/${segments.join("/")}'.`);
    }
    const { id, collectionType } = path;
    requireSubscription(call.arm.resources, id);
    const type = collectionType ?? id.type;
    checkAuthorizationVersion(type, call.apiVersion);
    const known = (collectionType === undefined ? itemOperations : collectionOperations)[type.toLowerCase()];
    const operation = (known ?? generic(collectionType))[call.request.method];
    if (operation === undefined) {
        authorize(call, `${type}/write`, id);
        refuseUnknownType(call.arm.resources, type);
        throw new ServiceError(
            405,
            "MethodNotAllowed",
            `The requested resource of type '${type}' does not support http method '${call.request.method}'.`,
        );
    }
    return operation(call, id);
}

function generic(collectionType: string | undefined): Operations {
    return {
        GET: collectionType === undefined ? getResource : (call, id) => listResourcesOfType(call, id, collectionType),
    };
}

function byType(operations: Record<string, Operations>): Readonly<Partial<Record<string, Operations>>> {
    return Object.fromEntries(Object.entries(operations).map(([type, value]) => [type.toLowerCase(), value]));
}

function requiredApiVersion(query: URLSearchParams): string {
    const versions = query.getAll("api-version");
    const [version = ""] = versions;
    if (version === "") {
        throw new ServiceError(
            400,
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
        );
    }
    if (versions.length > 1 || !/^\d{4}-\d{2}-\d{2}(-preview)?$/.test(version)) {
        throw new ServiceError(
            400,
            "InvalidApiVersionParameter",
            `The api-version '${versions.join(",")}' is invalid. It has to be one date such as '2022-04-01', with or without '-preview'.`,
        );
    }
    return version;
}

function checkAuthorizationVersion(type: string, apiVersion: string): void {
    const [namespace = "", name = ""] = type.split("/");
    if (namespace.toLowerCase() === "microsoft.authorization" && !authorizationVersions.includes(apiVersion)) {
        throw new ServiceError(
            400,
            "NoRegisteredProviderFound",
            `No registered resource provider found for location '' and API version '${apiVersion}' for type '${name}'. The supported api-versions are '${authorizationVersions.join(", ")}'.`,
        );
    }
}

function audiences(origins: Origins): string[] {
    return audienceForms(
        "https://management.azure.com",
        "https://management.core.windows.net",
        origins.resourceManager(),
    );
}

function unauthorized({ tenantId }: Arm, origins: Origins, { code, message }: Refusal): ServiceError {
    const description = message.replaceAll(/[^ -~]|["\\]/g, "'");
    return new ServiceError(401, knownCodes.includes(code) ? code : "InvalidAuthenticationToken", message, {
        headers: {
            "WWW-Authenticate": `Bearer authorization_uri="${origins.login()}/${tenantId}", error="invalid_token", error_description="${description}"`,
        },
    });
}
