import { strict as assert } from "node:assert";
import { systemClock } from "../../workload/clock";
import { createEntraTokenSource } from "../../workload/azure-to-aws/entra-token-source";
import { ConfigurationError, TenantNotAllowedError } from "../../workload/errors";
import { FederatedCredential } from "../../workload/federated-credential";
import { type Environment, readFederationSettings } from "../../workload/federation-settings";

const ENVIRONMENT = {
    AZURE_TENANT_ID: "5f1e3c1a-0b6e-4d0e-9c55-3c2f6a7b8d90",
    AZURE_CLIENT_ID: "00000000-0000-4000-8000-000000000000",
    AWS_REGION: "eu-central-1",
    COGNITO_IDENTITY_POOL_ID: "eu-central-1:00000000-0000-4000-8000-000000000000",
    COGNITO_DEVELOPER_PROVIDER_NAME: "entra.orders",
    COGNITO_DEVELOPER_USER_IDENTIFIER: "orders",
};
const HOSTILE = [".evil.example", "@evil.example", "/evil.example", "#.evil.example", "?.evil.example", "\n", ":443@e"];

const refused = (environment: Environment, variable: string): void => {
    assert.throws(
        () => readFederationSettings(environment),
        (error: unknown) => error instanceof ConfigurationError && error.message.includes(variable),
        JSON.stringify(environment[variable]),
    );
};

describe("A string of the environment that becomes a host", () => {
    for (const ending of HOSTILE) {
        it(`may not end in ${JSON.stringify(ending)}`, () => {
            const region = `eu-central-1${ending}`;
            refused({ ...ENVIRONMENT, FEDERATION_ISSUER: "sts", AWS_REGION: region }, "AWS_REGION");
            const pool = ENVIRONMENT.COGNITO_IDENTITY_POOL_ID.replace("eu-central-1", region);
            refused({ ...ENVIRONMENT, COGNITO_IDENTITY_POOL_ID: pool }, "COGNITO_IDENTITY_POOL_ID");
            refused({ ...ENVIRONMENT, AZURE_TENANT_ID: ENVIRONMENT.AZURE_TENANT_ID + ending }, "AZURE_TENANT_ID");
            if (ending !== ".evil.example") {
                const authority = `https://login.microsoftonline.com${ending}`;
                refused({ ...ENVIRONMENT, AZURE_AUTHORITY_HOST: authority }, "AZURE_AUTHORITY_HOST");
            }
        });
    }

    it("may not be another region than the pool's", () => {
        assert.throws(
            () =>
                new FederatedCredential({
                    tenantId: ENVIRONMENT.AZURE_TENANT_ID,
                    clientId: ENVIRONMENT.AZURE_CLIENT_ID,
                    source: {
                        kind: "cognito",
                        region: "evil.example/",
                        identityPoolId: ENVIRONMENT.COGNITO_IDENTITY_POOL_ID,
                        developerProviderName: "entra.orders",
                        developerUserIdentifier: "orders",
                    },
                }),
            /the source's region is "evil\.example\/", but the identity pool is in eu-central-1/,
        );
    });

    it("may not be a tenant that a service names in a challenge", async () => {
        const credential = new FederatedCredential({
            tenantId: ENVIRONMENT.AZURE_TENANT_ID,
            clientId: ENVIRONMENT.AZURE_CLIENT_ID,
            additionallyAllowedTenants: ["*"],
            source: { kind: "sts", region: "eu-central-1" },
        });
        for (const tenantId of ["/evil.example", "@evil.example", "a?b", "a#b", "..", "a/../b"]) {
            await assert.rejects(
                credential.getToken("https://vault.azure.net/.default", { tenantId }),
                TenantNotAllowedError,
            );
        }
    });
});

describe("The address of a managed identity", () => {
    const addresses: string[] = [];
    const system = {
        clock: systemClock,
        random: () => 0.5,
        fetch: (url: string) => {
            addresses.push(url);
            return Promise.reject(new TypeError("fetch failed"));
        },
    };

    for (const [variable, value] of [
        ["IDENTITY_ENDPOINT", "127.0.0.1:41741/msi/token"],
        ["IDENTITY_ENDPOINT", "nonsense"],
        ["IDENTITY_ENDPOINT", "file:///etc/passwd"],
        ["IDENTITY_ENDPOINT", "http://user:secret@127.0.0.1/msi/token"],
        ["AZURE_POD_IDENTITY_AUTHORITY_HOST", "169.254.169.254"],
        ["AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://"],
    ] as const) {
        it(`is a setting, and ${variable}=${value} is a mistake in it`, () => {
            assert.throws(
                () => createEntraTokenSource({ IDENTITY_HEADER: "secret", [variable]: value }, "api://aws", system),
                (error: unknown) =>
                    error instanceof ConfigurationError &&
                    error.message.includes(`${variable} is `) &&
                    error.message.includes(", not an http address") &&
                    !error.message.includes("secret"),
            );
        });
    }

    it("keeps its host and query, whatever else the setting holds", async () => {
        const ask = (environment: Environment): Promise<unknown> =>
            createEntraTokenSource(environment, "api://aws", system)().catch(() => undefined);
        await ask({ IDENTITY_HEADER: "secret", IDENTITY_ENDPOINT: "http://127.0.0.1:41741/msi/token#x" });
        await ask({ AZURE_POD_IDENTITY_AUTHORITY_HOST: "http://127.0.0.1:2579/" });
        assert.deepEqual(addresses, [
            "http://127.0.0.1:41741/msi/token?resource=api%3A%2F%2Faws&api-version=2019-08-01",
            "http://127.0.0.1:2579/metadata/identity/oauth2/token?resource=api%3A%2F%2Faws&api-version=2018-02-01",
        ]);
    });
});
