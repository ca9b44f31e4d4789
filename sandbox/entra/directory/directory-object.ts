import { isTextList, type JsonObject } from "../../core/json-object";
import type { FederatedCredentials } from "./federated-credentials";

interface DirectoryObject {
    readonly id: string;
    readonly appId: string;
    readonly createdDateTime: string;
    /** The writable properties, as Graph gives them. */
    properties: JsonObject;
    readonly ownerIds: Set<string>;
    /** There since the start, so no part of what was deployed. */
    readonly builtIn: boolean;
}

export interface Application extends DirectoryObject {
    readonly kind: "application";
    readonly credentials: FederatedCredentials;
    /** SHA-256 of the one client secret, of the applications that have one. */
    readonly secretDigest: Buffer | undefined;
}

export interface ServicePrincipal extends DirectoryObject {
    readonly kind: "servicePrincipal";
    /** The application of this tenant behind it; undefined for Microsoft's own. */
    readonly application: Application | undefined;
    /** Its display name, where there is no application to give it one. */
    readonly vendorDisplayName: string;
    /** Names under which tokens can be asked for, beside the appId and the application's identifier URIs. */
    readonly vendorNames: readonly string[];
    /** Where it listens on this machine: tokens can be asked for under that, too, but no answer lists it. */
    readonly localName: (() => string) | undefined;
    /** Values of the application roles that it was granted, by the appId of the resource. */
    readonly grantedRoles: ReadonlyMap<string, readonly string[]>;
}

export function displayNameOf(object: Application | ServicePrincipal): string {
    if (object.kind === "servicePrincipal") {
        return object.application === undefined ? object.vendorDisplayName : displayNameOf(object.application);
    }
    const name = object.properties["displayName"];
    return typeof name === "string" ? name : "";
}

export function identifierUrisOf(application: Application): readonly string[] {
    const uris = application.properties["identifierUris"];
    return isTextList(uris) ? uris : [];
}

export function servicePrincipalNamesOf(principal: ServicePrincipal): readonly string[] {
    return [
        principal.appId,
        ...principal.vendorNames,
        ...(principal.application === undefined ? [] : identifierUrisOf(principal.application)),
    ];
}

export function isEnabled(principal: ServicePrincipal): boolean {
    return principal.properties["accountEnabled"] !== false && principal.application?.properties["isDisabled"] !== true;
}
