import assert from "node:assert/strict";
import { PublishedEnvironment } from "../../../components/workloads/published-environment";
import { MockEngine } from "../mock-engine";

const environment = {
    AZURE_TENANT_ID: "tenant",
    AZURE_CLIENT_ID: "client",
    AZURE_AUTHORITY_HOST: "https://login.microsoftonline.com",
    AWS_REGION: "eu-central-1",
    FEDERATION_ISSUER: "cognito",
    COGNITO_IDENTITY_POOL_ID: "pool",
    COGNITO_DEVELOPER_PROVIDER_NAME: "entra.orders",
    COGNITO_DEVELOPER_USER_IDENTIFIER: "orders",
    COGNITO_IDENTITY_ID: "identity",
};

describe("PublishedEnvironment", () => {
    it("creates a plain parameter for every variable below the path", async () => {
        const engine = await MockEngine.start();
        const tags = { team: "platform" };
        new PublishedEnvironment("orders", { region: "eu-central-1", path: "/shop/orders", environment, tags });
        const [, ...parameters] = await engine.registered();
        const expected = Object.entries(environment).map(([variable, insecureValue]) => ({
            type: "aws:ssm/parameter:Parameter",
            name: `orders-${variable}`,
            parent: "orders",
            inputs: {
                region: "eu-central-1",
                name: `/shop/orders/${variable}`,
                type: "String",
                insecureValue,
                tags,
            },
        }));
        assert.deepEqual(
            parameters,
            expected.sort((a, b) => (a.name < b.name ? -1 : 1)),
        );
    });

    it("refuses what is not a path", async () => {
        await MockEngine.start();
        assert.throws(
            () => new PublishedEnvironment("orders", { region: "eu-central-1", path: "orders", environment }),
            /path: "orders" is not a parameter path/,
        );
    });

    it("refuses an unknown region", async () => {
        await MockEngine.start();
        assert.throws(
            () => new PublishedEnvironment("orders", { region: "eu-central-9", path: "/shop/orders", environment }),
            /region: "eu-central-9" is not an AWS region/,
        );
    });
});
