import { cloudOf } from "../azure-clouds";
import type { Environment } from "../federation-settings";
import type { System } from "../system";
import { getJson } from "./json-api";

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
    const answer = await getJson(`https://${host}/metadata/endpoints?api-version=2022-09-01`, undefined, system);
    return {
        graph: httpsOrigin(answer?.body["microsoftGraphResourceId"]) ?? cloud.graph,
        resourceManager: httpsOrigin(answer?.body["resourceManager"]) ?? cloud.resourceManager,
    };
}

/** Tokens go there: never in clear. */
function httpsOrigin(value: unknown): string | undefined {
    return typeof value === "string" && value.startsWith("https://") ? value.replace(/\/$/, "") : undefined;
}
