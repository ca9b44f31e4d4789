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

const trust = (issuer: string): string =>
    `{"Statement":[{"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"${issuer}:aud":"api://aws",` +
    `"${issuer}:sub":["11111111-1111-4111-8111-111111111111","44444444-4444-4444-8444-444444444444"]}},` +
    `"Effect":"Allow","Principal":{"Federated":"${PROVIDER_ARN}"}}],"Version":"2012-10-17"}`;
const role = (issuer: string): object => ({
    type: "aws:iam/role:Role",
    name: "back-role",
    parent: "back",
    inputs: {
        name: "from-azure",
        description: `For principals of the Entra tenant ${TENANT_ID}`,
        assumeRolePolicy: trust(issuer),
        maxSessionDuration: 3600,
    },
});
const component = { type: "cognito-entra:index:AwsWebIdentityRole", name: "back", parent: "", inputs: {} };

/** Does not prove that IAM takes what is registered; that AWS takes such a trust, and refuses another subject, is tested with the kit. */
describe("AwsWebIdentityRole", () => {
    it("makes a role whose trust names audience and subjects", async () => {
        const engine = await MockEngine.start();
        const made = new AwsWebIdentityRole("back", minimal);
        assert.deepEqual(await engine.registered(), [component, role(`sts.windows.net/${TENANT_ID}/`)]);
        assert.equal(await valueOf(made.roleArn), "arn:aws:iam::111122223333:role/from-azure");
        assert.equal(await valueOf(made.providerArn), PROVIDER_ARN);
    });

    it("takes tokens of version 2, and outputs", async () => {
        const engine = await MockEngine.start();
        new AwsWebIdentityRole("back", {
            ...minimal,
            tenantId: pulumi.output(TENANT_ID.toUpperCase()).apply((id) => id.toLowerCase()),
            principalIds: Promise.resolve(PRINCIPALS),
            tokenVersion: 2,
        });
        assert.deepEqual(await engine.registered(), [component, role(`login.microsoftonline.com/${TENANT_ID}/v2.0`)]);
    });

    it("makes the tenant an OIDC provider where it is none, with the issuer's slash", async () => {
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

    const mistakes: readonly (readonly [Partial<AwsWebIdentityRoleArgs>, RegExp])[] = [
        [{ tenantId: "contoso" }, /tenantId: "contoso" is not/],
        [{ tokenVersion: 3 }, /tenantId: a token version is 1 or 2, not 3/],
        [{ audience: "" }, /audience: "" is not an audience/],
        [
            { principalIds: [] },
            /principalIds: name at least one principal: a trust without subject lets the whole tenant in/,
        ],
        [{ principalIds: ["*"] }, /principalIds: "\*" is not/],
    ];
    for (const [mistake, message] of mistakes) {
        it(`refuses ${JSON.stringify(mistake)}`, async () => {
            await MockEngine.start();
            assert.throws(() => new AwsWebIdentityRole("back", { ...minimal, ...mistake }), message);
        });
    }
});
