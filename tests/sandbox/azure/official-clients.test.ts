import assert from "node:assert/strict";
import { createServer, type Server } from "node:https";
import { ResourceManagementClient } from "@azure/arm-resources";
import type { TokenCredential } from "@azure/core-auth";
import { SecretClient } from "@azure/keyvault-secrets";
import { getRequestListener } from "@hono/node-server";
import { CertificateAuthority, type ServerCertificate } from "../../../sandbox/core/certificate-authority";
import type { Handler } from "../../../sandbox/core/network";
import { Fixture, group, roles, subscription, subscriptionId, vault, type Principal } from "./fixture";

describe("official clients against the sandbox's Azure", () => {
    const servers: Server[] = [];
    let fixture: Fixture;
    let ca: string;

    async function serve(certificate: ServerCertificate, handler: Handler): Promise<string> {
        const listener = getRequestListener(handler);
        const server = createServer(
            { key: certificate.key, cert: certificate.certificate },
            (asked, response) => void listener(asked, response),
        );
        servers.push(server);
        await new Promise<void>((resolve) => {
            server.listen(0, "localhost", resolve);
        });
        const address = server.address();
        return `https://localhost:${typeof address === "object" && address !== null ? address.port : 0}`;
    }

    function credential(principal: Principal): TokenCredential {
        return {
            getToken: async (scopes) => {
                const [scope = ""] = [scopes].flat();
                const token = await fixture.tenant.sign(principal, scope.replace(/\/\.default$/, ""));
                return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
            },
        };
    }

    function resources(principal: Principal): ResourceManagementClient {
        return new ResourceManagementClient(credential(principal), subscriptionId, {
            endpoint: fixture.origins.resourceManager,
            tlsOptions: { ca },
            retryOptions: { maxRetries: 0 },
        });
    }

    function secrets(principal: Principal): SecretClient {
        return new SecretClient(fixture.origins.keyVault, credential(principal), {
            disableChallengeResourceVerification: true,
            tlsOptions: { ca },
            retryOptions: { maxRetries: 0 },
        });
    }

    before(async () => {
        fixture = await Fixture.create();
        const certificate = await (await CertificateAuthority.create(new Date())).issueForLocalhost();
        ca = certificate.authority;
        fixture.origins.resourceManager = await serve(certificate, fixture.cloud.services.resourceManager.handler);
        fixture.origins.keyVault = await serve(certificate, fixture.cloud.services.keyVault.handler);
    });
    after(() => {
        for (const server of servers) {
            server.closeAllConnections();
            server.close();
        }
    });

    it("@azure/arm-resources makes, finds, lists and deletes a group", async () => {
        const contributor = await fixture.principalWith([roles.contributor, subscription]);
        const { resourceGroups } = resources(contributor);
        const made = await resourceGroups.createOrUpdate("rg-client", { location: "westeurope", tags: { team: "a" } });
        assert.equal(made.id, `${subscription}/resourceGroups/rg-client`);
        assert.equal((await resourceGroups.checkExistence("rg-client")).body, true);
        const names: (string | undefined)[] = [];
        for await (const { name } of resourceGroups.list()) {
            names.push(name);
        }
        assert.deepEqual(names, ["rg-a", "rg-ab", "rg-client"]);
        await resourceGroups.beginDeleteAndWait("rg-client");
        await assert.rejects(resourceGroups.get("rg-client"), { statusCode: 404, code: "ResourceGroupNotFound" });
    });

    it("@azure/arm-resources reads what its caller's role covers, and is refused the rest", async () => {
        const reader = await fixture.principalWith([roles.reader, group]);
        const client = resources(reader);
        assert.equal((await client.resourceGroups.get("rg-a")).location, "westeurope");
        assert.equal((await client.resources.getById(vault, "2023-07-01")).name, "kv-a");
        const ids: (string | undefined)[] = [];
        for await (const { id } of client.resources.listByResourceGroup("rg-a")) {
            ids.push(id);
        }
        assert.deepEqual(ids, [vault]);
        await assert.rejects(client.resourceGroups.get("rg-ab"), { statusCode: 403, code: "AuthorizationFailed" });
        await assert.rejects(client.resourceGroups.createOrUpdate("rg-a", { location: "westeurope" }), {
            statusCode: 403,
            code: "AuthorizationFailed",
        });
    });

    it("@azure/keyvault-secrets follows the challenge and reads the secret", async () => {
        const user = await fixture.principalWith([roles.secretsUser, vault]);
        const client = secrets(user);
        const secret = await client.getSecret("greeting");
        assert.equal(secret.value, "Hello from the vault kv-a.");
        assert.equal(secret.properties.vaultUrl, fixture.origins.keyVault);
        const version = secret.properties.version ?? "";
        assert.equal((await client.getSecret("greeting", { version })).properties.version, version);
        const names: string[] = [];
        for await (const { name } of client.listPropertiesOfSecrets()) {
            names.push(name);
        }
        assert.deepEqual(names, ["greeting"]);
        await assert.rejects(client.getSecret("none"), { statusCode: 404, code: "SecretNotFound" });
    });

    it("@azure/keyvault-secrets is refused without the data action", async () => {
        const owner = await fixture.principalWith([roles.owner, subscription]);
        await assert.rejects(secrets(owner).getSecret("greeting"), { statusCode: 403, code: "Forbidden" });
    });
});
