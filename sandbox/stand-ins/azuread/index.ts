import { BearerTokens, type ClientCredentials } from "../bearer-tokens";
import { anyValue, exactly, exactlySecret, off } from "../configuration";
import type { Fetch } from "../http";
import type { StandIn } from "../stand-in";
import { restClient } from "../rest-client";
import { application } from "./application";
import { applicationFederatedIdentityCredential } from "./application-federated-identity-credential";
import { getClientConfig } from "./get-client-config";
import { servicePrincipal } from "./service-principal";

export interface AzureadConnection {
    readonly fetch: Fetch;
    /** Origin of Microsoft Graph. */
    readonly graph: string;
    /** Origin of Azure Resource Manager, where the real provider finds the other origins by `metadataHost`. */
    readonly resourceManager: string;
    readonly credentials: ClientCredentials;
}

const CLIENT_SECRET_ONLY = "cannot be on in the sandbox: the deployer signs in with a client secret. Leave it out.";

/** The stand-in for `@pulumi/azuread`. */
export function azureadStandIn({ fetch, graph, resourceManager, credentials }: AzureadConnection): StandIn {
    const tokens = new BearerTokens(fetch, credentials);
    const client = restClient(fetch, graph, tokens);
    return {
        name: "azuread",
        version: "6.9.1",
        moduleFormat: "(.*)(?:/[^/]*)",
        options: {
            tenantId: exactly("tenant", credentials.tenantId),
            clientId: exactlySecret("client id", credentials.clientId),
            clientSecret: exactlySecret("client secret", credentials.clientSecret),
            environment: exactly("environment", "public"),
            metadataHost: exactly("metadata host", new URL(resourceManager).host),
            disableTerraformPartnerId: anyValue,
            useAksWorkloadIdentity: off(CLIENT_SECRET_ONLY),
            useCli: off(CLIENT_SECRET_ONLY),
            useMsi: off(CLIENT_SECRET_ONLY),
            useOidc: off(CLIENT_SECRET_ONLY),
        },
        resources: {
            "azuread:index/application:Application": application(client, graph),
            "azuread:index/servicePrincipal:ServicePrincipal": servicePrincipal(client, graph),
            "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential":
                applicationFederatedIdentityCredential(client),
        },
        functions: {
            "azuread:index/getClientConfig:getClientConfig": getClientConfig(tokens, graph),
        },
    };
}
