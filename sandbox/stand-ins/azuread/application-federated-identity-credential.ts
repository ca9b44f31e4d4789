import type { PropertyMap } from "@cognito-entra/plumbing";
import type { JsonObject } from "../../core/json-object";
import { requiredText, text, texts } from "../json";
import { optionalString, present, requiredString, stringList } from "../properties";
import type { ResourceType } from "../resource-type";
import type { RestClient } from "../rest-client";
import { unlessMissing } from "../vendor-error";
import { objectIdOf } from "./graph";

/**
 * `azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential`;
 * id and import id are `<application's object id>/federatedIdentityCredential/<credential id>`.
 */
export function applicationFederatedIdentityCredential(graph: RestClient): ResourceType {
    const pathOf = (id: string): string => {
        const { objectId, credentialId } = parseId(id);
        return `${collectionOf(objectId)}/${credentialId}`;
    };
    return {
        inputs: {
            applicationId: { type: "string", required: true, replaces: true },
            displayName: { type: "string", required: true, replaces: true },
            description: { type: "string" },
            issuer: { type: "string", required: true },
            subject: { type: "string", required: true },
            audiences: { type: "stringList", required: true },
        },
        outputs: { credentialId: "string" },
        create: async (inputs, signal) => {
            const objectId = objectIdOf("applications", requiredString(inputs, "applicationId"));
            const created = await graph("POST", collectionOf(objectId), signal, {
                name: requiredString(inputs, "displayName"),
                ...settings(inputs),
            });
            return `${objectId}/federatedIdentityCredential/${requiredText(created, "id")}`;
        },
        find: async (id, signal) => {
            const found = await unlessMissing(graph("GET", pathOf(id), signal), 404);
            return found === undefined
                ? undefined
                : present({
                      applicationId: `/applications/${parseId(id).objectId}`,
                      credentialId: requiredText(found, "id"),
                      displayName: text(found, "name"),
                      description: text(found, "description"),
                      issuer: text(found, "issuer"),
                      subject: text(found, "subject"),
                      audiences: texts(found, "audiences"),
                  });
        },
        update: async (id, _olds, news, signal) => {
            await graph("PATCH", pathOf(id), signal, settings(news));
        },
        delete: async (id, signal) => {
            await unlessMissing(graph("DELETE", pathOf(id), signal), 404);
        },
    };
}

function settings(inputs: PropertyMap): JsonObject {
    return {
        issuer: requiredString(inputs, "issuer"),
        subject: requiredString(inputs, "subject"),
        audiences: stringList(inputs, "audiences"),
        description: optionalString(inputs, "description") ?? null,
    };
}

function collectionOf(objectId: string): string {
    return `/v1.0/applications/${objectId}/federatedIdentityCredentials`;
}

function parseId(id: string): { readonly objectId: string; readonly credentialId: string } {
    const [, objectId, credentialId] =
        /^([0-9a-f-]{36})\/federatedIdentityCredential\/([0-9a-f-]{36})$/i.exec(id) ?? [];
    if (objectId === undefined || credentialId === undefined) {
        throw new Error(
            `"${id}" is not of the form <application's object id>/federatedIdentityCredential/<credential id>.`,
        );
    }
    return { objectId, credentialId };
}
