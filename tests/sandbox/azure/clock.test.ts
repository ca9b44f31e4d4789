import assert from "node:assert/strict";
import { type AzureCloud, createAzure } from "../../../sandbox/azure";
import { Clock } from "../../../sandbox/core/clock";
import { type Handler, Network } from "../../../sandbox/core/network";
import { openTenant, origins, type TestTenant, textOf } from "../entra/tenant";

const SUBSCRIPTION_ID = "22222222-2222-4222-8222-222222222222";
const VAULT = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/orders/providers/Microsoft.KeyVault/vaults/orders`;
const TWO_HOURS = 7200;

describe("Azure's clock and Entra's", () => {
    let tenant: TestTenant;
    let clock: Clock;
    let azure: AzureCloud;

    beforeEach(async () => {
        tenant = await openTenant();
        clock = new Clock();
        azure = createAzure({
            clock,
            network: new Network(),
            entra: tenant,
            tenantId: tenant.tenantId,
            subscriptionIds: [SUBSCRIPTION_ID],
            deployerObjectId: tenant.deployer.objectId,
            deployerRoles: [{ role: "Reader", scope: `/subscriptions/${SUBSCRIPTION_ID}` }],
            region: "westeurope",
            existingScopes: [VAULT],
            origins: {
                login: () => origins.login,
                graph: () => origins.graph,
                resourceManager: () => origins.resourceManager,
                keyVault: () => origins.keyVault,
            },
        });
    });

    async function tokenFor(scope: string): Promise<string> {
        const { body } = await tenant.token({
            grant_type: "client_credentials",
            client_id: tenant.deployer.clientId,
            client_secret: tenant.deployer.clientSecret,
            scope,
        });
        return textOf(body["access_token"]);
    }

    async function ask(handler: Handler, url: string, token: string): Promise<string> {
        const response = await handler(new Request(url, { headers: { authorization: `Bearer ${token}` } }));
        return `${response.status} ${await response.text()}`;
    }

    const services = [
        {
            name: "Resource Manager",
            scope: "https://management.azure.com/.default",
            url: `${origins.resourceManager}${VAULT}?api-version=2022-07-01`,
            handler: () => azure.services.resourceManager.handler,
            good: /^200 /,
            expired: /^401 .*ExpiredAuthenticationToken/,
        },
        {
            name: "Key Vault",
            scope: "https://vault.azure.net/.default",
            url: `${origins.keyVault}/secrets/greeting?api-version=7.4`,
            handler: () => azure.services.keyVault.handler,
            good: /^403 .*ForbiddenByRbac/,
            expired: /^401 .*TokenExpired/,
        },
    ];
    for (const { name, scope, url, handler, good, expired } of services) {
        it(`${name} sees a token expire by its own clock`, async () => {
            const token = await tokenFor(scope);
            assert.match(await ask(handler(), url, token), good);
            clock.setOffset(TWO_HOURS);
            assert.match(await ask(handler(), url, token), expired);
        });

        it(`${name} takes a token that has expired by Entra's clock only`, async () => {
            const token = await tokenFor(scope);
            tenant.clock.setOffset(TWO_HOURS);
            assert.match(await ask(handler(), url, token), good);
        });
    }
});
