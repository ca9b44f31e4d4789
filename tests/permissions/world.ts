import { randomUUID } from "node:crypto";
import type { FunctionHandler, PropertyMap } from "@cognito-entra/plumbing";
import { decodeJwt } from "jose";
import { awsAccount } from "../../provider/clients/aws-account";
import { awsClients } from "../../provider/clients/aws-clients";
import { cognitoIdentities, type CognitoIdentities } from "../../provider/clients/cognito-identities";
import { parseConfiguration } from "../../provider/configuration";
import { findIdentityPools } from "../../provider/functions/find-identity-pools";
import type { SandboxGrants } from "../../sandbox";
import { createAzure, type AzureCloud } from "../../sandbox/azure";
import { Clock } from "../../sandbox/core/clock";
import { createEntra, type EntraTenant } from "../../sandbox/entra";
import { parseSettings } from "../../settings";
import { deployerPermissions, type DeployerPermissions } from "../../settings/deployer-permissions";
import { grantsOf } from "../../tools/stack-file";
import { ACCOUNT, Fixture, REGION } from "../sandbox/aws/fixture";
import { standInHandlers, type StandIns } from "../sandbox/stand-ins/verbs";

export const PREFIX = "shop-dev";
export const ORDERS_ROLE = `arn:aws:iam::${ACCOUNT}:role/orders`;
/** A role of somebody else, with nothing to do with the stack. */
export const FOREIGN_ROLE = `arn:aws:iam::${ACCOUNT}:role/billing`;
export const MADE_ROLE = `${PREFIX}-reports`;
export const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/shop-boundary`;
export const PARAMETER_PATH = "/shop/orders";
export const TENANT = "5f1e3c1a-0b6e-4d0e-9c55-3c2f6a7b8d90";
export const SUBSCRIPTION = "/subscriptions/0c9d8e7f-6a5b-4c3d-8e2f-1a0b9c8d7e6f";
export const GROUP = `${SUBSCRIPTION}/resourceGroups/orders`;
export const OTHER_GROUP = `${SUBSCRIPTION}/resourceGroups/billing`;
export const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
/** A user of the tenant. */
export const USER = "0f5b6a2e-9d1c-4b7e-8a3f-6c2d1e0b9a87";

const origins = {
    login: "https://login.sandbox",
    graph: "https://graph.sandbox",
    resourceManager: "https://management.sandbox",
    keyVault: "https://vault.sandbox",
};

/** The stack whose deployer is tried: a workload under a role that exists, and one under a role that is made. */
export const settings = parseSettings(
    {
        "aws:region": REGION,
        "azuread:tenantId": TENANT,
        "azure-native:subscriptionId": SUBSCRIPTION.slice("/subscriptions/".length),
        "cognito-entra:permissionsBoundary": BOUNDARY,
        "cognito-entra:workloads": [
            {
                name: "orders",
                caller: { roles: [ORDERS_ROLE] },
                parameterPath: PARAMETER_PATH,
                roleAssignments: [{ role: "Reader", scope: GROUP }],
            },
            { name: "reports", caller: { service: "lambda.amazonaws.com" } },
        ],
    },
    "Pulumi.dev.yaml",
    { namePrefix: PREFIX },
);

/** Both clouds in this process, with a deployer that holds what the rules print for the stack and nothing else. */
export class World {
    private constructor(
        readonly aws: Fixture,
        readonly entra: EntraTenant,
        readonly azure: AzureCloud,
        readonly standIns: StandIns,
        readonly identities: CognitoIdentities,
        /** The look-up before a pool is created. */
        readonly findIdentityPools: FunctionHandler,
        readonly permissions: DeployerPermissions,
    ) {}

    static async create(): Promise<World> {
        const permissions = deployerPermissions(settings, { namePrefix: PREFIX });
        const grants = grantsOf(permissions);
        const aws = new Fixture(REGION, [ORDERS_ROLE, FOREIGN_ROLE], grants.aws);
        const lateOrigins = {
            login: () => origins.login,
            graph: () => origins.graph,
            resourceManager: () => origins.resourceManager,
            keyVault: () => origins.keyVault,
        };
        const entra = await createEntra({
            clock: new Clock(),
            network: aws.network,
            tenantId: TENANT,
            origins: lateOrigins,
        });
        const azure = createAzure({
            clock: new Clock(),
            network: aws.network,
            entra: {
                verifyAccessToken: (authorization, audiences, now) =>
                    entra.verifyAccessToken(authorization, audiences, now),
                findPrincipal: (id) => (id === USER ? { type: "User" } : entra.findPrincipal(id)),
            },
            tenantId: TENANT,
            subscriptionIds: [SUBSCRIPTION.slice("/subscriptions/".length)],
            deployerObjectId: entra.deployer.objectId,
            deployerRoles: grants.azure,
            region: "westeurope",
            existingScopes: [GROUP, OTHER_GROUP],
            origins: lateOrigins,
        });
        aws.network.register("aws.sandbox", aws.aws.handler);
        aws.network.register("login.sandbox", entra.services.login.handler);
        aws.network.register("graph.sandbox", entra.services.graph.handler);
        aws.network.register("management.sandbox", azure.services.resourceManager.handler);
        const standIns = standInHandlers({
            fetch: (url, init) => aws.network.fetch(url, init),
            aws: { endpoint: "https://aws.sandbox", region: REGION, ...aws.aws.deployer },
            entra: { ...origins, tenantId: TENANT, ...entra.deployer },
            subscriptionId: SUBSCRIPTION.slice("/subscriptions/".length),
        });
        const access = { endpoint: await aws.listen(), credentials: aws.aws.deployer };
        const configuration = parseConfiguration({});
        const clientsFor = awsClients(configuration, access);
        const account = awsAccount(configuration, clientsFor);
        return new World(
            aws,
            entra,
            azure,
            standIns,
            cognitoIdentities(clientsFor, account),
            findIdentityPools(clientsFor, () => account),
            permissions,
        );
    }

    /** Gives the deployer these rights instead of what the rules print. */
    grant({ aws, azure }: SandboxGrants): void {
        this.aws.aws.grant("deployment", aws);
        this.azure.grant("deployment", azure);
    }

    /** Does something that only an administrator of the clouds may do. */
    async asAdministrator<T>(work: () => Promise<T>): Promise<T> {
        const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
        this.aws.aws.grant("administrator", { policies: [JSON.stringify(everything)] });
        this.azure.grant("administrator", [{ role: "Owner", scope: SUBSCRIPTION }]);
        try {
            return await work();
        } finally {
            this.aws.aws.revoke("administrator");
            this.azure.revoke("administrator");
        }
    }

    /** Asks Resource Manager as the deployer; the answer is the error's code, or "ok". */
    async arm(method: string, path: string, body?: object): Promise<string> {
        return this.#call(`${origins.resourceManager}${path}?api-version=2022-04-01`, method, body);
    }

    /** Asks Microsoft Graph as the deployer; the answer is the error's code, or "ok". */
    async graph(method: string, path: string, body?: object): Promise<string> {
        return this.#call(`${origins.graph}/v1.0${path}`, method, body);
    }

    assign(role: string, scope: string, principalId: string, principalType: string, name: string = randomUUID()) {
        return this.arm("PUT", `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`, {
            properties: {
                roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
                principalId,
                principalType,
            },
        });
    }

    async close(): Promise<void> {
        await this.aws.close();
    }

    /** The application permissions in the deployer's token for Microsoft Graph. */
    async graphRoles(): Promise<unknown> {
        return decodeJwt(await this.#token("https://graph.microsoft.com"))["roles"];
    }

    async #token(audience: string): Promise<string> {
        const { clientId, clientSecret } = this.entra.deployer;
        const response = await this.aws.network.fetch(`${origins.login}/${TENANT}/oauth2/v2.0/token`, {
            method: "POST",
            body: new URLSearchParams({
                grant_type: "client_credentials",
                client_id: clientId,
                client_secret: clientSecret,
                scope: `${audience}/.default`,
            }),
        });
        return textIn(await response.json(), "access_token");
    }

    async #call(url: string, method: string, body: object | undefined): Promise<string> {
        const audience = url.startsWith(origins.graph) ? "https://graph.microsoft.com" : "https://management.azure.com";
        const response = await this.aws.network.fetch(url, {
            method,
            headers: {
                authorization: `Bearer ${await this.#token(audience)}`,
                "content-type": "application/json",
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        return response.ok ? "ok" : textIn(memberOf(JSON.parse(text), "error"), "code");
    }
}

