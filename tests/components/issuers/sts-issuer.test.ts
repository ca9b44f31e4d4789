import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { AzureCloud, FederatedWorkload, IssuerKind, StsIssuer, type StsIssuerArgs } from "../../../components";
import { MockEngine, nextUncaught, TENANT_ID, valueOf } from "../mock-engine";

const ROLE = "arn:aws:iam::111122223333:role/shop/orders";
const ACCOUNT_ISSUER = "https://5f5e2b54-1c1b-4f0e-9a36-0d6f2b7c8e90.tokens.sts.global.api.aws";
const functions = {
    "aws:iam/getOutboundWebIdentityFederation:getOutboundWebIdentityFederation": () => ({
        issuerIdentifier: ACCOUNT_ISSUER,
    }),
};
const minimal: StsIssuerArgs = {
    region: "eu-central-1",
    physicalName: "shop-dev-orders",
    caller: { roles: [{ arn: ROLE }] },
};

const component = { type: "cognito-entra:index:StsIssuer", name: "orders", parent: "", inputs: {} };
const policy = (audience: string) => ({
    type: "aws:iam/policy:Policy",
    name: "orders-policy",
    parent: "orders",
    inputs: {
        name: "shop-dev-orders",
        description: "May ask STS for tokens that Microsoft Entra ID accepts",
        policy: JSON.stringify({
            Statement: [
                {
                    Action: "sts:GetWebIdentityToken",
                    Condition: {
                        "ForAllValues:StringEquals": { "sts:IdentityTokenAudience": [audience] },
                        Null: { "sts:IdentityTokenAudience": "false" },
                        NumericLessThanEquals: { "sts:DurationSeconds": "300" },
                        StringEquals: { "sts:SigningAlgorithm": "RS256" },
                    },
                    Effect: "Allow",
                    Resource: "*",
                },
            ],
            Version: "2012-10-17",
        }),
    },
});

