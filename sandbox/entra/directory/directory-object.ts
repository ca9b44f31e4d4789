import { isTextList, type JsonObject } from "../../core/json-object";
import type { FederatedCredentials } from "./federated-credentials";

interface DirectoryObject {
    readonly id: string;
    readonly appId: string;
    readonly createdDateTime: string;
    /** The writable properties, as Graph returns them. */
    properties: JsonObject;
    readonly ownerIds: Set<string>;
    /** Exists from the start, so it is not part of what was deployed. */
    readonly builtIn: boolean;
}

export interface Application extends DirectoryObject {
    readonly kind: "application";
    readonly credentials: FederatedCredentials;
    /** SHA-256 of the client secret, if the application has one. */
    readonly secretDigest: Buffer | undefined;
}

export interface ServicePrincipal extends DirectoryObject {
    readonly kind: "servicePrincipal";
    /** The application of this tenant behind it; undefined for Microsoft's own. */
    readonly application: Application | undefined;
    /** Its display name, if no application gives it one. */
    readonly vendorDisplayName: string;
    /** Names that tokens can be requested for, besides the appId and the application's identifier URIs. */
    readonly vendorNames: readonly string[];
    /** Its address on this machine: tokens can be requested for it too, but no answer lists it. */
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
