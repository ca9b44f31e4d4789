import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { isJsonObject } from "../../core/json-object";
import { authorize, type ArmCall } from "./arm-context";
import { invalidContent, optionalText, readJsonObject, refuseUnknownMembers, textsMember } from "./body";
import { requireResource } from "./existence";
import { federatedIdentityCredentialType, userAssignedIdentityType } from "./managed-identity";
import { isType, tenantRoot, type ResourceId } from "./resource-id";
import { representation } from "./resource-operations";
import type { Resource } from "./resources";
import { ServiceError } from "./service-error";

const identityName = /^[a-zA-Z0-9][a-zA-Z0-9-_]{2,127}$/;
const credentialName = /^[a-zA-Z0-9][a-zA-Z0-9-_]{2,119}$/;
const maximumCredentials = 20;
const maximumLength = 600;
/**
 * How long writing a credential takes, so that clients that do not wait for one write before the next meet the same
 * conflict as in Azure.
 */
const writeMilliseconds = 20;

/**
 * `PUT …/userAssignedIdentities/{name}`: creates (201) or changes tags (200). The identity has a principal to which roles can be assigned;
 * the sandbox's Entra issues no tokens to it.
 * https://learn.microsoft.com/rest/api/managedidentity/user-assigned-identities/create-or-update
 */
export async function putIdentity(call: ArmCall, id: ResourceId): Promise<Response> {
    authorize(call, `${userAssignedIdentityType}/write`, id);
    refuseName(id, identityName, "3 to 128");
    const group = requireResource(call.arm.resources, id.parent ?? tenantRoot);
    const body = await readJsonObject(call.request);
    refuseUnknownMembers(body, "Identity", ["location", "tags"]);
    const location = optionalText(body, "location");
    if (location === undefined) {
        throw new ServiceError(400, "LocationRequired", "The location property is required for this definition.");
    }
    const existing = call.arm.resources.find(id);
    const identity: Resource = {
        id: existing?.id ?? { ...id, parent: group.id },
        location,
        tags: textsMember(body, "tags"),
        properties: existing?.properties ?? {
            tenantId: call.arm.tenantId,
            principalId: randomUUID(),
            clientId: randomUUID(),
        },
    };
    call.arm.resources.put(identity);
    return Response.json(representation(call, identity), { status: existing === undefined ? 201 : 200 });
}

/** Deletes an identity with its credentials, or one credential; 204 if it did not exist. */
export function deleteIdentity(call: ArmCall, id: ResourceId): Response {
    authorize(call, `${userAssignedIdentityType}/delete`, id);
    return remove(call, id);
}

/**
 * `PUT …/federatedIdentityCredentials/{name}`. Two concurrent writes under one identity are 409
 * ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity.
 * https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
 */
export async function putCredential(call: ArmCall, id: ResourceId): Promise<Response> {
    authorize(call, `${federatedIdentityCredentialType}/write`, id);
    refuseName(id, credentialName, "3 to 120");
    return writeAlone(call, id, async (identity) => {
        const properties = parseCredential(await readJsonObject(call.request));
        const siblings = credentialsOf(call, identity).filter((other) => other.id.key !== id.key);
        refuseDuplicate(siblings, properties);
        const existing = call.arm.resources.find(id);
        if (existing === undefined && siblings.length >= maximumCredentials) {
            throw badRequest(
                `The managed identity '${identity.id.name}' has ${siblings.length} federated identity credentials; at most ${maximumCredentials} are allowed.`,
            );
        }
        const credential: Resource = {
            id: existing?.id ?? { ...id, parent: identity.id },
            location: undefined,
            tags: {},
            properties,
        };
        call.arm.resources.put(credential);
        return Response.json(representation(call, credential), { status: existing === undefined ? 201 : 200 });
    });
}

export async function deleteCredential(call: ArmCall, id: ResourceId): Promise<Response> {
    authorize(call, `${federatedIdentityCredentialType}/delete`, id);
    return writeAlone(call, id, () => Promise.resolve(remove(call, id)));
}

async function writeAlone(
    call: ArmCall,
    id: ResourceId,
    write: (identity: Resource) => Promise<Response>,
): Promise<Response> {
    const identity = requireResource(call.arm.resources, id.parent ?? tenantRoot);
    const { credentialWrites } = call.arm;
    if (credentialWrites.has(identity.id.key)) {
        throw new ServiceError(
            409,
            "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
            "Too many Federated Identity Credentials are written concurrently for the managed identity. Concurrent Federated Identity Credentials writes under the same managed identity are not supported.",
        );
    }
    credentialWrites.add(identity.id.key);
    try {
        await setTimeout(writeMilliseconds);
        return await write(identity);
    } finally {
        credentialWrites.delete(identity.id.key);
    }
}

function remove(call: ArmCall, id: ResourceId): Response {
    const resource = call.arm.resources.find(id);
    if (resource === undefined) {
        return new Response(null, { status: 204 });
    }
    call.arm.resources.delete(resource.id);
    call.arm.accessControl.deleteWithin(resource.id);
    return new Response(null, { status: 200 });
}

function parseCredential(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    refuseUnknownMembers(body, "FederatedIdentityCredential", ["properties"]);
    const properties = body["properties"];
    if (!isJsonObject(properties)) {
        throw invalidContent("The request content was invalid and could not be deserialized: 'properties' is missing.");
    }
    refuseUnknownMembers(
        properties,
        "FederatedIdentityCredentialProperties",
        ["issuer", "subject", "audiences"],
        "properties.",
    );
    const audiences = properties["audiences"];
    const audience: unknown = Array.isArray(audiences) && audiences.length === 1 ? audiences[0] : undefined;
    if (typeof audience !== "string" || audience === "") {
        throw badRequest("Federated identity credentials must have exactly one audience.");
    }
    const issuer = requiredText(properties, "issuer");
    if (!issuer.startsWith("https://")) {
        throw badRequest(`The issuer '${issuer}' is not valid: it has to be an https URL.`);
    }
    return { issuer, subject: requiredText(properties, "subject"), audiences: [checkedLength("audience", audience)] };
}

function requiredText(properties: Readonly<Record<string, unknown>>, member: string): string {
    const text = optionalText(properties, member) ?? "";
    if (text === "") {
        throw badRequest(`The property '${member}' of a federated identity credential is missing.`);
    }
    return checkedLength(member, text);
}

function checkedLength(member: string, text: string): string {
    if (text.length > maximumLength) {
        throw badRequest(
            `The property '${member}' has ${text.length} characters; at most ${maximumLength} are allowed.`,
        );
    }
    return text;
}

function refuseDuplicate(siblings: readonly Resource[], wanted: Readonly<Record<string, unknown>>): void {
    const same = siblings.find(
        ({ properties }) => properties["issuer"] === wanted["issuer"] && properties["subject"] === wanted["subject"],
    );
    if (same !== undefined) {
        throw badRequest(
            `Issuer and subject combination already exists for this Managed Identity: the credential '${same.id.name}' has it.`,
        );
    }
}

function credentialsOf(call: ArmCall, identity: Resource): Resource[] {
    return call.arm.resources.within(identity.id).filter(({ id }) => isType(id.type, federatedIdentityCredentialType));
}

function refuseName({ name }: ResourceId, pattern: RegExp, length: string): void {
    if (!pattern.test(name)) {
        throw badRequest(
            `The name '${name}' is not valid: ${length} letters, digits, '-' and '_', with a letter or digit first.`,
        );
    }
}

function badRequest(message: string): ServiceError {
    return new ServiceError(400, "BadRequest", message);
}
