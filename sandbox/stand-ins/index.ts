import { serveProvider } from "@cognito-entra/plumbing";
import { awsStandIn } from "./aws";
import { azureNativeStandIn } from "./azure-native";
import { azureadStandIn } from "./azuread";
import type { Fetch } from "./http";
import { providerHandler } from "./stand-in";

/**
 * Where the sandbox's clouds are, and the credentials that the stand-ins deploy with. Origins have no trailing slash.
 */
export interface StandInOptions {
    /** Reaches every origin below. */
    readonly fetch: Fetch;
    readonly aws: {
        readonly endpoint: string;
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
        readonly region: string;
    };
    readonly entra: {
        readonly login: string;
        readonly graph: string;
        readonly resourceManager: string;
        readonly tenantId: string;
        readonly clientId: string;
        readonly clientSecret: string;
    };
    readonly subscriptionId: string;
}

export interface StandIns {
    /** The gRPC port of each, for `PULUMI_DEBUG_PROVIDERS`. */
    readonly ports: Readonly<Record<"aws" | "azuread" | "azure-native", number>>;
    close(): Promise<void>;
}

/** Starts a stand-in for each of Pulumi's providers: like the real ones, they use the clouds' own HTTP APIs. */
export async function startStandIns({ fetch, aws, entra, subscriptionId }: StandInOptions): Promise<StandIns> {
    const { graph, resourceManager } = entra;
    const [awsServer, azureadServer, azureNativeServer] = await Promise.all([
        serveProvider(providerHandler(awsStandIn({ fetch, ...aws }))),
        serveProvider(providerHandler(azureadStandIn({ fetch, graph, resourceManager, credentials: entra }))),
        serveProvider(
            providerHandler(azureNativeStandIn({ fetch, resourceManager, credentials: entra, subscriptionId })),
        ),
    ]);
    return {
        ports: { aws: awsServer.port, azuread: azureadServer.port, "azure-native": azureNativeServer.port },
        close: async () => {
            await Promise.all([awsServer.close(), azureadServer.close(), azureNativeServer.close()]);
        },
    };
}
