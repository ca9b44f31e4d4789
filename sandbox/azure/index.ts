import { randomUUID } from "node:crypto";
import type { Clock } from "../core/clock";
import { isGuid } from "../core/guid";
import { contentsOf, type HostedService, publish } from "../core/hosted-service";
import type { Network } from "../core/network";
import { UnplayableError } from "../core/unplayable-error";
import { createKeyVault, createSecret, secretType, type Vault, vaultType } from "./key-vault/key-vault";
import { AccessControl } from "./resource-manager/access-control";
import type { Arm } from "./resource-manager/arm-context";
import { federatedIdentityCredentialType, userAssignedIdentityType } from "./resource-manager/managed-identity";
import { type Origins, resourceManagerHost, vaultHost } from "./resource-manager/origins";
import {
    childId,
    isType,
    lineage,
    managementGroupType,
    parseResourceId,
    resourceGroupType,
    subscriptionOf,
    subscriptionType,
    tenantRoot,
    type ResourceId,
} from "./resource-manager/resource-id";
import { createResourceManager } from "./resource-manager/resource-manager";
import { Resources, type Resource } from "./resource-manager/resources";
import type { RoleAssignment } from "./resource-manager/role-assignment";
import { roleAssignmentId } from "./resource-manager/role-assignment-operations";
import { findRoleDefinitionByName } from "./resource-manager/role-definitions";
import type { TenantDirectory } from "./resource-manager/tenant-directory";

export interface AzureOptions {
    readonly clock: Clock;
    /** Where the services appear under Microsoft's own host names. */
    readonly network: Network;
    readonly entra: TenantDirectory;
    readonly tenantId: string;
    readonly subscriptionIds: readonly string[];
    /** The deploying service principal. */
    readonly deployerObjectId: string;
    /** The roles that an administrator has assigned to it: the only ones it has. */
    readonly deployerRoles: readonly DeployerRole[];
    /** The location of all resources, such as `westeurope`. */
    readonly region: string;
    /**
     * Ids of what exists from the start; whatever contains them is created too. Each vault gets the secret `greeting`.
     */
    readonly existingScopes: readonly string[];
    /** Where the clouds are on this machine. */
    readonly origins: Origins;
}

export interface AzureCloud {
    readonly services: {
        readonly resourceManager: HostedService;
        /** The data planes of the existing vaults. */
        readonly keyVault: HostedService;
    };
    /**
     * Acts as an administrator: assigns more roles to whoever deploys, replacing those assigned under the same name.
     */
    grant(name: string, roles: readonly DeployerRole[]): void;
    revoke(name: string): void;
    /** The id of every role assignment, resource group and managed identity created since the start. */
    contents(): string[];
}

/** A role assignment of the service principal that deploys. */
export interface DeployerRole {
    /** The name of a built-in role. */
    readonly role: string;
    /** A resource id. */
    readonly scope: string;
    /** Version 2.0 of the condition language. */
    readonly condition?: string;
}

const provisioningState = "Succeeded";

/**
 * Azure Resource Manager and Key Vault. The management groups named by the existing scopes form one chain under the
 * tenant's root group, in the given order, and contain every subscription. Throws an UnplayableError for an existing
 * scope that is not a resource id or lies in another subscription.
 */
export function createAzure(options: AzureOptions): AzureCloud {
    const existing = options.existingScopes.map(parseExistingScope);
    const rootGroup = childId(tenantRoot, managementGroupType, options.tenantId);
    const managementGroups = unique([rootGroup, ...existing.flatMap(lineage).filter(isManagementGroup)]);
    const subscriptions = options.subscriptionIds.map((id) => childId(tenantRoot, subscriptionType, id));
    const resources = new Resources();
    for (const id of [...managementGroups, ...subscriptions]) {
        resources.put({ id, location: undefined, tags: {}, properties: {} });
    }
    const arm: Arm = {
        ...options,
        entra: withManagedIdentities(options.entra, resources),
        resources,
        accessControl: new AccessControl(managementGroups),
        credentialWrites: new Set(),
    };
    for (const id of existing) {
        createWithParents(arm, id);
    }
    const granted = new Map<string, readonly RoleAssignment[]>();
    const revoke = (name: string): void => {
        for (const assignment of granted.get(name) ?? []) {
            arm.accessControl.delete(assignment);
        }
        granted.delete(name);
    };
    const grant = (name: string, roles: readonly DeployerRole[]): void => {
        revoke(name);
        granted.set(
            name,
            roles.map((role) => assignDeployerRole(arm, role, options.deployerObjectId)),
        );
    };
    grant("deployment", options.deployerRoles);
    const vaults = arm.resources.ofType(vaultType).map((vault) => createVault(arm, vault));
    const start = new Set(lines(arm));
    const services = {
        resourceManager: {
            name: "resource-manager",
            hosts: [resourceManagerHost],
            handler: createResourceManager(arm),
            contents: () => {
                const given = new Set([...granted.values()].flat().map(roleAssignmentId));
                return lines(arm).filter((line) => !start.has(line) && !given.has(line));
            },
        },
        keyVault: {
            name: "key-vault",
            hosts: vaults.map(({ resource }) => vaultHost(resource.id.name)),
            handler: createKeyVault(arm, vaults),
            contents: () => [],
        },
    };
    publish(services, options.network);
    return { services, grant, revoke, contents: () => contentsOf(services) };
}

