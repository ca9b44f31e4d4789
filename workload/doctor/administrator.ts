import { execFile } from "node:child_process";
import type { Environment } from "../federation-settings";
import { isRecord } from "../json-web-token";
import type { System } from "../system";

/** Gets access tokens of whoever may read the directory; `undefined` when nobody is signed in. */
export type Administrator = (resource: string) => Promise<string | undefined>;

/**
 * The person or pipeline at this machine: the client that ARM_CLIENT_ID and ARM_CLIENT_SECRET name, as deployments have it, else
 * whoever is signed in to the Azure CLI.
 */
export function findAdministrator(environment: Environment, authorityHost: string, system: System): Administrator {
    const { ARM_CLIENT_ID: clientId, ARM_CLIENT_SECRET: secret, ARM_TENANT_ID: tenantId } = environment;
    if (clientId && secret && tenantId) {
        return (resource) => clientToken(`${authorityHost}/${tenantId}`, clientId, secret, resource, system);
    }
    return (resource) => azureCliToken(environment, resource);
}

async function clientToken(
    authority: string,
    clientId: string,
    secret: string,
    resource: string,
    system: System,
): Promise<string | undefined> {
    const form = {
        grant_type: "client_credentials",
        client_id: clientId,
        client_secret: secret,
        scope: `${resource}/.default`,
    };
    const response = await system
        .fetch(`${authority}/oauth2/v2.0/token`, {
            method: "POST",
            headers: { "content-type": "application/x-www-form-urlencoded" },
            body: new URLSearchParams(form).toString(),
        })
        .catch(() => undefined);
    return tokenIn(await response?.text(), "access_token");
}

function azureCliToken(environment: Environment, resource: string): Promise<string | undefined> {
    const program = process.platform === "win32" ? "az.cmd" : "az";
    const args = ["account", "get-access-token", "--resource", resource, "--output", "json"];
    return new Promise((resolve) => {
        execFile(program, args, { env: environment, timeout: 20_000 }, (error, stdout) => {
            resolve(error === null ? tokenIn(stdout, "accessToken") : undefined);
        });
    });
}

function tokenIn(text: string | undefined, member: string): string | undefined {
    try {
        const body: unknown = JSON.parse(text ?? "");
        const token = isRecord(body) ? body[member] : undefined;
        return typeof token === "string" ? token : undefined;
    } catch {
        return undefined;
    }
}
