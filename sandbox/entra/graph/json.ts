import type { JsonObject } from "../../core/json-object";
import {
    type Application,
    displayNameOf,
    type ServicePrincipal,
    servicePrincipalNamesOf,
} from "../directory/directory-object";
import type { FederatedCredential } from "../directory/federated-credentials";

/** The tenant that Microsoft's own applications live in. */
const MICROSOFT_TENANT = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

export function applicationJson(application: Application, publisherDomain: string): JsonObject {
    return {
        id: application.id,
        deletedDateTime: null,
        appId: application.appId,
        applicationTemplateId: null,
        certification: null,
        createdDateTime: application.createdDateTime,
        disabledByMicrosoftStatus: null,
        publisherDomain,
        uniqueName: null,
        verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
        ...application.properties,
    };
}

export function servicePrincipalJson(principal: ServicePrincipal, tenantId: string): JsonObject {
    const application = principal.application;
    return {
        id: principal.id,
        deletedDateTime: null,
        appDescription: application?.properties["description"] ?? null,
        appDisplayName: displayNameOf(principal),
        appId: principal.appId,
        appOwnerOrganizationId: application === undefined ? MICROSOFT_TENANT : tenantId,
        applicationTemplateId: null,
        createdDateTime: principal.createdDateTime,
        disabledByMicrosoftStatus: null,
        displayName: displayNameOf(principal),
        servicePrincipalNames: servicePrincipalNamesOf(principal),
        servicePrincipalType: "Application",
        signInAudience: application?.properties["signInAudience"] ?? "AzureADMultipleOrgs",
        verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
        ...principal.properties,
    };
}

export function federatedCredentialJson(credential: FederatedCredential): JsonObject {
    return {
        id: credential.id,
        name: credential.name,
        issuer: credential.issuer,
        subject: credential.subject,
        description: credential.description,
        audiences: [credential.audience],
    };
}
