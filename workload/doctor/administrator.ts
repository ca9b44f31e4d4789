import { execFile } from "node:child_process";
import type { Environment } from "../federation-settings";
import { addressAt, type HttpsOrigin } from "../https-origin";
import { jsonObject } from "../json-object";
import { responseText } from "../response-text";
import type { System } from "../system";

const TIMEOUT_MILLISECONDS = 20_000;

/** Gets access tokens of somebody who may read the directory; `undefined` when nobody is signed in. */
export type Administrator = (resource: HttpsOrigin) => Promise<string | undefined>;

/**
 * The person or pipeline at this machine: the client that ARM_CLIENT_ID and ARM_CLIENT_SECRET name, as deployments have it, else
 * whoever is signed in to the Azure CLI.
 */
export function findAdministrator(environment: Environment, authorityHost: HttpsOrigin, system: System): Administrator {
    const { ARM_CLIENT_ID: clientId, ARM_CLIENT_SECRET: secret, ARM_TENANT_ID: tenantId } = environment;
    if (clientId && secret && tenantId) {
        const address = addressAt(authorityHost, `${encodeURIComponent(tenantId)}/oauth2/v2.0/token`);
        return (resource) => clientToken(address, clientId, secret, resource, system);
    }
    return (resource) => azureCliToken(environment, resource);
}

async function clientToken(
    address: string,
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
    try {
        const response = await system.fetch(address, {
            method: "POST",
            headers: { "content-type": "application/x-www-form-urlencoded" },
            body: new URLSearchParams(form).toString(),
            // A redirect would take the secret elsewhere.
            redirect: "error",
            signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
        });
        return tokenIn(await responseText(response), "access_token");
    } catch {
        return undefined;
    }
}

function azureCliToken(environment: Environment, resource: string): Promise<string | undefined> {
    const program = process.platform === "win32" ? "az.cmd" : "az";
    const args = ["account", "get-access-token", "--resource", resource, "--output", "json"];
    return new Promise((resolve) => {
        execFile(program, args, { env: environment, timeout: TIMEOUT_MILLISECONDS }, (error, stdout) => {
            resolve(error === null ? tokenIn(stdout, "accessToken") : undefined);
        });
    });
}

function tokenIn(text: string, member: string): string | undefined {
    const token = jsonObject(text)[member];
    return typeof token === "string" ? token : undefined;
}
