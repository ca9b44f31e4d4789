import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { UNKNOWN, type PropertyMap, type ProviderHandler } from "@cognito-entra/plumbing";
import { standInHandlers } from "./verbs";

const tenantId = "5f1e3c1a-0b6e-4d0e-9c55-3c2f6a7b8d90";
const subscriptionId = "0c9d8e7f-6a5b-4c3d-8e2f-1a0b9c8d7e6f";
const other = "11111111-2222-4333-8444-555555555555";
const clientSecret = randomBytes(16).toString("hex");

const { aws, azuread, azureNative } = standInHandlers({
    fetch: () => Promise.reject(new Error("The configuration is checked without asking the clouds.")),
    aws: {
        endpoint: "https://aws.sandbox",
        accessKeyId: "the-deployer",
        secretAccessKey: randomBytes(16).toString("hex"),
        region: "eu-central-1",
    },
    entra: {
        login: "https://login.sandbox",
        graph: "https://graph.sandbox",
        resourceManager: "https://management.sandbox:4711",
        tenantId,
        clientId: "the-deployer",
        clientSecret,
    },
    subscriptionId,
});

async function problems(provider: ProviderHandler, config: PropertyMap): Promise<readonly string[]> {
    return (await provider.checkConfig(config)).failures.map(({ reason }) => reason);
}

describe("the stand-ins' configuration", () => {
    it("accepts what Pulumi's SDKs send by default", async () => {
        const engine = { version: "7.48.0", __internal: {} };
        const flags = { skipCredentialsValidation: "false", skipRegionValidation: "true" };
        assert.deepEqual(await problems(aws, { region: "eu-central-1", ...flags, ...engine }), []);
        assert.deepEqual(
            await problems(azuread, {
                tenantId,
                environment: "public",
                useMsi: "false",
                metadataHost: "management.sandbox:4711",
            }),
            [],
        );
        assert.deepEqual(
            await problems(azureNative, {
                tenantId,
                subscriptionId,
                environment: "public",
                clientId: "the-deployer",
                clientSecret,
            }),
            [],
        );
        assert.deepEqual(await problems(aws, { region: UNKNOWN }), []);
    });

    it("refuses another region, tenant and subscription, naming both", async () => {
        assert.deepEqual(await problems(aws, { region: "us-east-1" }), [
            'aws:region is "us-east-1", but the sandbox\'s AWS region is "eu-central-1". Configure that one, or deploy without the sandbox.',
        ]);
        assert.deepEqual(await problems(azuread, { tenantId: other }), [
            `azuread:tenantId is "${other}", but the sandbox's tenant is "${tenantId}". Configure that one, or deploy without the sandbox.`,
        ]);
        assert.deepEqual(await problems(azureNative, { tenantId, subscriptionId: other }), [
            `azure-native:subscriptionId is "${other}", but the sandbox's subscription is "${subscriptionId}". Configure that one, or deploy without the sandbox.`,
        ]);
    });

    it("refuses unknown options", async () => {
        assert.deepEqual(await problems(aws, { profile: "work" }), [
            'The sandbox\'s aws provider has no option "profile". It takes region, accessKey, secretKey, ' +
                "skipCredentialsValidation, skipMetadataApiCheck, skipRegionValidation, skipRequestingAccountId.",
        ]);
        assert.match(
            (await problems(azuread, { partnerId: "x" })).join(),
            /^The sandbox's azuread provider has no option "partnerId"\./,
        );
        assert.match(
            (await problems(azureNative, { oidcToken: "x" })).join(),
            /^The sandbox's azure-native provider has no option "oidcToken"\./,
        );
    });

    it("refuses another way to sign in, and shows no secret", async () => {
        const wrong = randomBytes(16).toString("hex");
        assert.deepEqual(await problems(azuread, { clientSecret: wrong, useCli: "true" }), [
            "azuread:clientSecret is not the sandbox's client secret. Leave it out: the sandbox sets it in the environment.",
            "azuread:useCli cannot be on in the sandbox: the deployer signs in with a client secret. Leave it out.",
        ]);
    });

    it("does not apply what it refuses", async () => {
        await assert.rejects(azuread.configure({ tenantId: other }), { message: /^azuread:tenantId is/ });
        await azuread.configure({ tenantId });
    });
});
