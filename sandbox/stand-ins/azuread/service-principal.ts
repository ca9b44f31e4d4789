import type { PropertyMap } from "@cognito-entra/plumbing";
import type { JsonObject } from "../../core/json-object";
import { flag, requiredText, text, texts } from "../json";
import { isTrue, optionalString, present, requiredString, stringList } from "../properties";
import type { ResourceType } from "../resource-type";
import type { RestClient } from "../rest-client";
import { unlessMissing } from "../vendor-error";
import { filtered, listAll, objectIdOf } from "./graph";
import { initialOwners, listOwners, replaceOwners } from "./owners";

const SERVICE_PRINCIPALS = "/v1.0/servicePrincipals";

/** `azuread:index/servicePrincipal:ServicePrincipal`; id and import id are `/servicePrincipals/<objectId>`. */
export function servicePrincipal(graph: RestClient, origin: string): ResourceType {
    const pathOf = (id: string) => `${SERVICE_PRINCIPALS}/${objectIdOf("servicePrincipals", id)}`;
    const update = async (path: string, inputs: PropertyMap, signal: AbortSignal): Promise<void> => {
        await graph("PATCH", path, signal, settings(inputs));
        await replaceOwners(graph, origin, path, stringList(inputs, "owners"), signal);
    };
    return {
        inputs: {
            clientId: { type: "string", required: true, replaces: true },
            appRoleAssignmentRequired: { type: "boolean", default: false },
            description: { type: "string" },
            notes: { type: "string" },
            owners: { type: "stringSet" },
            tags: { type: "stringSet" },
            useExisting: { type: "boolean", default: false, local: true },
        },
        outputs: {
            objectId: "string",
            displayName: "string",
            applicationTenantId: "string",
            accountEnabled: "boolean",
            signInAudience: "string",
            servicePrincipalNames: "stringList",
            type: "string",
        },
        create: async (inputs, signal) => {
            const clientId = requiredString(inputs, "clientId");
            const [existing] = await listAll(graph, filtered(SERVICE_PRINCIPALS, "appId", clientId), signal);
            if (existing === undefined) {
                const owners = stringList(inputs, "owners");
                const body = { appId: clientId, ...settings(inputs), ...initialOwners(origin, owners) };
                const objectId = requiredText(await graph("POST", SERVICE_PRINCIPALS, signal, body), "id");
                await replaceOwners(graph, origin, `${SERVICE_PRINCIPALS}/${objectId}`, owners, signal);
                return `/servicePrincipals/${objectId}`;
            }
            const objectId = requiredText(existing, "id");
            if (!isTrue(inputs, "useExisting")) {
                throw new Error(
                    `A resource with the ID "${objectId}" already exists: import "/servicePrincipals/${objectId}", ` +
                        "or adopt it with useExisting.",
                );
            }
            await update(`${SERVICE_PRINCIPALS}/${objectId}`, inputs, signal);
            return `/servicePrincipals/${objectId}`;
        },
        find: async (id, signal) => {
            const found = await unlessMissing(graph("GET", pathOf(id), signal), 404);
            return found === undefined
                ? undefined
                : { ...servicePrincipalProperties(found), owners: await listOwners(graph, pathOf(id), signal) };
        },
        update: (id, _olds, news, signal) => update(pathOf(id), news, signal),
        delete: async (id, signal) => {
            await unlessMissing(graph("DELETE", pathOf(id), signal), 404);
        },
    };
}

function servicePrincipalProperties(found: JsonObject): PropertyMap {
    const clientId = requiredText(found, "appId");
    return present({
        clientId,
        appRoleAssignmentRequired: flag(found, "appRoleAssignmentRequired"),
        description: text(found, "description"),
        notes: text(found, "notes"),
        tags: texts(found, "tags"),
        objectId: requiredText(found, "id"),
        displayName: text(found, "displayName") ?? "",
        applicationTenantId: text(found, "appOwnerOrganizationId") ?? "",
        accountEnabled: flag(found, "accountEnabled"),
        signInAudience: text(found, "signInAudience") ?? "",
        servicePrincipalNames: texts(found, "servicePrincipalNames").filter((name) => name !== clientId),
        type: text(found, "servicePrincipalType") ?? "",
    });
}

function settings(inputs: PropertyMap): JsonObject {
    return {
        appRoleAssignmentRequired: isTrue(inputs, "appRoleAssignmentRequired"),
        description: optionalString(inputs, "description") ?? null,
        notes: optionalString(inputs, "notes") ?? null,
        tags: stringList(inputs, "tags"),
    };
}