function memberOf(value: unknown, name: string): unknown {
    return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function textIn(value: unknown, name: string): string {
    const member = memberOf(value, name);
    if (typeof member !== "string") {
        throw new Error(`no ${name} in ${JSON.stringify(value)}`);
    }
    return member;
}

/** Inputs of the stack's resources, as the components give them. */
export const inputs = {
    pool: {
        identityPoolName: `${PREFIX}-orders`,
        developerProviderName: "entra.orders",
        allowUnauthenticatedIdentities: false,
        allowClassicFlow: false,
        region: REGION,
        tags: { team: "shop", "cognito-entra:stack": PREFIX },
    },
    policy: (workload: string, poolArn: string): PropertyMap => ({
        name: `${PREFIX}-${workload}`,
        policy: document({ Action: "cognito-identity:GetOpenIdTokenForDeveloperIdentity", Resource: poolArn }),
        tags: { team: "shop" },
    }),
    role: {
        name: MADE_ROLE,
        description: "Reports",
        assumeRolePolicy: document({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }),
        maxSessionDuration: 3600,
        permissionsBoundary: BOUNDARY,
        tags: { team: "shop" },
    },
    parameter: {
        name: `${PARAMETER_PATH}/AZURE_TENANT_ID`,
        type: "String",
        insecureValue: TENANT,
        tags: { team: "shop" },
    },
};

export function document(statement: object): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}
