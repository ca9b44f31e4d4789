import type { PropertyMap } from "@cognito-entra/plumbing";
import type { JsonObject } from "../../core/json-object";
import { member, text } from "../json";
import { optionalString, present, requiredString } from "../properties";
import type { ResourceType } from "../resource-type";
import type { RestClient } from "../rest-client";
import { unlessMissing } from "../vendor-error";

const API_VERSION = "2022-04-01";
const PROVIDER = "/providers/Microsoft.Authorization/roleAssignments/";

/**
 * `azure-native:authorization:RoleAssignment`; id and import id are the Resource Manager id. Like the real provider, it
 * replaces the assignment only if the name, scope or principal changes: Resource Manager itself refuses to update the
 * role.
 */
export function roleAssignment(resourceManager: RestClient): ResourceType {
    const put = (id: string, inputs: PropertyMap, signal: AbortSignal): Promise<JsonObject> =>
        resourceManager("PUT", urlOf(id), signal, {
            properties: present({
                principalId: requiredString(inputs, "principalId"),
                principalType: optionalString(inputs, "principalType") ?? "User",
                roleDefinitionId: requiredString(inputs, "roleDefinitionId"),
                description: optionalString(inputs, "description"),
                condition: optionalString(inputs, "condition"),
                conditionVersion: optionalString(inputs, "conditionVersion"),
            }),
        });
    const get = (id: string, signal: AbortSignal) => unlessMissing(resourceManager("GET", urlOf(id), signal), 404);
    return {
        inputs: {
            roleAssignmentName: { type: "string", replaces: true, physicalName: true },
            scope: { type: "string", required: true, replaces: true },
            principalId: { type: "string", required: true, replaces: true },
            principalType: { type: "string", default: "User" },
            roleDefinitionId: { type: "string", required: true },
            description: { type: "string" },
            condition: { type: "string" },
            conditionVersion: { type: "string" },
        },
        outputs: {
            azureApiVersion: "string",
            name: "string",
            type: "string",
            createdBy: "string",
            createdOn: "string",
            updatedBy: "string",
            updatedOn: "string",
        },
        create: async (inputs, signal) => {
            const id = `${requiredString(inputs, "scope")}${PROVIDER}${requiredString(inputs, "roleAssignmentName")}`;
            if ((await get(id, signal)) !== undefined) {
                throw new Error(`cannot create already existing resource '${id}'`);
            }
            return text(await put(id, inputs, signal), "id") ?? id;
        },
        find: async (id, signal) => {
            const found = await get(id, signal);
            if (found === undefined) {
                return undefined;
            }
            const properties = member(found, "properties");
            return present({
                roleAssignmentName: text(found, "name"),
                scope: text(properties, "scope"),
                principalId: text(properties, "principalId"),
                principalType: text(properties, "principalType"),
                roleDefinitionId: text(properties, "roleDefinitionId"),
                description: text(properties, "description"),
                condition: text(properties, "condition"),
                conditionVersion: text(properties, "conditionVersion"),
                azureApiVersion: API_VERSION,
                name: text(found, "name"),
                type: text(found, "type"),
                createdBy: text(properties, "createdBy"),
                createdOn: text(properties, "createdOn"),
                updatedBy: text(properties, "updatedBy"),
                updatedOn: text(properties, "updatedOn"),
            });
        },
        update: async (id, _olds, news, signal) => {
            await put(id, news, signal);
        },
        delete: async (id, signal) => {
            await unlessMissing(resourceManager("DELETE", urlOf(id), signal), 404);
        },
    };
}

function urlOf(id: string): string {
    if (!id.startsWith("/") || !id.toLowerCase().includes(PROVIDER.toLowerCase())) {
        throw new Error(`The role assignment "${id}" is not of the form <scope>${PROVIDER}<name>.`);
    }
    return `${id}?api-version=${API_VERSION}`;
}
