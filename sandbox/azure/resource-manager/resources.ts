import type { JsonObject } from "../../core/json-object";
import type { Origins } from "./origins";
import { isType, isWithin, resourceGroupType, subscriptionType, type ResourceId } from "./resource-id";

/** Something that exists: a subscription, a resource group or a resource. */
export interface Resource {
    readonly id: ResourceId;
    readonly location: string | undefined;
    readonly tags: Readonly<Record<string, string>>;
    readonly properties: JsonObject;
    /** Further properties, which name hosts. */
    readonly endpoints?: (origins: Origins) => JsonObject;
}

/** Everything that exists in Azure except role assignments; ids are case-insensitive. */
export class Resources {
    readonly #resources = new Map<string, Resource>();

    find(id: ResourceId): Resource | undefined {
        return this.#resources.get(id.key);
    }

    put(resource: Resource): void {
        this.#resources.set(resource.id.key, resource);
    }

    /** Deletes the resource and everything in it. */
    delete(id: ResourceId): void {
        for (const resource of this.within(id)) {
            this.#resources.delete(resource.id.key);
        }
    }

    all(): Resource[] {
        return [...this.#resources.values()];
    }

    ofType(type: string): Resource[] {
        return this.all().filter(({ id }) => isType(id.type, type));
    }

    /** The scope itself and everything under it. */
    within(scope: ResourceId): Resource[] {
        return this.all().filter(({ id }) => isWithin(id, scope));
    }

    /** What `az resource list` shows: the resources directly in a resource group. */
    inGroups(scope: ResourceId): Resource[] {
        return this.within(scope).filter(({ id }) => id.parent?.type === resourceGroupType);
    }

    /** Every type that has resources, besides subscriptions and groups. */
    types(): string[] {
        const types = new Map(this.all().map(({ id }) => [id.type.toLowerCase(), id.type]));
        return [...types.values()].filter((type) => type !== subscriptionType && type !== resourceGroupType).sort();
    }
}
