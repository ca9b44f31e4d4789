import { cloudOf } from "../azure-clouds";
import { addressAt, type HttpsOrigin, isHttpsOrigin } from "../https-origin";
import type { System } from "../system";
import { fail, type Finding, ok } from "./check";
import { getJson } from "./json-api";

/** Where Azure's APIs are. */
export interface AzureEndpoints {
    readonly graph: HttpsOrigin;
    readonly resourceManager: HttpsOrigin;
}

/** Those of the cloud, or of the metadata host that ARM_METADATA_HOSTNAME names, as Terraform and Pulumi find them. */
export async function findAzureEndpoints(
    metadataOrigin: HttpsOrigin | undefined,
    authorityHost: string,
    system: System,
): Promise<Finding<AzureEndpoints>> {
    if (metadataOrigin === undefined) {
        const { name, graph, resourceManager } = cloudOf(authorityHost);
        return found(graph, resourceManager, `the ${name} cloud`);
    }
    const address = addressAt(metadataOrigin, "/metadata/endpoints", { "api-version": "2022-09-01" });
    const answer = await getJson(address, system);
    if (answer.status !== 200) {
        const how =
            answer.status === undefined ? "cannot be reached from here" : `answers HTTP ${String(answer.status)}`;
        return fail(
            `${address} ${how}`,
            "Set ARM_METADATA_HOSTNAME to the host of the cloud's Resource Manager, or unset it outside a private cloud.",
            { code: "NetworkUnreachable" },
        );
    }
    return found(answer.body["microsoftGraphResourceId"], answer.body["resourceManager"], address);
}

/** Tokens go there, so both must be https origins. */
function found(graph: unknown, resourceManager: unknown, source: string): Finding<AzureEndpoints> {
    const origins = [graph, resourceManager].map((value) =>
        typeof value === "string" ? value.replace(/\/$/, "") : "an unknown place",
    );
    const [graphOrigin = "", managerOrigin = ""] = origins;
    if (!isHttpsOrigin(graphOrigin) || !isHttpsOrigin(managerOrigin)) {
        return fail(
            `${source} says that Graph is at ${graphOrigin} and Resource Manager at ${managerOrigin}: not both are https origins`,
            "Check that ARM_METADATA_HOSTNAME is the host of the cloud's Resource Manager.",
        );
    }
    return ok(`Graph is at ${graphOrigin}, Resource Manager at ${managerOrigin}`, {
        graph: graphOrigin,
        resourceManager: managerOrigin,
    });
}
