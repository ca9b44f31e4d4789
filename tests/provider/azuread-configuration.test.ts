import assert from "node:assert/strict";
import { entraCloud, entraSignIn, type EntraSignIn } from "../../provider/clients/azuread-configuration";
import { entraHosts } from "../../provider/clients/entra-hosts";

const clientId = "5f0b7c1e-3d64-4c8a-9b0e-7a2d41c6e895";

const value = (text: string) => ({ kind: "value", value: text }) as const;
const client = value(clientId);
const file = (path: string) => ({ kind: "file", path }) as const;

describe("entraSignIn", () => {
    const cases: readonly (readonly [string, Record<string, string>, EntraSignIn])[] = [
        ["nothing", {}, { kind: "azureCli" }],
        ["a client id without more", { ARM_CLIENT_ID: clientId }, { kind: "azureCli" }],
        [
            "a secret",
            { ARM_CLIENT_ID: clientId, ARM_CLIENT_SECRET: "s" },
            { kind: "secret", clientId: client, secret: value("s") },
        ],
        [
            "the files of client id and secret",
            { ARM_CLIENT_ID_FILE_PATH: "/i", ARM_CLIENT_SECRET_FILE_PATH: "/s" },
            { kind: "secret", clientId: file("/i"), secret: file("/s") },
        ],
        [
            "a certificate before a secret",
            {
                ARM_CLIENT_ID: clientId,
                ARM_CLIENT_SECRET: "s",
                ARM_CLIENT_CERTIFICATE_PATH: "/c",
                ARM_CLIENT_CERTIFICATE_PASSWORD: "p",
            },
            { kind: "certificate", clientId: client, source: file("/c"), password: "p" },
        ],
        ["a token that is not switched on", { ARM_CLIENT_ID: clientId, ARM_OIDC_TOKEN: "t" }, { kind: "azureCli" }],
        [
            "a token",
            { ARM_CLIENT_ID: clientId, ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: "t" },
            { kind: "assertion", clientId: client, assertion: value("t") },
        ],
        [
            "the file of a token before a request",
            {
                ARM_CLIENT_ID: clientId,
                ARM_USE_OIDC: "1",
                ARM_OIDC_TOKEN_FILE_PATH: "/t",
                ARM_OIDC_REQUEST_URL: "https://r.example",
                ARM_OIDC_REQUEST_TOKEN: "r",
            },
            { kind: "assertion", clientId: client, assertion: file("/t") },
        ],
        [
            "a job of GitHub Actions",
            {
                ARM_CLIENT_ID: clientId,
                ARM_USE_OIDC: "true",
                ACTIONS_ID_TOKEN_REQUEST_URL: "https://r.example",
                ACTIONS_ID_TOKEN_REQUEST_TOKEN: "r",
            },
            {
                kind: "assertion",
                clientId: client,
                assertion: { kind: "request", url: "https://r.example", token: "r", serviceConnectionId: undefined },
            },
        ],
        [
            "a pod of AKS",
            { ARM_USE_AKS_WORKLOAD_IDENTITY: "true", AZURE_CLIENT_ID: clientId, AZURE_FEDERATED_TOKEN_FILE: "/t" },
            { kind: "assertion", clientId: client, assertion: file("/t") },
        ],
        ["a managed identity", { ARM_USE_MSI: "true" }, { kind: "managedIdentity", clientId: undefined }],
        [
            "a managed identity by client id",
            { ARM_USE_MSI: "true", ARM_CLIENT_ID: clientId },
            { kind: "managedIdentity", clientId: client },
        ],
    ];
    for (const [what, environment, expected] of cases) {
        it(`takes ${what} from the environment`, () => {
            assert.deepEqual(entraSignIn({}, environment), expected);
        });
    }

    it("takes the configuration before the environment", () => {
        assert.deepEqual(entraSignIn({ clientId, clientSecret: "a" }, { ARM_CLIENT_ID: "x", ARM_CLIENT_SECRET: "b" }), {
            kind: "secret",
            clientId: client,
            secret: value("a"),
        });
    });

    it("says what to set where there is nothing and the Azure CLI is switched off", () => {
        assert.throws(() => entraSignIn({ useCli: "false" }, {}), {
            message:
                "There are no Entra credentials: set ARM_CLIENT_ID with ARM_CLIENT_SECRET, ARM_CLIENT_CERTIFICATE_PATH or ARM_USE_OIDC, or set ARM_USE_MSI or ARM_USE_CLI, as for the azuread provider.",
        });
    });
});

describe("entraHosts", () => {
    const hosts = (configuration: Record<string, string>, environment: Record<string, string> = {}) =>
        entraHosts(entraCloud(configuration, environment), new AbortController().signal);

    for (const [environment, login, graph] of [
        ["public", "https://login.microsoftonline.com", "https://graph.microsoft.com"],
        ["usgovernment", "https://login.microsoftonline.us", "https://graph.microsoft.us"],
        ["dod", "https://login.microsoftonline.us", "https://dod-graph.microsoft.us"],
        ["China", "https://login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn"],
    ] as const) {
        it(`are known of ${environment}`, async () => {
            assert.deepEqual(await hosts({}, { ARM_ENVIRONMENT: environment }), { login, graph, isWellKnown: true });
        });
    }

    it("are the public cloud's by default, and refused under an unknown name", async () => {
        assert.equal((await hosts({})).graph, "https://graph.microsoft.com");
        await assert.rejects(hosts({ environment: "german" }), {
            message:
                'ARM_ENVIRONMENT or azuread:environment is "german"; the clouds are global, public, usgovernment, usgovernmentl4, usgovernmentl5, dod, china.',
        });
    });
});