function parseExistingScope(text: string): ResourceId {
    const id = parseResourceId(text);
    if (id === undefined) {
        throw new UnplayableError(
            `The existing scope '${text}' is not a resource id; write it as '/subscriptions/<id>/resourceGroups/<name>/…'.`,
        );
    }
    return id;
}

function createWithParents(arm: Arm, scope: ResourceId): void {
    const subscription = subscriptionOf(scope);
    if (subscription !== undefined && arm.resources.find(subscription) === undefined) {
        throw new UnplayableError(
            `The existing scope '${scope.text}' lies in a subscription that the sandbox does not have.`,
        );
    }
    for (const id of lineage(scope).toReversed()) {
        if (id.key !== tenantRoot.key && arm.resources.find(id) === undefined) {
            arm.resources.put(existingResource(arm, id));
        }
    }
}

function existingResource(arm: Arm, id: ResourceId): Resource {
    const isTracked = id.type === resourceGroupType || id.parent?.type === resourceGroupType;
    return {
        id,
        location: isTracked ? arm.region : undefined,
        tags: {},
        ...(isType(id.type, vaultType) ? vaultProperties(arm, id) : { properties: { provisioningState } }),
    };
}

function vaultProperties({ tenantId }: Arm, { name }: ResourceId): Pick<Resource, "properties" | "endpoints"> {
    return {
        properties: {
            provisioningState,
            tenantId,
            sku: { family: "A", name: "standard" },
            enableRbacAuthorization: true,
        },
        endpoints: (origins) => ({ vaultUri: `${origins.keyVault(name)}/` }),
    };
}

function createVault(arm: Arm, resource: Resource): Vault {
    createWithParents(arm, childId(resource.id, secretType, "greeting"));
    return {
        resource,
        secrets: [createSecret("greeting", `Hello from the vault ${resource.id.name}.`, arm.clock.now())],
    };
}

function assignDeployerRole(arm: Arm, { role, scope, condition }: DeployerRole, objectId: string): RoleAssignment {
    const roleDefinition = findRoleDefinitionByName(role);
    if (roleDefinition === undefined || !isGuid(objectId)) {
        throw new UnplayableError(`The role '${role}' cannot be assigned to '${objectId}': an object id is a GUID.`);
    }
    const now = arm.clock.now();
    const assignment: RoleAssignment = {
        name: randomUUID(),
        scope: parseExistingScope(scope),
        principalId: objectId.toLowerCase(),
        principalType: "ServicePrincipal",
        roleDefinition,
        description: null,
        condition: condition ?? null,
        conditionVersion: condition === undefined ? null : "2.0",
        createdOn: now,
        updatedOn: now,
        createdBy: objectId,
        updatedBy: objectId,
    };
    arm.accessControl.put(assignment);
    return assignment;
}

function withManagedIdentities(entra: TenantDirectory, resources: Resources): TenantDirectory {
    const isIdentity = (objectId: string): boolean =>
        resources.ofType(userAssignedIdentityType).some(({ properties }) => properties["principalId"] === objectId);
    return {
        verifyAccessToken: (authorization, audiences, now) => entra.verifyAccessToken(authorization, audiences, now),
        findPrincipal: (objectId) =>
            entra.findPrincipal(objectId) ?? (isIdentity(objectId) ? { type: "ServicePrincipal" } : undefined),
    };
}

function lines(arm: Arm): string[] {
    const kinds = [resourceGroupType, userAssignedIdentityType, federatedIdentityCredentialType];
    const made = kinds.flatMap((kind) => arm.resources.ofType(kind)).map(({ id }) => id.text);
    return [...made, ...arm.accessControl.all().map(roleAssignmentId)].sort();
}

function isManagementGroup({ type }: ResourceId): boolean {
    return type === managementGroupType;
}

function unique(ids: readonly ResourceId[]): ResourceId[] {
    return [...new Map(ids.map((id) => [id.key, id])).values()];
}
