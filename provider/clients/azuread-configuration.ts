/** A value of the azuread provider's configuration, by the provider's name for it. */
export type AzureadConfiguration = Readonly<Record<string, string>>;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment variables that the azuread provider falls back to; the first one set wins.
 * https://www.pulumi.com/registry/packages/azuread/installation-configuration/
 */
const variables: Readonly<Record<string, readonly string[]>> = {
    adoPipelineServiceConnectionId: [
        "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID",
        "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID",
        "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
    ],
    clientCertificate: ["ARM_CLIENT_CERTIFICATE"],
    clientCertificatePassword: ["ARM_CLIENT_CERTIFICATE_PASSWORD"],
    clientCertificatePath: ["ARM_CLIENT_CERTIFICATE_PATH"],
    clientId: ["ARM_CLIENT_ID"],
    clientIdFilePath: ["ARM_CLIENT_ID_FILE_PATH"],
    clientSecret: ["ARM_CLIENT_SECRET"],
    clientSecretFilePath: ["ARM_CLIENT_SECRET_FILE_PATH"],
    environment: ["ARM_ENVIRONMENT"],
    metadataHost: ["ARM_METADATA_HOSTNAME"],
    oidcRequestToken: ["ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN"],
    oidcRequestUrl: ["ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL", "SYSTEM_OIDCREQUESTURI"],
    oidcToken: ["ARM_OIDC_TOKEN"],
    oidcTokenFilePath: ["ARM_OIDC_TOKEN_FILE_PATH"],
    useAksWorkloadIdentity: ["ARM_USE_AKS_WORKLOAD_IDENTITY"],
    useCli: ["ARM_USE_CLI"],
    useMsi: ["ARM_USE_MSI"],
    useOidc: ["ARM_USE_OIDC"],
};

/** The keys of `azuread:` that say who deploys, and to which cloud. */
export const azureadKeys: readonly string[] = Object.keys(variables);

/** How to sign in to Entra: one of the azuread provider's ways. Secrets and certificates are read when they are used. */
export type EntraSignIn =
    | {
          readonly kind: "certificate";
          readonly clientId: Content;
          readonly source: Content;
          readonly password: string | undefined;
      }
    | { readonly kind: "secret"; readonly clientId: Content; readonly secret: Content }
    | { readonly kind: "assertion"; readonly clientId: Content; readonly assertion: Content | TokenRequest }
    | { readonly kind: "managedIdentity"; readonly clientId: Content | undefined }
    | { readonly kind: "azureCli" };

/** A string, or the file that holds it. */
export type Content =
    { readonly kind: "value"; readonly value: string } | { readonly kind: "file"; readonly path: string };

/** Where a pipeline gets its own token. */
export interface TokenRequest {
    readonly kind: "request";
    readonly url: string;
    readonly token: string;
    /** The service connection, where the pipeline is Azure DevOps's. */
    readonly serviceConnectionId: string | undefined;
}

/** Which cloud: a well-known one by name, or one that a metadata host describes. */
export type EntraCloud =
    { readonly kind: "named"; readonly name: string } | { readonly kind: "metadata"; readonly host: string };

function reader(configuration: AzureadConfiguration, environment: Environment) {
    return (key: string): string | undefined =>
        [configuration[key], ...(variables[key] ?? []).map((name) => environment[name])].find(
            (value) => value !== undefined && value !== "",
        );
}

/** The cloud of the azuread provider. @default the public one */
export function entraCloud(configuration: AzureadConfiguration, environment: Environment): EntraCloud {
    const read = reader(configuration, environment);
    const host = read("metadataHost");
    return host === undefined
        ? { kind: "named", name: (read("environment") ?? "global").toLowerCase() }
        : { kind: "metadata", host };
}

/**
 * How the azuread provider would sign in: certificate, secret, OIDC, managed identity, Azure CLI, in this order.
 *
 * @throws Error if nothing is configured and the Azure CLI is disabled.
 */
export function entraSignIn(configuration: AzureadConfiguration, environment: Environment): EntraSignIn {
    const read = reader(configuration, environment);
    const isOn = (key: string): boolean => ["true", "1"].includes((read(key) ?? "").toLowerCase());
    const content = (valueKey: string, pathKey: string): Content | undefined => {
        const value = read(valueKey);
        const path = read(pathKey);
        return value !== undefined ? { kind: "value", value } : path !== undefined ? { kind: "file", path } : undefined;
    };
    const isAks = isOn("useAksWorkloadIdentity");
    const clientId = content("clientId", "clientIdFilePath") ?? aksClientId(isAks, environment);
    const certificate = content("clientCertificate", "clientCertificatePath");
    if (clientId !== undefined && certificate !== undefined) {
        return { kind: "certificate", clientId, source: certificate, password: read("clientCertificatePassword") };
    }
    const secret = content("clientSecret", "clientSecretFilePath");
    if (clientId !== undefined && secret !== undefined) {
        return { kind: "secret", clientId, secret };
    }
    const assertion = content("oidcToken", "oidcTokenFilePath") ?? aksToken(isAks, environment) ?? tokenRequest(read);
    if (clientId !== undefined && assertion !== undefined && (isAks || isOn("useOidc"))) {
        return { kind: "assertion", clientId, assertion };
    }
    if (isOn("useMsi")) {
        return { kind: "managedIdentity", clientId };
    }
    if ((read("useCli") ?? "true").toLowerCase() === "false") {
        throw new Error(
            "There are no Entra credentials: set ARM_CLIENT_ID with ARM_CLIENT_SECRET, ARM_CLIENT_CERTIFICATE_PATH or ARM_USE_OIDC, or set ARM_USE_MSI or ARM_USE_CLI, as for the azuread provider.",
        );
    }
    return { kind: "azureCli" };
}

function aksClientId(isAks: boolean, environment: Environment): Content | undefined {
    const value = environment.AZURE_CLIENT_ID;
    return isAks && value !== undefined ? { kind: "value", value } : undefined;
}

function aksToken(isAks: boolean, environment: Environment): Content | undefined {
    const path = environment.AZURE_FEDERATED_TOKEN_FILE;
    return isAks && path !== undefined ? { kind: "file", path } : undefined;
}

function tokenRequest(read: (key: string) => string | undefined): TokenRequest | undefined {
    const url = read("oidcRequestUrl");
    const token = read("oidcRequestToken");
    return url === undefined || token === undefined
        ? undefined
        : { kind: "request", url, token, serviceConnectionId: read("adoPipelineServiceConnectionId") };
}
