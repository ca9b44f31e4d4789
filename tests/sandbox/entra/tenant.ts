import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Clock } from "../../../sandbox/core/clock";
import { Network } from "../../../sandbox/core/network";
import { createEntra, type EntraTenant } from "../../../sandbox/entra";

export const origins = {
    login: "https://localhost:4001",
    graph: "https://localhost:4002",
    resourceManager: "https://localhost:4003",
    keyVault: "https://localhost:4004",
};

export type Json = Record<string, unknown>;

export interface Answer {
    readonly status: number;
    readonly headers: Headers;
    readonly body: Json;
}

export interface TestTenant extends EntraTenant {
    readonly clock: Clock;
    readonly network: Network;
    readonly tenantId: string;
    token(form: Readonly<Record<string, string>>, init?: RequestInit): Promise<Answer>;
    /** The headers of the deployer's calls to Graph. */
    readonly asDeployer: Readonly<Record<string, string>>;
    /** Calls Graph as the deployer, or with the headers given. */
    graph(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export async function openTenant(login: () => string = () => origins.login): Promise<TestTenant> {
    const clock = new Clock();
    const network = new Network();
    const tenantId = randomUUID();
    const entra = await createEntra({
        clock,
        network,
        tenantId,
        origins: {
            login,
            graph: () => origins.graph,
            resourceManager: () => origins.resourceManager,
            keyVault: () => origins.keyVault,
        },
    });
    const tokenUrl = `${origins.login}/${tenantId}/oauth2/v2.0/token`;
    const token = async (form: Readonly<Record<string, string>>, init: RequestInit = {}): Promise<Answer> =>
        read(
            await entra.services.login.handler(
                new Request(tokenUrl, { method: "POST", body: new URLSearchParams(form), ...init }),
            ),
        );
    const deployerToken = await token({
        grant_type: "client_credentials",
        client_id: entra.deployer.clientId,
        client_secret: entra.deployer.clientSecret,
        scope: "https://graph.microsoft.com/.default",
    });
    const asDeployer = { authorization: `Bearer ${textOf(deployerToken.body["access_token"])}` };
    return {
        ...entra,
        clock,
        network,
        tenantId,
        token,
        asDeployer,
        graph: async (method, path, body, headers = asDeployer) =>
            read(
                await entra.services.graph.handler(
                    new Request(`${origins.graph}${path}`, {
                        method,
                        headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
                        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
                    }),
                ),
            ),
    };
}

export interface DeployedWorkload {
    readonly applicationId: string;
    readonly clientId: string;
    readonly principalId: string;
}

/** An application with its service principal, as the deployer makes them. */
export async function deployWorkload(tenant: TestTenant, displayName = "orders"): Promise<DeployedWorkload> {
    const application = await tenant.graph("POST", "/v1.0/applications", { displayName });
    assert.equal(application.status, 201);
    const clientId = textOf(application.body["appId"]);
    const principal = await tenant.graph("POST", "/v1.0/servicePrincipals", { appId: clientId });
    assert.equal(principal.status, 201);
    return { applicationId: textOf(application.body["id"]), clientId, principalId: textOf(principal.body["id"]) };
}

export function credential(over: Json = {}): Json {
    return {
        name: "cognito-orders",
        issuer: "https://issuer.example",
        subject: "eu-central-1:subject",
        audiences: ["eu-central-1:audience"],
        ...over,
    };
}

export function textOf(value: unknown): string {
    assert.equal(typeof value, "string");
    return String(value);
}

export function objectOf(value: unknown): Json {
    assert.ok(typeof value === "object" && value !== null);
    return Object.fromEntries(Object.entries(value));
}

export function listOf(value: unknown): Json[] {
    assert.ok(Array.isArray(value));
    return value.map(objectOf);
}

export async function read(response: Response): Promise<Answer> {
    const text = await response.text();
    const body: unknown = text === "" ? {} : JSON.parse(text);
    return { status: response.status, headers: response.headers, body: objectOf(body) };
}
