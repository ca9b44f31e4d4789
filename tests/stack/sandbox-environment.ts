import type { SandboxGrants } from "@cognito-entra/sandbox";
import { z } from "zod";

/** A variable that `npm test` sets for the tests that deploy. */
export function sandboxVariable(name: string): string {
    const value = process.env[name];
    if (value === undefined) {
        throw new Error(
            `${name} is not set: these tests deploy to the sandbox. Run them with \`npm test\`, or alone with \`npm run sandbox -- npx mocha tests/stack\`.`,
        );
    }
    return value;
}

export type CloudName = "aws" | "entra" | "azure";

/** Everything in the clouds that a deployment left there, a line each. */
export async function cloudContents(): Promise<Record<CloudName, string[]>> {
    const body: unknown = await (await control("GET", "/contents")).json();
    const lines = (cloud: CloudName): string[] => {
        const value: unknown = typeof body === "object" && body !== null ? Reflect.get(body, cloud) : undefined;
        return Array.isArray(value) ? value.map(String) : [];
    };
    return { aws: lines("aws"), entra: lines("entra"), azure: lines("azure") };
}

/** Gives the deployer these rights under a name, or takes away what it has under that name: what an administrator of the clouds does. */
export async function grantDeployer(name: string, grants: SandboxGrants | undefined): Promise<void> {
    await control(grants === undefined ? "DELETE" : "PUT", `/grants/${name}`, grants);
}

async function control(method: string, path: string, body?: object): Promise<Response> {
    const response = await fetch(`${sandboxVariable("SANDBOX_CONTROL_URL")}${path}`, {
        method,
        headers: {
            authorization: `Bearer ${sandboxVariable("SANDBOX_CONTROL_TOKEN")}`,
            "content-type": "application/json",
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
        throw new Error(`The sandbox's control answered ${String(response.status)}: ${await response.text()}`);
    }
    return response;
}

/** Grants with one IAM policy of one statement. */
export function allowing(...statements: readonly object[]): SandboxGrants {
    const Statement = statements.map((statement) => ({ Effect: "Allow", ...statement }));
    return { aws: { policies: [JSON.stringify({ Version: "2012-10-17", Statement })] }, azure: [] };
}

/** What Microsoft Graph answers to whoever deploys; undefined where it answers with nothing. */
export async function graph(path: string, method = "GET", body?: object): Promise<unknown> {
    const token = await entraToken({
        client_id: sandboxVariable("ARM_CLIENT_ID"),
        client_secret: sandboxVariable("ARM_CLIENT_SECRET"),
        scope: "https://graph.microsoft.com/.default",
    });
    const response = await fetch(`${sandboxVariable("SANDBOX_GRAPH_URL")}/v1.0${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return response.status === 204 ? undefined : response.json();
}

/** An access token of the sandbox's tenant by the client credentials grant. */
export async function entraToken(parameters: Readonly<Record<string, string>>): Promise<string> {
    const url = `${sandboxVariable("AZURE_AUTHORITY_HOST")}/${sandboxVariable("ARM_TENANT_ID")}/oauth2/v2.0/token`;
    const body = new URLSearchParams({ grant_type: "client_credentials", ...parameters });
    const response = await fetch(url, { method: "POST", body });
    return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
}
