import { BearerTokens, type ClientCredentials } from "../bearer-tokens";
import { anyValue, exactly, exactlySecret, off } from "../configuration";
import type { Fetch } from "../http";
import type { StandIn } from "../stand-in";
import { restClient } from "../rest-client";
import { roleAssignment } from "./role-assignment";

export interface AzureNativeConnection {
    readonly fetch: Fetch;
    /** Origin of Azure Resource Manager. */
    readonly resourceManager: string;
    readonly credentials: ClientCredentials;
    readonly subscriptionId: string;
}

const CLIENT_SECRET_ONLY = "cannot be on in the sandbox: the deployer signs in with a client secret. Leave it out.";

/** The stand-in for `@pulumi/azure-native`. */
export function azureNativeStandIn({
    fetch,
    resourceManager,
    credentials,
    subscriptionId,
}: AzureNativeConnection): StandIn {
    const client = restClient(fetch, resourceManager, new BearerTokens(fetch, credentials));
    return {
        name: "azure-native",
        version: "3.28.0",
        moduleFormat: "(.*)",
        options: {
            tenantId: exactly("tenant", credentials.tenantId),
            subscriptionId: exactly("subscription", subscriptionId),
            clientId: exactlySecret("client id", credentials.clientId),
            clientSecret: exactlySecret("client secret", credentials.clientSecret),
            environment: exactly("environment", "public"),
            metadataHost: exactly("metadata host", new URL(resourceManager).host),
            location: anyValue,
            disableInstanceDiscovery: anyValue,
            disablePulumiPartnerId: anyValue,
            useDefaultAzureCredential: off(CLIENT_SECRET_ONLY),
            useMsi: off(CLIENT_SECRET_ONLY),
            useOidc: off(CLIENT_SECRET_ONLY),
        },
        resources: { "azure-native:authorization:RoleAssignment": roleAssignment(client) },
        functions: {},
    };
}
