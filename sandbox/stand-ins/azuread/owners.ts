import type { JsonObject } from "../../core/json-object";
import { text } from "../json";
import type { RestClient } from "../rest-client";
import { listAll } from "./graph";

/** Object ids of the owners of an application or service principal, e.g. of `/v1.0/applications/<objectId>`. */
export async function listOwners(graph: RestClient, object: string, signal: AbortSignal): Promise<readonly string[]> {
    return (await listAll(graph, `${object}/owners`, signal)).flatMap((owner) => text(owner, "id") ?? []);
}

/** The owners in the body that creates an object, so that it is not created at all if one of them does not exist. */
export function initialOwners(origin: string, owners: readonly string[]): JsonObject {
    return owners.length === 0 ? {} : { "owners@odata.bind": owners.map((owner) => linkTo(origin, owner)) };
}

/** Makes `owners` the only owners: new ones are added before others are removed, so that the object always has one. */
export async function replaceOwners(
    graph: RestClient,
    origin: string,
    object: string,
    owners: readonly string[],
    signal: AbortSignal,
): Promise<void> {
    const present = await listOwners(graph, object, signal);
    for (const owner of owners.filter((candidate) => !present.includes(candidate))) {
        await graph("POST", `${object}/owners/$ref`, signal, { "@odata.id": linkTo(origin, owner) });
    }
    for (const owner of present.filter((candidate) => !owners.includes(candidate))) {
        await graph("DELETE", `${object}/owners/${owner}/$ref`, signal);
    }
}

function linkTo(origin: string, objectId: string): string {
    return `${origin}/v1.0/directoryObjects/${objectId}`;
}