/** Does not prove that STS signs such tokens and Entra accepts them: the stack's tests do, against the sandbox. */
describe("StsIssuer", () => {
    it("lets the one role ask for one audience, and creates nothing else", async () => {
        const engine = await MockEngine.start({ functions });
        const issuer = new StsIssuer("orders", minimal);
        assert.deepEqual(await engine.registered(), [
            component,
            {
                type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
                name: "orders-attachment-orders",
                parent: "orders",
                inputs: { role: "orders", policyArn: "arn:aws:iam::111122223333:policy/shop-dev-orders" },
            },
            policy("api://AzureADTokenExchange"),
        ]);
        assert.deepEqual(await valueOf(pulumi.all([issuer.issuer, issuer.audience, issuer.subject])), [
            ACCOUNT_ISSUER,
            "api://AzureADTokenExchange",
            ROLE,
        ]);
        assert.deepEqual(await valueOf(pulumi.output(issuer.environment)), {
            AWS_REGION: "eu-central-1",
            FEDERATION_ISSUER: "sts",
        });
        assert.deepEqual(await valueOf(issuer.callerRoleArns), [ROLE]);
    });

    it("knows the whole trust of an existing role in a first preview", async () => {
        await MockEngine.start({ functions, preview: true });
        const issuer = new StsIssuer("orders", minimal);
        assert.equal(await valueOf(issuer.issuer), ACCOUNT_ISSUER);
        assert.equal(await valueOf(issuer.subject), ROLE);
    });

    it("names the role that it creates for a service", async () => {
        const engine = await MockEngine.start({ functions });
        const issuer = new StsIssuer("orders", {
            ...minimal,
            caller: { service: { principal: "lambda.amazonaws.com" } },
        });
        assert.equal(await valueOf(issuer.subject), "arn:aws:iam::111122223333:role/shop-dev-orders");
        assert.deepEqual(
            (await engine.registered()).map(({ name }) => name),
            ["orders", "orders-attachment", "orders-policy", "orders-role"],
        );
    });

    for (const [cloud, audience] of [
        [AzureCloud.UsGovernment, "api://AzureADTokenExchangeUSGov"],
        [AzureCloud.China, "api://AzureADTokenExchangeChina"],
    ] as const) {
        it(`asks for the audience of the cloud ${cloud}`, async () => {
            const engine = await MockEngine.start({ functions });
            const issuer = new StsIssuer("orders", { ...minimal, azureCloud: pulumi.output(cloud) });
            assert.equal(await valueOf(issuer.audience), audience);
            assert.deepEqual(
                (await engine.registered()).find(({ name }) => name === "orders-policy"),
                policy(audience),
            );
        });
    }

    it("accepts a given issuer without asking AWS", async () => {
        const engine = await MockEngine.start();
        const issuer = new StsIssuer("orders", { ...minimal, url: "https://issuer.example" });
        assert.equal(await valueOf(issuer.issuer), "https://issuer.example");
        await engine.settle();
    });

    it("says how federation is enabled where the account's issuer cannot be read", async () => {
        await MockEngine.start();
        const uncaught = nextUncaught();
        new FederatedWorkload("orders", {
            region: "eu-central-1",
            tenantId: TENANT_ID,
            caller: { roles: [{ arn: ROLE }] },
            issuer: { kind: IssuerKind.Sts },
        });
        const error = await uncaught;
        assert.ok(error instanceof Error);
        assert.match(
            error.message,
            /url: the account's issuer cannot be read\. Outbound identity federation is a switch for the whole account: enable it once with `aws iam enable-outbound-web-identity-federation`, or give the issuer as url$/,
        );
    });

    it("is one of the issuers of a workload, whose environment names nothing of Cognito", async () => {
        const engine = await MockEngine.start({ functions });
        const workload = new FederatedWorkload("orders", {
            region: "eu-central-1",
            tenantId: TENANT_ID,
            caller: { roles: [{ arn: ROLE }] },
            issuer: { kind: IssuerKind.Sts },
        });
        const registered = await engine.registered();
        assert.deepEqual(registered.find(({ name }) => name === "orders-credential")?.inputs, {
            applicationId: "/applications/66666666-6666-4666-8666-666666666666",
            displayName: "sts-orders",
            description: "Tokens issued by sts for the workload shop-dev-orders",
            issuer: ACCOUNT_ISSUER,
            audiences: ["api://AzureADTokenExchange"],
            subject: ROLE,
        });
        assert.deepEqual(
            registered.filter(({ parent }) => parent === "orders-issuer").map(({ type }) => type),
            ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "aws:iam/policy:Policy"],
        );
        assert.deepEqual(Object.keys(await valueOf(pulumi.output(workload.environment))), [
            "AZURE_TENANT_ID",
            "AZURE_CLIENT_ID",
            "AZURE_AUTHORITY_HOST",
            "AWS_REGION",
            "FEDERATION_ISSUER",
        ]);
    });
});

const refusals: readonly (readonly [string, Partial<StsIssuerArgs>, string])[] = [
    [
        "two roles",
        { caller: { roles: [{ arn: ROLE }, { arn: "arn:aws:iam::111122223333:role/reports" }] } },
        "caller.roles: has 2 roles; an STS token names the role that asks for it, so give exactly one",
    ],
    ["no role", { caller: {} }, "caller: needs exactly one of roles (at least one) and service"],
    [
        "an issuer with a slash at its end",
        { url: "https://issuer.example/" },
        'url: "https://issuer.example/" ends in a slash; the issuer is compared with the token byte for byte, and no AWS issuer ends in one',
    ],
    [
        "a region that is none",
        { region: "eu-centrall-1" },
        'region: "eu-centrall-1" is not an AWS region; did you mean "eu-central-1"?',
    ],
    [
        "a name too long for a role",
        { physicalName: "x".repeat(65), caller: { service: { principal: "lambda.amazonaws.com" } } },
        `physicalName: "${"x".repeat(65)}" has 65 characters; a name in IAM has 64 at most`,
    ],
];

describe("StsIssuer refuses", () => {
    for (const [what, args, message] of refusals) {
        it(what, async () => {
            const engine = await MockEngine.start({ functions });
            assert.throws(
                () => new StsIssuer("orders", { ...minimal, ...args }),
                (error) =>
                    pulumi.ResourceError.isInstance(error) &&
                    error.message === message &&
                    error.hideStack === true &&
                    error.resource instanceof StsIssuer,
            );
            assert.deepEqual(await engine.registered(), [component]);
        });
    }
});
