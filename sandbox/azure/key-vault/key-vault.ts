import { randomBytes } from "node:crypto";
import { hostOf } from "../../core/hosted-service";
import type { Handler } from "../../core/network";
import type { AccessControl } from "../resource-manager/access-control";
import type { Arm } from "../resource-manager/arm-context";
import { audienceForms, authenticate, issuer, type Refusal } from "../resource-manager/caller";
import { type Origins, originsFor, vaultHost } from "../resource-manager/origins";
import { requestSegments } from "../resource-manager/request-path";
import { childId, type ResourceId } from "../resource-manager/resource-id";
import type { Resource } from "../resource-manager/resources";
import { ServiceError } from "../resource-manager/service-error";
import type { AccessTokenClaims } from "../resource-manager/tenant-directory";
import { withTracingHeaders } from "../resource-manager/tracing-headers";

export const vaultType = "Microsoft.KeyVault/vaults";
export const secretType = `${vaultType}/secrets`;

/** One version of a secret. */
export interface Secret {
    readonly name: string;
    readonly version: string;
    readonly value: string;
    readonly created: Date;
}

const resource = "https://vault.azure.net";
const apiVersionPattern = /^(?:7\.\d(?:-preview\.\d)?|20\d\d-\d\d-\d\d)$/;
const secretNamePattern = /^[0-9a-zA-Z-]{1,127}$/;

export function createSecret(name: string, value: string, created: Date): Secret {
    return { name, version: randomBytes(16).toString("hex"), value, created };
}

/** A vault and what it holds. */
export interface Vault {
    readonly resource: Resource;
    readonly secrets: readonly Secret[];
}

/**
 * The data plane of vaults, each under its own host name, and the first of them on this machine: secrets can be read
 * and listed by whoever has the data action on the vault, above it, or on the secret itself.
 * https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret/get-secret
 */
export function createKeyVault(arm: Arm, vaults: readonly Vault[]): Handler {
    const byHost = new Map(vaults.map((vault) => [vaultHost(vault.resource.id.name), vault]));
    return (request) =>
        withTracingHeaders(request, arm.region, async () => {
            const { pathname, searchParams } = new URL(request.url);
            const segments = requestSegments(pathname);
            const vault = byHost.get(hostOf(request)) ?? vaults[0];
            const origins = originsFor(request, arm.origins);
            const gatekeeper = {
                clock: arm.clock,
                entra: arm.entra,
                tenantId: arm.tenantId,
                audiences: () => audiences(origins, vault),
            };
            const caller = await authenticate(request, gatekeeper, (refusal) => challenge(arm, origins, refusal));
            if (vault === undefined) {
                throw new ServiceError(
                    404,
                    "VaultNotFound",
                    "The sandbox has no vault: name one among the existing scopes.",
                );
            }
            checkApiVersion(searchParams.getAll("api-version"));
            return new VaultSession(arm.accessControl, vault, origins, caller).serve(request.method, segments);
        });
}

/** What one caller asks of one vault. */
class VaultSession {
    constructor(
        private readonly accessControl: AccessControl,
        private readonly vault: Vault,
        private readonly origins: Origins,
        private readonly caller: AccessTokenClaims,
    ) {}

