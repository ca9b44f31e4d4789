/**
 * A place in Azure: something that exists or could exist, and that roles can be assigned on. Ids are case-insensitive:
 * `key` is for comparing, `text` for showing.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/scope-extension-resources
 */
export interface ResourceId {
    readonly text: string;
    readonly key: string;
    /** Such as `Microsoft.KeyVault/vaults`; of a subscription `Microsoft.Resources/subscriptions`. */
    readonly type: string;
    readonly name: string;
    readonly parent: ResourceId | undefined;
}

/** A path of Resource Manager: one thing, or the things of one type directly under it. */
export interface ResourcePath {
    readonly id: ResourceId;
    readonly collectionType: string | undefined;
}

export const tenantType = "Microsoft.Resources/tenants";
export const subscriptionType = "Microsoft.Resources/subscriptions";
export const resourceGroupType = "Microsoft.Resources/subscriptions/resourceGroups";
export const managementGroupType = "Microsoft.Management/managementGroups";
export const providerType = "Microsoft.Resources/subscriptions/providers";

/** The scope `/`, above everything. */
export const tenantRoot: ResourceId = { text: "/", key: "/", type: tenantType, name: "", parent: undefined };

const built: Readonly<Record<string, { readonly segment: string; readonly type: string } | undefined>> = {
    [tenantType]: { segment: "subscriptions", type: subscriptionType },
    [subscriptionType]: { segment: "resourceGroups", type: resourceGroupType },
};

/** Types with paths of their own, not under `/providers/`, so that nothing else can be mistaken for them. */
const ownPathTypes = [tenantType, subscriptionType];

/** Undefined if the segments are not a Resource Manager path. */
export function parseResourcePath(segments: readonly string[]): ResourcePath | undefined {
    return readPath(tenantRoot, segments);
}

/** The id in a string such as `/subscriptions/…/resourceGroups/…`; undefined if it is not one. */
export function parseResourceId(text: string): ResourceId | undefined {
    const segments = text.split("/").slice(1);
    if (!text.startsWith("/") || segments.includes("")) {
        return text === "/" ? tenantRoot : undefined;
    }
    const path = parseResourcePath(segments);
    return path?.collectionType === undefined ? path?.id : undefined;
}

/**
 * The id of a resource with that type and name under a parent: `childId(vault, "Microsoft.KeyVault/vaults/secrets",
 * "greeting")`.
 */
export function childId(parent: ResourceId, type: string, name: string): ResourceId {
    const prefix = parent === tenantRoot ? "" : parent.text;
    const text = `${prefix}/${segmentsOfType(parent, type)}/${name}`;
    return { text, key: text.toLowerCase(), type, name, parent };
}

/** The id itself, what contains it, and so on up to the tenant's root. */
export function lineage(id: ResourceId): ResourceId[] {
    return id.parent === undefined ? [id] : [id, ...lineage(id.parent)];
}

/** Whether `id` is `scope` or lies somewhere under it. */
export function isWithin(id: ResourceId, scope: ResourceId): boolean {
    return lineage(id).some(({ key }) => key === scope.key);
}

export function subscriptionOf(id: ResourceId): ResourceId | undefined {
    return lineage(id).find(({ type }) => type === subscriptionType);
}

export function resourceGroupOf(id: ResourceId): ResourceId | undefined {
    return lineage(id).find(({ type }) => type === resourceGroupType);
}

export function isType(type: string, other: string): boolean {
    return type.toLowerCase() === other.toLowerCase();
}

function segmentsOfType(parent: ResourceId, type: string): string {
    const own = built[parent.type];
    if (own !== undefined && isType(own.type, type)) {
        return own.segment;
    }
    return isType(type.slice(0, parent.type.length + 1), `${parent.type}/`)
        ? type.slice(parent.type.length + 1)
        : `providers/${type}`;
}

function readPath(id: ResourceId, rest: readonly string[]): ResourcePath | undefined {
    const [word, ...after] = rest;
    if (word === undefined) {
        return { id, collectionType: undefined };
    }
    if (word.toLowerCase() === "providers") {
        return readProvider(id, after);
    }
    const own = built[id.type];
    if (own !== undefined && isType(word, own.segment)) {
        return readItem(id, own.type, after);
    }
    return after.length === 0 && id.parent !== undefined
        ? { id, collectionType: `${id.type}/${word}` }
        : readNested(id, word, after);
}

function readNested(id: ResourceId, word: string, after: readonly string[]): ResourcePath | undefined {
    if (id === tenantRoot) {
        return isType(word, "tenants") && after.length === 0 ? { id, collectionType: tenantType } : undefined;
    }
    return id.type === subscriptionType || id.type === resourceGroupType
        ? undefined
        : readItem(id, `${id.type}/${word}`, after);
}

function readProvider(id: ResourceId, rest: readonly string[]): ResourcePath | undefined {
    const [namespace, type, ...after] = rest;
    if (namespace === undefined) {
        return { id, collectionType: providerType };
    }
    if (ownPathTypes.some((own) => isType(own, `${namespace}/${type ?? ""}`))) {
        return undefined;
    }
    if (type === undefined) {
        return { id: childOfProviders(id, namespace), collectionType: undefined };
    }
    return readItem(id, `${namespace}/${type}`, after);
}

function childOfProviders(id: ResourceId, namespace: string): ResourceId {
    const text = `${id === tenantRoot ? "" : id.text}/providers/${namespace}`;
    return { text, key: text.toLowerCase(), type: providerType, name: namespace, parent: id };
}

function readItem(parent: ResourceId, type: string, rest: readonly string[]): ResourcePath | undefined {
    const [name, ...after] = rest;
    return name === undefined
        ? { id: parent, collectionType: type }
        : readPath(childId(parent, isType(type, managementGroupType) ? managementGroupType : type, name), after);
}
