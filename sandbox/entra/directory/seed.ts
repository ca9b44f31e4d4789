import { createHash, randomBytes } from "node:crypto";
import { initialProperties } from "../graph/body";
import type { Directory } from "./directory";
import { applicationProperties, servicePrincipalProperties } from "./directory-properties";

/** https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in */
const GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000";
const RESOURCE_MANAGER_APP_ID = "797f4846-ba00-4fd7-ba43-dac1f8f63013";
const KEY_VAULT_APP_ID = "cfa8b339-82a2-471a-a3c9-0fc0be7a4093";

/** The Graph permission of a client that manages the applications it owns, and no others. */
export const OWNED_APPLICATIONS_ROLE = "Application.ReadWrite.OwnedBy";
const OWNED_APPLICATIONS_ROLE_ID = "18a4783c-866b-4cc7-a460-3d5e5662c884";

export interface Origins {
    readonly login: () => string;
    readonly graph: () => string;
    readonly resourceManager: () => string;
    readonly keyVault: () => string;
}

export interface Deployer {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly objectId: string;
}

/** The audiences that mean Microsoft Graph. */
export function graphAudiences(origin: string): readonly string[] {
    return ["https://graph.microsoft.com", origin, GRAPH_APP_ID];
}

/** Adds what every tenant has from the start: Microsoft's resources. */
export function seedResources(directory: Directory, origins: Origins): void {
    const initial = initialProperties(servicePrincipalProperties);
    const role = {
        allowedMemberTypes: ["Application"],
        description:
            "Allows the app to create other applications, and fully manage those applications, without a signed-in user.",
        displayName: "Manage apps that this app creates or owns",
        id: OWNED_APPLICATIONS_ROLE_ID,
        isEnabled: true,
        origin: "Application",
        value: OWNED_APPLICATIONS_ROLE,
    };
    directory.createServicePrincipal({
        appId: GRAPH_APP_ID,
        application: undefined,
        vendorDisplayName: "Microsoft Graph",
        vendorNames: ["https://graph.microsoft.com"],
        localName: origins.graph,
        properties: { ...initial, appRoles: [role] },
        builtIn: true,
    });
    directory.createServicePrincipal({
        appId: RESOURCE_MANAGER_APP_ID,
        application: undefined,
        vendorDisplayName: "Windows Azure Service Management API",
        vendorNames: ["https://management.azure.com", "https://management.core.windows.net"],
        localName: origins.resourceManager,
        properties: initial,
        builtIn: true,
    });
    directory.createServicePrincipal({
        appId: KEY_VAULT_APP_ID,
        application: undefined,
        vendorDisplayName: "Azure Key Vault",
        vendorNames: ["https://vault.azure.net"],
        localName: origins.keyVault,
        properties: initial,
        builtIn: true,
    });
}

/** Adds the deploying client, with a secret for this run. */
export function seedDeployer(directory: Directory): Deployer {
    const clientSecret = randomBytes(30).toString("base64url");
    const application = directory.createApplication({
        properties: { ...initialProperties(applicationProperties), displayName: "Deployer" },
        secretDigest: secretDigest(clientSecret),
        builtIn: true,
    });
    const principal = directory.createServicePrincipal({
        appId: application.appId,
        application,
        properties: initialProperties(servicePrincipalProperties),
        grantedRoles: new Map([[GRAPH_APP_ID, [OWNED_APPLICATIONS_ROLE]]]),
        builtIn: true,
    });
    return { clientId: application.appId, clientSecret, objectId: principal.id };
}

export function secretDigest(secret: string): Buffer {
    return createHash("sha256").update(secret).digest();
}
