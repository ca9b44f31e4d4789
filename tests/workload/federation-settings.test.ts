import { strict as assert } from "node:assert";
import { ConfigurationError, FederatedCredential } from "../../workload";
import { readFederationSettings } from "../../workload/federation-settings";
import { CLIENT_ID, ENVIRONMENT, IDENTITY_ID, POOL_ID, TENANT_ID } from "./federated-workload";

function messageOf(environment: Readonly<Record<string, string | undefined>>): string {
    try {
        readFederationSettings(environment);
    } catch (error) {
        assert.ok(error instanceof ConfigurationError);
        return /\((.*)\) Give/.exec(error.message)?.[1] ?? error.message;
    }
    return assert.fail("accepted");
}

describe("Federation settings", () => {
    it("are the stack's environment output and nothing else", () => {
        assert.deepEqual(readFederationSettings(ENVIRONMENT), {
            tenantId: TENANT_ID,
            clientId: CLIENT_ID,
            authorityHost: "https://login.microsoftonline.com",
            additionallyAllowedTenants: [],
            source: {
                kind: "cognito",
                identityPoolId: POOL_ID,
                developerProviderName: "entra.orders",
                developerUserIdentifier: "orders",
                identityId: IDENTITY_ID,
                region: "eu-central-1",
            },
        });
    });

    it("may be given instead", () => {
        const settings = readFederationSettings(
            {},
            {
                tenantId: TENANT_ID,
                clientId: CLIENT_ID,
                authorityHost: "https://login.microsoftonline.us",
                source: { kind: "sts", region: "us-gov-west-1" },
            },
        );
        assert.equal(settings.authorityHost, "https://login.microsoftonline.us");
        assert.deepEqual(settings.source, {
            kind: "sts",
            region: "us-gov-west-1",
            audience: "api://AzureADTokenExchangeUSGov",
        });
    });

    const audiences = [
        [undefined, "api://AzureADTokenExchange"],
        ["https://login.microsoftonline.com", "api://AzureADTokenExchange"],
        ["https://login.microsoftonline.us", "api://AzureADTokenExchangeUSGov"],
        ["https://login.partner.microsoftonline.cn/", "api://AzureADTokenExchangeChina"],
        ["https://login.chinacloudapi.cn", "api://AzureADTokenExchangeChina"],
    ] as const;
    for (const [authority, audience] of audiences) {
        it(`ask STS for ${audience} at ${authority ?? "no authority host"}`, () => {
            const environment = { ...ENVIRONMENT, FEDERATION_ISSUER: "sts", AZURE_AUTHORITY_HOST: authority };
            const { source } = readFederationSettings(environment);
            assert.ok(source.kind === "sts" && source.audience === audience);
        });
    }

    it("name everything that is missing in one message", () => {
        assert.equal(
            messageOf({}),
            "AZURE_TENANT_ID is missing; AZURE_CLIENT_ID is missing; COGNITO_IDENTITY_POOL_ID is missing; " +
                "COGNITO_DEVELOPER_PROVIDER_NAME is missing; COGNITO_DEVELOPER_USER_IDENTIFIER is missing",
        );
    });

    const malformed = [
        ["AZURE_TENANT_ID", "contoso", 'AZURE_TENANT_ID is "contoso", not a GUID'],
        ["AZURE_CLIENT_ID", "", "AZURE_CLIENT_ID is missing"],
        [
            "AZURE_AUTHORITY_HOST",
            "http://login.microsoftonline.com",
            'AZURE_AUTHORITY_HOST is "http://login.microsoftonline.com", not an https origin',
        ],
        ["COGNITO_IDENTITY_POOL_ID", "eu-central-1", 'COGNITO_IDENTITY_POOL_ID is "eu-central-1", not REGION:GUID'],
        ["COGNITO_IDENTITY_ID", "orders", 'COGNITO_IDENTITY_ID is "orders", not REGION:GUID'],
        [
            "COGNITO_DEVELOPER_PROVIDER_NAME",
            "a b",
            'COGNITO_DEVELOPER_PROVIDER_NAME is "a b", not 1-128 letters, digits, dots, hyphens or underscores',
        ],
        ["FEDERATION_ISSUER", "okta", 'FEDERATION_ISSUER is "okta", not "cognito" or "sts"'],
    ] as const;
    for (const [variable, value, message] of malformed) {
        it(`refuse ${variable}="${value}"`, () => {
            assert.equal(messageOf({ ...ENVIRONMENT, [variable]: value }), message);
        });
    }

    it("fail where the credential is made, not at its first use", () => {
        assert.throws(() => new FederatedCredential({ environment: {} }), ConfigurationError);
    });

    it("are not needed on a laptop that is told to use the developer's sign-in", () => {
        assert.ok(new FederatedCredential({ environment: { AZURE_TOKEN_CREDENTIALS: "dev" } }));
        const inAws = { AZURE_TOKEN_CREDENTIALS: "dev", AWS_LAMBDA_FUNCTION_NAME: "orders" };
        assert.throws(() => new FederatedCredential({ environment: inAws }), ConfigurationError);
    });
});
