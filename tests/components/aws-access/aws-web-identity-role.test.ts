import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { AwsWebIdentityRole, type AwsWebIdentityRoleArgs } from "../../../components/aws-access/aws-web-identity-role";
import { MockEngine, UNKNOWN, valueOf } from "../mock-engine";

const TENANT_ID = "5f1e3c1a-0b6e-4d0e-9c55-3c2f6a7b8d90";
const PRINCIPALS = ["44444444-4444-4444-8444-444444444444", "11111111-1111-4111-8111-111111111111"];
const PROVIDER_ARN = `arn:aws:iam::111122223333:oidc-provider/sts.windows.net/${TENANT_ID}/`;
const minimal: AwsWebIdentityRoleArgs = {
    tenantId: TENANT_ID,
    audience: "api://aws",
    principalIds: PRINCIPALS,
    roleName: "from-azure",
    existingProviderArn: PROVIDER_ARN,
};

const V2_PROVIDER_ARN = `arn:aws:iam::111122223333:oidc-provider/login.microsoftonline.com/${TENANT_ID}/v2.0`;

const trust = (issuer: string, providerArn: string): string =>
    `{"Statement":[{"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"${issuer}:aud":"api://aws",` +
    `"${issuer}:sub":["11111111-1111-4111-8111-111111111111","44444444-4444-4444-8444-444444444444"]}},` +
    `"Effect":"Allow","Principal":{"Federated":"${providerArn}"}}],"Version":"2012-10-17"}`;
const role = (issuer: string, providerArn = PROVIDER_ARN): object => ({
    type: "aws:iam/role:Role",
    name: "back-role",
    parent: "back",
    inputs: {
        name: "from-azure",
        description: `For principals of the Entra tenant ${TENANT_ID}`,
        assumeRolePolicy: trust(issuer, providerArn),
        maxSessionDuration: 3600,
    },
});
const component = { type: "cognito-entra:index:AwsWebIdentityRole", name: "back", parent: "", inputs: {} };

/** Does not prove that IAM takes what is registered; that AWS takes such a trust, and refuses another subject, is tested with the kit. */
describe("AwsWebIdentityRole", () => {
    it("creates a role whose trust names audience and subjects", async () => {
        const engine = await MockEngine.start();
        const made = new AwsWebIdentityRole("back", minimal);
        assert.deepEqual(await engine.registered(), [component, role(`sts.windows.net/${TENANT_ID}/`)]);
        assert.equal(await valueOf(made.roleArn), "arn:aws:iam::111122223333:role/from-azure");
        assert.equal(await valueOf(made.providerArn), PROVIDER_ARN);
    });

    it("accepts tokens of version 2, and outputs", async () => {
        const engine = await MockEngine.start();
        new AwsWebIdentityRole("back", {
            ...minimal,
            tenantId: pulumi.output(TENANT_ID.toUpperCase()).apply((id) => id.toLowerCase()),
            principalIds: Promise.resolve(PRINCIPALS),
            tokenVersion: 2,
            existingProviderArn: V2_PROVIDER_ARN,
        });
        assert.deepEqual(await engine.registered(), [
            component,
            role(`login.microsoftonline.com/${TENANT_ID}/v2.0`, V2_PROVIDER_ARN),
        ]);
    });

    it("makes the tenant an OIDC provider, with the issuer's trailing slash", async () => {
        const engine = await MockEngine.start({ preview: true });
        new AwsWebIdentityRole("back", { ...minimal, existingProviderArn: undefined, tags: { team: "platform" } });
        const registered = await engine.registered();
        assert.deepEqual(registered[1], {
            type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
            name: "back-provider",
            parent: "back",
            inputs: {
                url: `https://sts.windows.net/${TENANT_ID}/`,
                clientIdLists: ["api://aws"],
                tags: { team: "platform" },
            },
        });
        assert.equal(registered[2]?.inputs["assumeRolePolicy"], UNKNOWN);
    });

    const issuers: readonly (readonly ["public" | "usGovernment" | "china", 1 | 2, string])[] = [
        ["public", 1, `sts.windows.net/${TENANT_ID}/`],
        ["public", 2, `login.microsoftonline.com/${TENANT_ID}/v2.0`],
        ["usGovernment", 1, `sts.windows.net/${TENANT_ID}/`],
        ["usGovernment", 2, `login.microsoftonline.us/${TENANT_ID}/v2.0`],
        ["china", 1, `sts.chinacloudapi.cn/${TENANT_ID}/`],
        ["china", 2, `login.partner.microsoftonline.cn/${TENANT_ID}/v2.0`],
    ];
    for (const [azureCloud, tokenVersion, issuer] of issuers) {
        it(`trusts tokens of version ${String(tokenVersion)} of the ${azureCloud} cloud`, async () => {
            const engine = await MockEngine.start();
            new AwsWebIdentityRole("back", {
                ...minimal,
                azureCloud,
                tokenVersion,
                existingProviderArn: undefined,
            });
            const [, provider] = await engine.registered();
            assert.equal(provider?.inputs.url, `https://${issuer}`);
        });
    }

    const mistakes: readonly (readonly [Partial<Record<keyof AwsWebIdentityRoleArgs, unknown>>, string])[] = [
        [
            { tenantId: "contoso" },
            'tenantId: "contoso" is not a tenant id, which is a GUID such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301',
        ],
        [{ tokenVersion: 3 }, "tokenVersion: 3 is not a version of Entra's access tokens, which is 1 or 2"],
        [
            { azureCloud: "germany" },
            'azureCloud: "germany" is not an Azure cloud; allowed values: public, usGovernment, china',
        ],
        [{ audience: "" }, 'audience: "" is not an audience of 1 to 255 characters without spaces'],
        [
            { principalIds: [] },
            "principalIds: name at least one principal: a trust without a subject lets the whole tenant in",
        ],
        [
            { principalIds: ["*"] },
            'principalIds: "*" is not an object id, which is a GUID such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301',
        ],
        [
            { roleName: "from azure" },
            'roleName: "from azure" is not the name of an IAM role, which has 1 to 64 letters, digits and _+=,.@-',
        ],
        [
            { roleName: "x".repeat(65) },
            `roleName: "${"x".repeat(65)}" is not the name of an IAM role, which has 1 to 64 letters, digits and _+=,.@-`,
        ],
        [
            { maxSessionDurationSeconds: 900 },
            "maxSessionDurationSeconds: 900 is not a session's duration, which is 3600 to 43200 whole seconds",
        ],
        [
            { existingProviderArn: "arn:aws:iam::111122223333:saml-provider/entra" },
            'existingProviderArn: "arn:aws:iam::111122223333:saml-provider/entra" is not the ARN of an OIDC provider, which is arn:<partition>:iam::<12 digits>:oidc-provider/<issuer without https://>',
        ],
        [
            { tokenVersion: 2 },
            `existingProviderArn: ${JSON.stringify(PROVIDER_ARN)} is the provider of https://sts.windows.net/${TENANT_ID}/, but the tokens' issuer is https://login.microsoftonline.com/${TENANT_ID}/v2.0`,
        ],
    ];
    for (const [mistake, message] of mistakes) {
        it(`refuses ${JSON.stringify(mistake)}`, async () => {
            await MockEngine.start();
            const args = { ...minimal };
            Object.assign(args, mistake);
            assert.throws(() => new AwsWebIdentityRole("back", args), { message });
        });
    }
});
