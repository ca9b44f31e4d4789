import { cloudOf } from "../azure-clouds";
import type { Environment } from "../federation-settings";
import { isRecord } from "../json-web-token";
import type { System } from "../system";

export interface AzureEndpoints {
    readonly graph: string;
    readonly resourceManager: string;
}

/** Those of the cloud, or of the metadata host that ARM_METADATA_HOSTNAME names, as Terraform and Pulumi find them. */
export async function findAzureEndpoints(
    environment: Environment,
    authorityHost: string,
    system: System,
): Promise<AzureEndpoints> {
    const cloud = cloudOf(authorityHost);
    const host = environment["ARM_METADATA_HOSTNAME"];
    if (!host) {
        return cloud;
    }
    const response = await system
        .fetch(`https://${host}/metadata/endpoints?api-version=2022-09-01`)
        .catch(() => undefined);
    const body: unknown = await response?.json().catch(() => undefined);
    const { microsoftGraphResourceId: graph, resourceManager } = isRecord(body) ? body : {};
    return {
        graph: typeof graph === "string" ? graph.replace(/\/$/, "") : cloud.graph,
        resourceManager:
            typeof resourceManager === "string" ? resourceManager.replace(/\/$/, "") : cloud.resourceManager,
    };
}
