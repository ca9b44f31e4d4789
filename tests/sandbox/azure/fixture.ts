import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { errors, generateKeyPair, jwtVerify, SignJWT, type CryptoKey } from "jose";
import { createAzure, type AzureCloud } from "../../../sandbox/azure";
import type {
    PrincipalType,
    TenantDirectory,
    VerifiedToken,
} from "../../../sandbox/azure/resource-manager/tenant-directory";
import { Clock } from "../../../sandbox/core/clock";
import { Network } from "../../../sandbox/core/network";
import { wideRoles } from "./wide-deployer";

export const tenantId = "11111111-1111-4111-8111-111111111111";
export const subscriptionId = "22222222-2222-4222-8222-222222222222";
export const otherSubscriptionId = "33333333-3333-4333-8333-333333333333";
export const subscription = `/subscriptions/${subscriptionId}`;
export const otherSubscription = `/subscriptions/${otherSubscriptionId}`;
export const group = `${subscription}/resourceGroups/rg-a`;
export const siblingGroup = `${subscription}/resourceGroups/rg-ab`;
export const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv-a`;
export const account = `${siblingGroup}/providers/Microsoft.Storage/storageAccounts/storeab`;
export const container = `${account}/blobServices/default/containers/orders`;
export const managementGroup = "/providers/Microsoft.Management/managementGroups/platform";
export const assignments = "/providers/Microsoft.Authorization/roleAssignments";
export const definitions = "/providers/Microsoft.Authorization/roleDefinitions";

export const armAudience = "https://management.azure.com";
export const vaultAudience = "https://vault.azure.net";

/** GUIDs as Azure publishes them in "Azure built-in roles". */
export const roles = {
    owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
    reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    vaultReader: "21090545-7ca7-4776-b22c-e363652d74d2",
    secretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
    blobReader: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
};

export interface Principal {
    readonly objectId: string;
    readonly clientId: string;
}

/** A tenant that signs its own tokens, with a key made for the test. */
class Tenant implements TenantDirectory {
    readonly #principals = new Map<string, PrincipalType>();

    constructor(
        private readonly keys: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey },
        private readonly clock: Clock,
    ) {}

    addPrincipal(type: PrincipalType): Principal {
        const objectId = randomUUID();
        this.#principals.set(objectId, type);
        return { objectId, clientId: randomUUID() };
    }

    findPrincipal(objectId: string): { readonly type: PrincipalType } | undefined {
        const type = this.#principals.get(objectId);
        return type === undefined ? undefined : { type };
    }

    sign(principal: Principal, audience: string, lifetimeSeconds = 3600, tid = tenantId): Promise<string> {
        return new SignJWT({ oid: principal.objectId, appid: principal.clientId, tid, roles: [] })
            .setProtectedHeader({ alg: "ES256", typ: "JWT" })
            .setAudience(audience)
            .setExpirationTime(this.clock.epochSeconds() + lifetimeSeconds)
            .sign(this.keys.privateKey);
    }

    async verifyAccessToken(
        authorization: string | null,
        audiences: readonly string[],
        now: Date,
    ): Promise<VerifiedToken> {
        const token = /^Bearer (.+)$/.exec(authorization ?? "")?.[1] ?? "";
        try {
            const { payload } = await jwtVerify(token, this.keys.publicKey, {
                audience: [...audiences],
                currentDate: now,
            });
            const text = (name: string): string => {
                const value = payload[name];
                return typeof value === "string" ? value : "";
            };
            return {
                ok: true,
                claims: { oid: text("oid"), appid: text("appid"), aud: text("aud"), tid: text("tid"), roles: [] },
            };
        } catch (error) {
            return { ok: false, ...refusal(error) };
        }
    }
}

function refusal(error: unknown): { code: string; message: string } {
    if (error instanceof errors.JWTExpired) {
        return { code: "ExpiredAuthenticationToken", message: "The access token expiry UTC time is earlier than now." };
    }
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === "aud") {
        return { code: "InvalidAuthenticationTokenAudience", message: "The token's audience is another resource." };
    }
    return { code: "InvalidAuthenticationToken", message: 'The access token is "invalid".' };
}

export interface Answer {
    readonly status: number;
    readonly code: string | undefined;
    readonly message: string | undefined;
    readonly body: unknown;
    readonly headers: Headers;
}

export interface Call {
    readonly as?: Principal;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
}

/** A cloud of its own for one test, and requests to it without a network. */
export class Fixture {
    private constructor(
        readonly clock: Clock,
        readonly network: Network,
        readonly tenant: Tenant,
        readonly deployer: Principal,
        readonly cloud: AzureCloud,
        readonly origins: { login: string; graph: string; resourceManager: string; keyVault: string },
    ) {}

    static async create(): Promise<Fixture> {
        const clock = new Clock();
        const tenant = new Tenant(await generateKeyPair("ES256"), clock);
        const deployer = tenant.addPrincipal("ServicePrincipal");
        const origins = {
            login: "https://localhost:1001",
            graph: "https://localhost:1002",
            resourceManager: "https://localhost:1003",
            keyVault: "https://localhost:1004",
        };
        const network = new Network();
        const cloud = createAzure({
            clock,
            network,
            entra: tenant,
            tenantId,
            subscriptionIds: [subscriptionId, otherSubscriptionId],
            deployerObjectId: deployer.objectId,
            deployerRoles: wideRoles(subscriptionId, otherSubscriptionId),
            region: "westeurope",
            existingScopes: [managementGroup, vault, container, `${otherSubscription}/resourceGroups/rg-a`],
            origins: {
                login: () => origins.login,
                graph: () => origins.graph,
                resourceManager: () => origins.resourceManager,
                keyVault: () => origins.keyVault,
            },
        });
        return new Fixture(clock, network, tenant, deployer, cloud, origins);
    }

    /** Asks Resource Manager; adds `api-version=2022-04-01` where the path has none. */
    async arm(method: string, path: string, { as = this.deployer, body, headers = {} }: Call = {}): Promise<Answer> {
        const token = await this.tenant.sign(as, armAudience);
        return this.send(method, path, { authorization: `Bearer ${token}`, ...headers }, body);
    }

    async send(
        method: string,
        path: string,
        headers: Readonly<Record<string, string>>,
        body?: unknown,
    ): Promise<Answer> {
        const separator = path.includes("?") ? "&" : "?";
        const url = `https://localhost:1003${path}${path.includes("api-version") ? "" : `${separator}api-version=2022-04-01`}`;
        const content = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
        return answer(
            await this.cloud.services.resourceManager.handler(new Request(url, { method, headers, ...content })),
        );
    }

    async vault(path: string, as: Principal | undefined, method = "GET"): Promise<Answer> {
        const headers: Record<string, string> =
            as === undefined ? {} : { authorization: `Bearer ${await this.tenant.sign(as, vaultAudience)}` };
        return answer(
            await this.cloud.services.keyVault.handler(
                new Request(`https://localhost:1004${path}`, { method, headers }),
            ),
        );
    }

    /** A new principal to which the deployer has assigned these roles. */
    async principalWith(...granted: readonly (readonly [role: string, scope: string])[]): Promise<Principal> {
        const principal = this.tenant.addPrincipal("ServicePrincipal");
        for (const [role, scope] of granted) {
            const { status, message } = await this.assign(principal, role, scope);
            assert.equal(status, 201, message);
        }
        return principal;
    }

    async assign(
        principal: Principal,
        role: string,
        scope: string,
        more: Readonly<Record<string, unknown>> = {},
        name: string = randomUUID(),
    ): Promise<Answer> {
        return this.arm("PUT", `${scope}${assignments}/${name}`, {
            body: { properties: { ...grant(principal, role), ...more } },
        });
    }
}

export function grant(principal: Principal, role: string): { principalId: string; roleDefinitionId: string } {
    return { principalId: principal.objectId, roleDefinitionId: `${subscription}${definitions}/${role}` };
}

/** The member at a path of names and indices; undefined where there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
    return path.reduce<unknown>(
        (inner, key) =>
            typeof inner === "object" && inner !== null ? new Map(Object.entries(inner)).get(String(key)) : undefined,
        value,
    );
}

/** One member of every item of a list answer. */
export function each(answer: Answer, ...path: readonly (string | number)[]): unknown[] {
    const value = at(answer.body, "value");
    return Array.isArray(value) ? value.map((item: unknown) => at(item, ...path)) : [];
}

async function answer(response: Response): Promise<Answer> {
    const text = await response.text();
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    const error = (member: string): string | undefined => {
        const value = at(body, "error", member);
        return typeof value === "string" ? value : undefined;
    };
    return { status: response.status, code: error("code"), message: error("message"), body, headers: response.headers };
}
