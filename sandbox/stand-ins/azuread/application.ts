import type { PropertyMap } from "@cognito-entra/plumbing";
import type { JsonObject } from "../../core/json-object";
import { requiredText, text, texts } from "../json";
import { isTrue, optionalString, present, requiredString, stringList } from "../properties";
import type { ResourceType } from "../resource-type";
import type { RestClient } from "../rest-client";
import { unlessMissing } from "../vendor-error";
import { filtered, listAll, objectIdOf } from "./graph";
import { initialOwners, listOwners, replaceOwners } from "./owners";

const APPLICATIONS = "/v1.0/applications";

/** `azuread:index/application:Application`; id and import id are `/applications/<objectId>`. */
export function application(graph: RestClient, origin: string): ResourceType {
    const pathOf = (id: string) => `${APPLICATIONS}/${objectIdOf("applications", id)}`;
    return {
        inputs: {
            displayName: { type: "string", required: true },
            description: { type: "string" },
            signInAudience: { type: "string", default: "AzureADMyOrg" },
            preventDuplicateNames: { type: "boolean", default: false, local: true },
            tags: { type: "stringSet" },
            owners: { type: "stringSet" },
            notes: { type: "string" },
        },
        outputs: {
            clientId: "string",
            objectId: "string",
            publisherDomain: "string",
            disabledByMicrosoft: "string",
        },
        create: async (inputs, signal) => {
            await refuseDuplicate(graph, inputs, signal);
            const owners = stringList(inputs, "owners");
            const body = { ...settings(inputs), ...initialOwners(origin, owners) };
            const objectId = requiredText(await graph("POST", APPLICATIONS, signal, body), "id");
            await replaceOwners(graph, origin, `${APPLICATIONS}/${objectId}`, owners, signal);
            return `/applications/${objectId}`;
        },
        find: async (id, signal) => {
            const found = await unlessMissing(graph("GET", pathOf(id), signal), 404);
            return found === undefined
                ? undefined
                : { ...applicationProperties(found), owners: await listOwners(graph, pathOf(id), signal) };
        },
        update: async (id, olds, news, signal) => {
            if (olds["displayName"] !== news["displayName"]) {
                await refuseDuplicate(graph, news, signal);
            }
            await graph("PATCH", pathOf(id), signal, settings(news));
            await replaceOwners(graph, origin, pathOf(id), stringList(news, "owners"), signal);
        },
        delete: async (id, signal) => {
            await unlessMissing(graph("DELETE", pathOf(id), signal), 404);
        },
    };
}

/** An application as Graph returns it, with the names of the provider's outputs. */
function applicationProperties(found: JsonObject): PropertyMap {
    return present({
        displayName: text(found, "displayName"),
        description: text(found, "description"),
        signInAudience: text(found, "signInAudience"),
        tags: texts(found, "tags"),
        notes: text(found, "notes"),
        clientId: requiredText(found, "appId"),
        objectId: requiredText(found, "id"),
        publisherDomain: text(found, "publisherDomain") ?? "",
        disabledByMicrosoft: text(found, "disabledByMicrosoftStatus") ?? "",
    });
}

function settings(inputs: PropertyMap): JsonObject {
    return {
        displayName: requiredString(inputs, "displayName"),
        description: optionalString(inputs, "description") ?? null,
        signInAudience: optionalString(inputs, "signInAudience") ?? "AzureADMyOrg",
        tags: stringList(inputs, "tags"),
        notes: optionalString(inputs, "notes") ?? null,
    };
}

async function refuseDuplicate(graph: RestClient, inputs: PropertyMap, signal: AbortSignal): Promise<void> {
    if (!isTrue(inputs, "preventDuplicateNames")) {
        return;
    }
    const name = requiredString(inputs, "displayName");
    const [existing] = await listAll(graph, filtered(APPLICATIONS, "displayName", name), signal);
    if (existing !== undefined) {
        throw new Error(
            `An existing "azuread_application" with name "${name}" (ID: "${requiredText(existing, "id")}") was found and ` +
                "`prevent_duplicate_names` was specified: import it, or choose another name.",
        );
    }
}
