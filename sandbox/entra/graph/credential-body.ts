import { isTextList, type JsonObject } from "../../core/json-object";
import type { FederatedCredential } from "../directory/federated-credentials";
import { graphErrors } from "./graph-error";

const MEMBERS = new Set(["name", "issuer", "subject", "audiences", "description"]);

/** https://learn.microsoft.com/graph/api/application-post-federatedidentitycredentials */
export function readNewCredential(body: JsonObject): Omit<FederatedCredential, "id"> {
    refuseUnknown(body);
    return {
        name: requiredText(body, "name"),
        issuer: requiredText(body, "issuer"),
        subject: requiredText(body, "subject"),
        audience: readAudience(body["audiences"]),
        description: readDescription(body["description"]),
    };
}

/** The credential with the body's changes; its name stays the same. */
export function readUpdatedCredential(body: JsonObject, credential: FederatedCredential): FederatedCredential {
    refuseUnknown(body);
    if (body["name"] !== undefined && body["name"] !== credential.name) {
        throw graphErrors.badRequest("The property 'name' of a FederatedIdentityCredential cannot be changed.");
    }
    return {
        id: credential.id,
        name: credential.name,
        issuer: body["issuer"] === undefined ? credential.issuer : requiredText(body, "issuer"),
        subject: body["subject"] === undefined ? credential.subject : requiredText(body, "subject"),
        audience: body["audiences"] === undefined ? credential.audience : readAudience(body["audiences"]),
        description: body["description"] === undefined ? credential.description : readDescription(body["description"]),
    };
}

function refuseUnknown(body: JsonObject): void {
    const unknownMember = Object.keys(body).find((name) => !MEMBERS.has(name));
    if (unknownMember !== undefined) {
        throw graphErrors.badRequest(`Invalid property '${unknownMember}'.`);
    }
}

function requiredText(body: JsonObject, name: string): string {
    const value = body[name];
    if (typeof value !== "string") {
        throw graphErrors.badRequest(
            `A value is required for property '${name}' of resource 'FederatedIdentityCredential'.`,
        );
    }
    return value;
}

function readAudience(value: unknown): string {
    const [audience, ...others] = isTextList(value) ? value : [];
    if (audience === undefined || others.length > 0) {
        throw graphErrors.badRequest("Federated identity credentials must have exactly one audience.");
    }
    return audience;
}

function readDescription(value: unknown): string | null {
    if (value === undefined || value === null || typeof value === "string") {
        return value === undefined || value === "" ? null : value;
    }
    throw graphErrors.badRequest("The property 'description' must be a string.");
}
