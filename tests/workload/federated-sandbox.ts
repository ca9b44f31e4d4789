import { strict as assert } from "node:assert";
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type AzureCloud, createAzure } from "../../sandbox/azure";
import { CertificateAuthority } from "../../sandbox/core/certificate-authority";
import { Clock } from "../../sandbox/core/clock";
import { createEntra, type EntraTenant } from "../../sandbox/entra";
import { type Listener, listen } from "../../sandbox/core/listener";
import type { Handler } from "../../sandbox/core/network";
import { BILLING_ROLE, element, Fixture, ORDERS_ROLE } from "../sandbox/aws/fixture";
import type { Keys } from "../sandbox/aws/sign-request";
import { wideRoles } from "../sandbox/azure/wide-deployer";
import { remember } from "./issued-tokens";

export const TENANT_ID = "5f1e3c1a-0b6e-4d0e-9c55-3c2f6a7b8d90";
export const SUBSCRIPTION_ID = "0c9d8e7f-6a5b-4c3d-8e2f-1a0b9c8d7e6f";
export const RESOURCE_GROUP = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/orders`;
export const OTHER_RESOURCE_GROUP = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/billing`;
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

export const VAULT = `${RESOURCE_GROUP}/providers/Microsoft.KeyVault/vaults/orders`;
const KEY_VAULT_SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6";

/** Where the clouds are: names in this process, until they listen. */
interface Origins {
    login: string;
    graph: string;
    resourceManager: string;
    keyVault: string;
}

/** One workload's trust as a stack deploys it. */
export interface Trust {
    readonly poolId: string;
    readonly identityId: string;
    readonly policyArn: string;
    readonly applicationId: string;
    readonly clientId: string;
    readonly principalId: string;
    readonly credentialId: string;
    readonly roleAssignmentId: string;
    /** What the stack's `environment` output gives the workload. */
    readonly environment: Readonly<Record<string, string>>;
}

/** Both clouds of the sandbox in this process, with the management APIs in the hands of who deploys. */
export class FederatedSandbox {
    readonly fetch = (url: string, init?: RequestInit): Promise<Response> => this.aws.network.fetch(url, init);
    readonly #policies = new Map<string, string>();

    readonly #listeners: Listener[] = [];

    private constructor(
        readonly aws: Fixture,
        readonly entraClock: Clock,
        readonly entra: EntraTenant,
        readonly azure: AzureCloud,
        readonly origins: Origins,
    ) {}

    static async start(): Promise<FederatedSandbox> {
        const origins: Origins = {
            login: "https://login.sandbox",
            graph: "https://graph.sandbox",
            resourceManager: "https://management.sandbox",
            keyVault: "https://vault.sandbox",
        };
        const lateOrigins = {
            login: () => origins.login,
            graph: () => origins.graph,
            resourceManager: () => origins.resourceManager,
            keyVault: () => origins.keyVault,
        };
        const entraClock = new Clock();
        const aws = new Fixture();
        const entra = await createEntra({
            clock: entraClock,
            network: aws.network,
            tenantId: TENANT_ID,
            origins: lateOrigins,
        });
        const azure = createAzure({
            clock: new Clock(),
            network: aws.network,
            entra,
            tenantId: TENANT_ID,
            subscriptionIds: [SUBSCRIPTION_ID],
            deployerObjectId: entra.deployer.objectId,
            deployerRoles: wideRoles(SUBSCRIPTION_ID),
            region: "westeurope",
            existingScopes: [RESOURCE_GROUP, OTHER_RESOURCE_GROUP, VAULT],
            origins: lateOrigins,
        });
        aws.network.register("login.sandbox", entra.services.login.handler);
        aws.network.register("graph.sandbox", entra.services.graph.handler);
        aws.network.register("management.sandbox", azure.services.resourceManager.handler);
        return new FederatedSandbox(aws, entraClock, entra, azure, origins);
    }

