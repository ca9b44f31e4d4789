import { randomUUID } from "node:crypto";
import { createAws, type AwsCloud } from "../../../sandbox/aws";
import { createAzure, type AzureCloud } from "../../../sandbox/azure";
import { Clock } from "../../../sandbox/core/clock";
import { createEntra, type EntraTenant } from "../../../sandbox/entra";
import { Network } from "../../../sandbox/core/network";
import type { StandInOptions } from "../../../sandbox/stand-ins";
import { wideGrants } from "../aws/wide-deployer";
import { wideRoles } from "../azure/wide-deployer";

export const accountId = "111122223333";
export const region = "eu-central-1";
export const tenantId = "5f1e3c1a-0b6e-4d0e-9c55-3c2f6a7b8d90";
export const subscriptionId = "0c9d8e7f-6a5b-4c3d-8e2f-1a0b9c8d7e6f";
export const resourceGroup = `/subscriptions/${subscriptionId}/resourceGroups/orders`;

const origins = {
    login: "https://login.sandbox",
    graph: "https://graph.sandbox",
    resourceManager: "https://management.sandbox",
    keyVault: "https://vault.sandbox",
};

export interface Clouds {
    readonly aws: AwsCloud;
    readonly entra: EntraTenant;
    readonly azure: AzureCloud;
    /** What the stand-ins are given. */
    readonly options: StandInOptions;
}

let running: Promise<Clouds> | undefined;

/** Both clouds in this process, the same for all tests: their keys take long to make. They are reached by `options.fetch` alone. */
export function sharedClouds(): Promise<Clouds> {
    running ??= startClouds();
    return running;
}

/** What a cloud holds beside what it held when this was called. */
export function contentsFromNow(cloud: { contents(): string[] }): () => string[] {
    const start = new Set(cloud.contents());
    return () => cloud.contents().filter((line) => !start.has(line));
}

async function startClouds(): Promise<Clouds> {
    const network = new Network();
    const entra = await createEntra({
        clock: new Clock(),
        network,
        tenantId,
        origins: {
            login: () => origins.login,
            graph: () => origins.graph,
            resourceManager: () => origins.resourceManager,
            keyVault: () => origins.keyVault,
        },
    });
    const aws = createAws({
        clock: new Clock(),
        network,
        accountId,
        region,
        callerRoleArns: [],
        deployer: wideGrants(accountId, region, []),
    });
    const azure = createAzure({
        clock: new Clock(),
        network,
        entra,
        tenantId,
        subscriptionIds: [subscriptionId],
        deployerObjectId: entra.deployer.objectId,
        deployerRoles: wideRoles(subscriptionId),
        region: "westeurope",
        existingScopes: [resourceGroup],
        origins: {
            login: () => origins.login,
            graph: () => origins.graph,
            resourceManager: () => origins.resourceManager,
            keyVault: () => origins.keyVault,
        },
    });
    const endpoint = "https://aws.sandbox";
    network.register("aws.sandbox", aws.handler);
    network.register("login.sandbox", entra.services.login.handler);
    network.register("graph.sandbox", entra.services.graph.handler);
    network.register("management.sandbox", azure.services.resourceManager.handler);
    return {
        aws,
        entra,
        azure,
        options: {
            fetch: (url, init) => network.fetch(url, init),
            aws: { endpoint, region, ...aws.deployer },
            entra: { ...origins, tenantId, ...entra.deployer },
            subscriptionId,
        },
    };
}

/** A GUID that nothing in the clouds has. */
export function strangeGuid(): string {
    return randomUUID();
}