    serve(method: string, segments: readonly string[]): Response {
        const [collection, name, version, ...more] = segments;
        if (collection !== "secrets" || more.length > 0) {
            throw new ServiceError(
                404,
                "NotFound",
                `There is nothing at '/${segments.join("/")}': the sandbox's vault has secrets.`,
            );
        }
        if (method !== "GET") {
            throw new ServiceError(
                405,
                "MethodNotAllowed",
                `The method '${method}' is not supported: the sandbox's secrets are read only.`,
            );
        }
        if (name === undefined) {
            this.#authorize("readMetadata", this.vault.resource.id);
            return this.#list(this.vault.secrets, false);
        }
        if (!secretNamePattern.test(name)) {
            throw new ServiceError(
                400,
                "BadParameter",
                `The request URI contains an invalid name: ${name}. A secret's name has 1 to 127 letters, digits and '-'.`,
            );
        }
        const secret = this.vault.secrets.find((other) => other.name.toLowerCase() === name.toLowerCase());
        const id = childId(this.vault.resource.id, secretType, secret?.name ?? name);
        if (version === "versions") {
            this.#authorize("readMetadata", id);
            return this.#list(secret === undefined ? [] : [secret], true);
        }
        this.#authorize("getSecret", id);
        if (secret === undefined || (version !== undefined && version !== secret.version)) {
            throw secretNotFound(version === undefined ? name : `${name}/${version}`);
        }
        return Response.json({ value: secret.value, ...this.#properties(secret, true) });
    }

    #list(secrets: readonly Secret[], versioned: boolean): Response {
        return Response.json({ value: secrets.map((secret) => this.#properties(secret, versioned)), nextLink: null });
    }

    #properties({ name, version, created }: Secret, versioned: boolean): object {
        const seconds = Math.floor(created.getTime() / 1000);
        return {
            id: `${this.origins.keyVault(this.vault.resource.id.name)}/secrets/${name}${versioned ? `/${version}` : ""}`,
            attributes: {
                enabled: true,
                created: seconds,
                updated: seconds,
                recoveryLevel: "Recoverable+Purgeable",
                recoverableDays: 90,
            },
            tags: {},
        };
    }

    #authorize(action: "getSecret" | "readMetadata", scope: ResourceId): void {
        const name = `${secretType}/${action}/action`;
        if (!this.accessControl.permits(this.caller.oid, { plane: "data", name }, scope)) {
            throw forbiddenByRbac(this.caller, name, scope, this.vault.resource);
        }
    }
}

function forbiddenByRbac(caller: AccessTokenClaims, action: string, scope: ResourceId, vault: Resource): ServiceError {
    const lines = [
        "Caller is not authorized to perform action on resource.",
        "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.",
        `Caller: appid=${caller.appid};oid=${caller.oid};iss=${issuer(caller.tid)}`,
        `Action: '${action}'`,
        `Resource: '${scope.key}'`,
        "Assignment: (not found)",
        "DenyAssignmentId: null",
        "DecisionReason: null",
        `Vault: ${vault.id.name};location=${vault.location ?? ""}`,
    ];
    return new ServiceError(403, "Forbidden", `${lines.join("\r\n")}\r\n`, { innerCode: "ForbiddenByRbac" });
}

function secretNotFound(id: string): ServiceError {
    return new ServiceError(
        404,
        "SecretNotFound",
        `A secret with (name/id) ${id} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
    );
}

function checkApiVersion(versions: readonly string[]): void {
    const [version = ""] = versions;
    if (versions.length !== 1 || !apiVersionPattern.test(version)) {
        throw new ServiceError(
            400,
            "BadParameter",
            `api-version has to be given once, as 7.0 to 7.9 or a date; found '${versions.join(",")}'.`,
        );
    }
}

function audiences(origins: Origins, vault: Vault | undefined): string[] {
    return audienceForms(resource, ...(vault === undefined ? [] : [origins.keyVault(vault.resource.id.name)]));
}

function challenge({ tenantId }: Arm, origins: Origins, { code, message }: Refusal): ServiceError {
    return new ServiceError(401, "Unauthorized", explained(code, message, tenantId), {
        headers: {
            "WWW-Authenticate": `Bearer authorization="${origins.login()}/${tenantId}", resource="${resource}"`,
        },
    });
}

function explained(code: string, message: string, tenantId: string): string {
    switch (code) {
        case "AuthenticationFailed":
            return "AKV10000: Request is missing a Bearer or PoP token.";
        case "InvalidAuthenticationTokenAudience":
            return `AKV10022: Invalid audience. Expected ${resource}. ${message}`;
        case "InvalidAuthenticationTokenTenant":
            return `AKV10032: Invalid issuer. Expected one of ${issuer(tenantId)}. ${message}`;
        case "ExpiredAuthenticationToken":
            return `[TokenExpired] Error validating token. ${message}`;
        default:
            return `[BearerReadAccessTokenFailed] Error validating token. ${message}`;
    }
}