    /**
     * Puts everything behind ports, for programs of their own; the result is what such a program runs with as the role `orders`. To be
     * called before `deploy`.
     */
    async listen(folder: string): Promise<Readonly<Record<string, string>>> {
        const certificate = await (await CertificateAuthority.create(new Date())).issueForLocalhost();
        const authorityFile = join(folder, "certificate-authority.pem");
        await writeFile(authorityFile, certificate.authority);
        const handlers: readonly [keyof Origins, Handler][] = [
            ["login", this.entra.services.login.handler],
            ["graph", this.entra.services.graph.handler],
            ["resourceManager", this.azure.services.resourceManager.handler],
            ["keyVault", this.azure.services.keyVault.handler],
        ];
        for (const [name, handler] of handlers) {
            const listener = await listen(handler, certificate);
            this.#listeners.push(listener);
            this.origins[name] = `https://localhost:${String(listener.port)}`;
            this.aws.network.register(new URL(this.origins[name]).host, handler);
        }
        const containers = await this.listenForContainers();
        return {
            AWS_ENDPOINT_URL: await this.aws.listen(),
            AWS_CONTAINER_CREDENTIALS_FULL_URI: `${containers.url}/credentials/orders`,
            AWS_CONTAINER_AUTHORIZATION_TOKEN: containers.token,
            NODE_EXTRA_CA_CERTS: authorityFile,
            SSL_CERT_FILE: authorityFile,
            REQUESTS_CA_BUNDLE: authorityFile,
        };
    }

    /** Serves the credentials of containers. */
    async listenForContainers(): Promise<{ readonly url: string; readonly token: string }> {
        const credentials = await listen(this.aws.aws.containerCredentials);
        this.#listeners.push(credentials);
        return {
            url: `http://127.0.0.1:${String(credentials.port)}`,
            token: remember(this.aws.aws.containerAuthorizationToken),
        };
    }

