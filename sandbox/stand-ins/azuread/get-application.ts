import type { PropertyMap } from "@cognito-entra/plumbing";
import type { FunctionType } from "../function-type";
import { requiredText, type JsonObject } from "../json";
import { optionalString } from "../properties";
import type { RestClient } from "../rest-client";
import { unlessMissing } from "../vendor-error";
import { applicationProperties } from "./application";
import { filtered, listAll } from "./graph";
import { listOwners } from "./owners";

const APPLICATIONS = "/v1.0/applications";

/** `azuread:index/getApplication:getApplication`: the application with an object id, a client id or a display name. */
export function getApplication(graph: RestClient): FunctionType {
    return {
        arguments: { objectId: { type: "string" }, clientId: { type: "string" }, displayName: { type: "string" } },
        results: {
            id: "string",
            objectId: "string",
            clientId: "string",
            displayName: "string",
            description: "string",
            notes: "string",
            signInAudience: "string",
            publisherDomain: "string",
            disabledByMicrosoft: "string",
            owners: "stringList",
            tags: "stringList",
        },
        call: async (args, signal) => {
            const found = await findApplication(graph, args, signal);
            const objectId = requiredText(found, "id");
            return {
                description: "",
                notes: "",
                ...applicationProperties(found),
                owners: await listOwners(graph, `${APPLICATIONS}/${objectId}`, signal),
                id: `/applications/${objectId}`,
            };
        },
    };
}

async function findApplication(graph: RestClient, args: PropertyMap, signal: AbortSignal): Promise<JsonObject> {
    const objectId = optionalString(args, "objectId");
    if (objectId !== undefined) {
        const found = await unlessMissing(graph("GET", `${APPLICATIONS}/${encodeURIComponent(objectId)}`, signal), 404);
        if (found === undefined) {
            throw new Error(`Application with object ID "${objectId}" was not found`);
        }
        return found;
    }
    const clientId = optionalString(args, "clientId");
    const [property, value] =
        clientId === undefined ? ["displayName", optionalString(args, "displayName")] : ["appId", clientId];
    if (value === undefined) {
        throw new Error("One of `object_id`, `client_id` or `displayName` must be specified");
    }
    const [found, another] = await listAll(graph, filtered(APPLICATIONS, property, value), signal);
    if (found === undefined) {
        throw new Error(`Application not found: No applications found matching filter: "${property} eq '${value}'"`);
    }
    if (another !== undefined) {
        throw new Error(
            `Multiple applications found: Found multiple applications matching filter: "${property} eq '${value}'" ` +
                `(object IDs ${requiredText(found, "id")}, ${requiredText(another, "id")})`,
        );
    }
    return found;
}