    async close(): Promise<void> {
        await Promise.all(this.#listeners.map((listener) => listener.close()));
        await this.aws.close();
    }

    /** What a deployer has in the environment. */
    get deployerEnvironment(): Readonly<Record<string, string>> {
        return {
            ARM_TENANT_ID: TENANT_ID,
            ARM_CLIENT_ID: this.entra.deployer.clientId,
            ARM_CLIENT_SECRET: remember(this.entra.deployer.clientSecret),
            ARM_METADATA_HOSTNAME: "management.sandbox",
        };
    }

    /** Deploys a trust of its own, and takes the policies of earlier ones off the role. */
    async deploy(): Promise<Trust> {
        const name = `orders-${randomUUID().slice(0, 8)}`;
        const poolId = await this.createPool(name);
        const identityId = await this.mintIdentity(poolId, "orders");
        const policyArn = await this.allowMinting(name, poolId);
        const application = await this.graph("POST", "/applications", { displayName: name });
        const [applicationId, clientId] = [text(application, "id"), text(application, "appId")];
        const principalId = text(await this.graph("POST", "/servicePrincipals", { appId: clientId }), "id");
        const credentialId = await this.addCredential(applicationId, poolId, identityId);
        const roleAssignmentId = await this.assignReader(principalId, RESOURCE_GROUP);
        return {
            poolId,
            identityId,
            policyArn,
            applicationId,
            clientId,
            principalId,
            credentialId,
            roleAssignmentId,
            environment: {
                AZURE_TENANT_ID: TENANT_ID,
                AZURE_CLIENT_ID: clientId,
                AZURE_AUTHORITY_HOST: this.origins.login,
                AWS_REGION: "eu-central-1",
                FEDERATION_ISSUER: "cognito",
                COGNITO_IDENTITY_POOL_ID: poolId,
                COGNITO_DEVELOPER_PROVIDER_NAME: "entra.orders",
                COGNITO_DEVELOPER_USER_IDENTIFIER: "orders",
                COGNITO_IDENTITY_ID: identityId,
            },
        };
    }

    async createPool(name: string): Promise<string> {
        return text(
            await this.cognito("CreateIdentityPool", {
                IdentityPoolName: name,
                AllowUnauthenticatedIdentities: false,
                DeveloperProviderName: "entra.orders",
            }),
            "IdentityPoolId",
        );
    }

    async mintIdentity(poolId: string, user: string): Promise<string> {
        const minted = await this.cognito("GetOpenIdTokenForDeveloperIdentity", {
            IdentityPoolId: poolId,
            Logins: { "entra.orders": user },
            TokenDuration: 1,
        });
        return text(minted, "IdentityId");
    }

    /** Lets the workload's role mint on that pool, and on no other. */
    async allowMinting(name: string, poolId: string): Promise<string> {
        await this.forbidMinting();
        const arn = await this.aws.allow("orders", name, {
            Action: "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
            Resource: `arn:aws:cognito-identity:eu-central-1:111122223333:identitypool/${poolId}`,
        });
        this.#policies.set(arn, poolId);
        return arn;
    }

    async forbidMinting(): Promise<void> {
        for (const [PolicyArn, owner] of this.#policies) {
            const RoleName = owner === "billing" ? "billing" : "orders";
            await this.aws.query("iam", "DetachRolePolicy", { RoleName, PolicyArn });
        }
        this.#policies.clear();
    }

    /**
     * Deploys a trust of a role itself, by AWS STS. `identityId` is its subject, and there is no pool.
     * `statement` changes the policy that lets the role ask for tokens.
     */
    async deploySts(role = "orders", statement: Readonly<Record<string, unknown>> = {}): Promise<Trust> {
        const name = `sts-${randomUUID().slice(0, 8)}`;
        await this.forbidMinting();
        const issuer = await this.switchFederation(true);
        const action = { Action: "sts:GetWebIdentityToken", Resource: "*" };
        const policyArn = await this.aws.allow(role, name, { ...action, ...statement });
        this.#policies.set(policyArn, role);
        const application = await this.graph("POST", "/applications", { displayName: name });
        const [applicationId, clientId] = [text(application, "id"), text(application, "appId")];
        const principalId = text(await this.graph("POST", "/servicePrincipals", { appId: clientId }), "id");
        const identityId = role === "orders" ? ORDERS_ROLE : BILLING_ROLE;
        const audience = "api://AzureADTokenExchange";
        const credentialId = await this.addCredential(applicationId, audience, identityId, issuer);
        const roleAssignmentId = await this.assignReader(principalId, RESOURCE_GROUP);
        return {
            poolId: "",
            identityId,
            policyArn,
            applicationId,
            clientId,
            principalId,
            credentialId,
            roleAssignmentId,
            environment: {
                AZURE_TENANT_ID: TENANT_ID,
                AZURE_CLIENT_ID: clientId,
                AZURE_AUTHORITY_HOST: this.origins.login,
                AWS_REGION: "eu-central-1",
                FEDERATION_ISSUER: "sts",
            },
        };
    }

    /** Turns outbound federation of the account on, or off; the issuer, or nothing. */
    async switchFederation(on: boolean): Promise<string> {
        const administrator = await this.aws.administrator();
        const change = on ? "EnableOutboundWebIdentityFederation" : "DisableOutboundWebIdentityFederation";
        await this.aws.query("iam", change, {}, administrator);
        const info = await this.aws.query("iam", "GetOutboundWebIdentityFederationInfo", {}, administrator);
        return on ? element(info.text, "IssuerIdentifier") : "";
    }

    /** Keys of somebody who may read everything in IAM and Cognito. */
    async auditorKeys(): Promise<Keys> {
        await this.aws.allow("administrator", "cognito-reading", {
            Action: ["cognito-identity:DescribeIdentityPool", "cognito-identity:LookupDeveloperIdentity"],
            Resource: "*",
        });
        return this.aws.administrator();
    }

    /** One more policy of the workload's role, until the next deployment. */
    async attach(statement: Readonly<Record<string, unknown>>): Promise<string> {
        const name = `more-${randomUUID().slice(0, 8)}`;
        this.#policies.set(await this.aws.allow("orders", name, statement), "orders");
        return name;
    }

    /** An inline policy of the workload's role. */
    async putInline(document: unknown): Promise<void> {
        const parameters = { RoleName: "orders", PolicyName: "inline", PolicyDocument: JSON.stringify(document) };
        await this.aws.query("iam", "PutRolePolicy", parameters, await this.aws.administrator());
    }

    /** Sets the permissions boundary of the workload's role, or takes it off. */
    async limitRole(statement: Readonly<Record<string, unknown>> | undefined): Promise<void> {
        const administrator = await this.aws.administrator();
        if (statement === undefined) {
            await this.aws.query("iam", "DeleteRolePermissionsBoundary", { RoleName: "orders" }, administrator);
            return;
        }
        const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
        const policy = { PolicyName: `boundary-${randomUUID().slice(0, 8)}`, PolicyDocument };
        const created = await this.aws.query("iam", "CreatePolicy", policy, administrator);
        const boundary = { RoleName: "orders", PermissionsBoundary: element(created.text, "Arn") };
        const put = await this.aws.query("iam", "PutRolePermissionsBoundary", boundary, administrator);
        assert.equal(put.code, "ok", put.text);
    }

    async deleteInline(): Promise<void> {
        const parameters = { RoleName: "orders", PolicyName: "inline" };
        await this.aws.query("iam", "DeleteRolePolicy", parameters, await this.aws.administrator());
    }

    /** Turns on outbound federation, lets the workload's role use it, and has the application trust the role itself. */
    async trustRole(applicationId: string): Promise<void> {
        const action = "EnableOutboundWebIdentityFederation";
        await this.aws.allow("billing", `federation-${randomUUID()}`, { Action: `iam:${action}`, Resource: "*" });
        const enabled = await this.aws.query("iam", action, {}, await this.aws.containerKeys("billing"));
        await this.aws.allow("orders", `sts-${randomUUID()}`, { Action: "sts:GetWebIdentityToken", Resource: "*" });
        const issuer = element(enabled.text, "IssuerIdentifier");
        await this.addCredential(applicationId, "api://AzureADTokenExchange", ORDERS_ROLE, issuer);
    }

    async addCredential(
        applicationId: string,
        audience: string,
        subject: string,
        issuer = "https://cognito-identity.amazonaws.com",
    ): Promise<string> {
        const credential = await this.graph("POST", `/applications/${applicationId}/federatedIdentityCredentials`, {
            name: `cognito-${randomUUID()}`,
            issuer,
            subject,
            audiences: [audience],
        });
        return text(credential, "id");
    }

    assignReader(principalId: string, scope: string, condition?: string): Promise<string> {
        return this.#assign(principalId, scope, READER, condition);
    }

    assignSecretsUser(principalId: string): Promise<string> {
        return this.#assign(principalId, VAULT, KEY_VAULT_SECRETS_USER);
    }

    async #assign(principalId: string, scope: string, role: string, condition?: string): Promise<string> {
        const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`;
        await this.#call(
            "PUT",
            `${this.origins.resourceManager}${id}?api-version=2022-04-01`,
            "https://management.azure.com",
            {
                properties: {
                    ...(condition === undefined ? {} : { condition, conditionVersion: "2.0" }),
                    principalId,
                    principalType: "ServicePrincipal",
                    roleDefinitionId: `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
                },
            },
        );
        return id;
    }

    async deleteRoleAssignment(id: string): Promise<void> {
        await this.#call(
            "DELETE",
            `${this.origins.resourceManager}${id}?api-version=2022-04-01`,
            "https://management.azure.com",
        );
    }

    async cognito(action: string, members: unknown): Promise<Readonly<Record<string, unknown>>> {
        const answer = await this.aws.json(action, members);
        assert.equal(answer.code, "ok", answer.text);
        return answer.text === "" ? {} : parse(answer.text);
    }

    async graph(method: string, path: string, body?: unknown): Promise<Readonly<Record<string, unknown>>> {
        return this.#call(method, `${this.origins.graph}/v1.0${path}`, "https://graph.microsoft.com", body);
    }

    async #call(
        method: string,
        url: string,
        resource: string,
        body?: unknown,
    ): Promise<Readonly<Record<string, unknown>>> {
        const response = await this.fetch(url, {
            method,
            headers: {
                authorization: `Bearer ${await this.#deployerToken(resource)}`,
                "content-type": "application/json",
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const answer = await response.text();
        assert.ok(response.ok, `${method} ${url}: ${answer}`);
        return answer === "" ? {} : parse(answer);
    }

    async #deployerToken(resource: string): Promise<string> {
        const { clientId, clientSecret } = this.entra.deployer;
        const response = await this.fetch(`${this.origins.login}/${TENANT_ID}/oauth2/v2.0/token`, {
            method: "POST",
            headers: { "content-type": "application/x-www-form-urlencoded" },
            body: new URLSearchParams({
                grant_type: "client_credentials",
                client_id: clientId,
                client_secret: clientSecret,
                scope: `${resource}/.default`,
            }).toString(),
        });
        return remember(text(parse(await response.text()), "access_token"));
    }
}

function parse(json: string): Readonly<Record<string, unknown>> {
    const value: unknown = JSON.parse(json);
    assert.ok(typeof value === "object" && value !== null);
    return Object.fromEntries(Object.entries(value));
}

function text(record: Readonly<Record<string, unknown>>, member: string): string {
    const value = record[member];
    assert.ok(typeof value === "string", `no ${member}`);
    return value;
}
