import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { CognitoIssuer, type CognitoIssuerArgs } from "../../../components";
import { IDENTITY_ID, MockEngine, nextUncaught, POOL_ARN, POOL_ID, UNKNOWN, valueOf } from "../mock-engine";

const ORDERS_ROLE = "arn:aws:iam::111122223333:role/apps/orders";

const minimal: CognitoIssuerArgs = {
    region: "eu-central-1",
    physicalName: "shop-dev-orders",
    developerProviderName: "entra.orders",
    developerUserIdentifier: "orders",
    caller: { roles: [{ arn: ORDERS_ROLE }] },
};

const component = { type: "cognito-entra:index:CognitoIssuer", name: "orders", parent: "", inputs: {} };
const pool = {
    type: "aws:cognito/identityPool:IdentityPool",
    name: "orders-pool",
    parent: "orders",
    inputs: {
        identityPoolName: "shop-dev-orders",
        developerProviderName: "entra.orders",
        allowUnauthenticatedIdentities: false,
        allowClassicFlow: false,
        region: "eu-central-1",
        tags: { "cognito-entra:stack": "shop-dev" },
    },
};
const identity = {
    type: "cognito-entra:index:DeveloperIdentity",
    name: "orders-identity",
    parent: "orders",
    inputs: { identityPoolId: POOL_ID, developerProviderName: "entra.orders", developerUserIdentifier: "orders" },
};
const policy = {
    type: "aws:iam/policy:Policy",
    name: "orders-policy",
    parent: "orders",
    inputs: {
        name: "shop-dev-orders",
        description: "May ask for tokens of the identity pool shop-dev-orders",
        policy: `{"Statement":[{"Action":"cognito-identity:GetOpenIdTokenForDeveloperIdentity","Effect":"Allow","Resource":"${POOL_ARN}"}],"Version":"2012-10-17"}`,
    },
};
const attachment = {
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    name: "orders-attachment-orders",
    parent: "orders",
    inputs: { role: "orders", policyArn: "arn:aws:iam::111122223333:policy/shop-dev-orders" },
};

/**
 * Does not prove that Cognito and IAM take what is registered, nor that the engine protects, replaces and runs hooks as the options
 * say: the stack's tests do, with the real engine.
 */
describe("CognitoIssuer", () => {
    it("creates a pool, its identity, and a policy attached to an existing role", async () => {
        const engine = await MockEngine.start();
        const issuer = new CognitoIssuer("orders", minimal);
        assert.deepEqual(await engine.registered(), [component, attachment, identity, policy, pool]);
        assert.equal(await valueOf(issuer.issuer), "https://cognito-identity.amazonaws.com");
        assert.equal(await valueOf(issuer.audience), POOL_ID);
        assert.equal(await valueOf(issuer.subject), IDENTITY_ID);
        assert.deepEqual(await valueOf(issuer.callerRoleArns), [ORDERS_ROLE]);
    });

    it("attaches the policy to every role under a name that does not depend on the order", async () => {
        const engine = await MockEngine.start();
        new CognitoIssuer("orders", {
            ...minimal,
            caller: { roles: [{ arn: "arn:aws:iam::111122223333:role/first" }, { arn: ORDERS_ROLE, label: "second" }] },
        });
        const attachments = (await engine.registered()).filter(({ type }) => type === attachment.type);
        assert.deepEqual(attachments, [
            { ...attachment, name: "orders-attachment-first", inputs: { ...attachment.inputs, role: "first" } },
            { ...attachment, name: "orders-attachment-second" },
        ]);
    });

    it("creates a role for a service", async () => {
        const engine = await MockEngine.start();
        const issuer = new CognitoIssuer("orders", {
            ...minimal,
            caller: { service: { principal: "lambda.amazonaws.com" } },
        });
        assert.deepEqual(await engine.registered(), [
            component,
            { ...attachment, name: "orders-attachment", inputs: { ...attachment.inputs, role: "shop-dev-orders" } },
            identity,
            policy,
            pool,
            {
                type: "aws:iam/role:Role",
                name: "orders-role",
                parent: "orders",
                inputs: {
                    name: "shop-dev-orders",
                    description: "May ask for tokens of the identity pool shop-dev-orders",
                    assumeRolePolicy:
                        '{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"}}],"Version":"2012-10-17"}',
                    maxSessionDuration: 3600,
                },
            },
        ]);
        assert.deepEqual(await valueOf(issuer.callerRoleArns), ["arn:aws:iam::111122223333:role/shop-dev-orders"]);
    });

    it("accepts outputs wherever it accepts values", async () => {
        const engine = await MockEngine.start();
        new CognitoIssuer("orders", {
            region: pulumi.output("eu-central-1"),
            physicalName: Promise.resolve("shop-dev-orders"),
            developerProviderName: pulumi.output("entra.orders"),
            developerUserIdentifier: pulumi.output("orders"),
            caller: { roles: [{ arn: pulumi.output(ORDERS_ROLE), label: "orders" }] },
        });
        assert.deepEqual(await engine.registered(), [component, attachment, identity, policy, pool]);
    });

    it("shows everything that does not depend on the pool's id in a first preview", async () => {
        const engine = await MockEngine.start({ preview: true });
        const issuer = new CognitoIssuer("orders", minimal);
        assert.deepEqual(await engine.registered(), [
            component,
            { ...attachment, inputs: { ...attachment.inputs, policyArn: UNKNOWN } },
            { ...identity, inputs: { ...identity.inputs, identityPoolId: UNKNOWN } },
            { ...policy, inputs: { ...policy.inputs, policy: UNKNOWN } },
            pool,
        ]);
        assert.equal(await valueOf(issuer.issuer), "https://cognito-identity.amazonaws.com");
    });

    it("tags everything that AWS can tag", async () => {
        const engine = await MockEngine.start();
        const tags = { team: "platform" };
        new CognitoIssuer("orders", { ...minimal, caller: { service: { principal: "lambda.amazonaws.com" } }, tags });
        const tagged = (await engine.registered()).filter(({ inputs }) => "tags" in inputs);
        assert.deepEqual(
            tagged.map(({ name, inputs }) => [name, inputs.tags]),
            [
                ["orders-policy", tags],
                ["orders-pool", { ...tags, "cognito-entra:stack": "shop-dev" }],
                ["orders-role", tags],
            ],
        );
    });

    it("bounds the role that it creates, and never changes the boundary and the stack's tag afterwards", async () => {
        const engine = await MockEngine.start();
        const permissionsBoundary = "arn:aws:iam::111122223333:policy/boundary";
        const caller = { service: { principal: "lambda.amazonaws.com" } };
        new CognitoIssuer("orders", { ...minimal, caller, permissionsBoundary });
        const role = (await engine.registered()).find(({ name }) => name === "orders-role");
        assert.equal(role?.inputs.permissionsBoundary, permissionsBoundary);
        assert.deepEqual((await engine.optionsOf("orders-role"))?.ignoreChanges, ["permissionsBoundary"]);
        assert.deepEqual((await engine.optionsOf("orders-pool"))?.ignoreChanges, ['tags["cognito-entra:stack"]']);
        await assert.rejects(
            async () => {
                new CognitoIssuer("refused", { ...minimal, caller, permissionsBoundary: "boundary" });
                await engine.settle();
            },
            { message: /^permissionsBoundary: "boundary" is not the ARN of a customer managed policy/ },
        );
    });

    it("protects pool and identity unless told not to", async () => {
        const engine = await MockEngine.start();
        new CognitoIssuer("orders", minimal);
        new CognitoIssuer("throw-away", { ...minimal, protect: false });
        const protectedNames = [];
        for (const { name } of await engine.registered()) {
            if ((await engine.optionsOf(name))?.protect === true) {
                protectedNames.push(name);
            }
        }
        assert.deepEqual(protectedNames, ["orders-identity", "orders-pool"]);
    });

    it("deletes what has a fixed name before it creates the replacement", async () => {
        const engine = await MockEngine.start();
        new CognitoIssuer("orders", { ...minimal, caller: { service: { principal: "lambda.amazonaws.com" } } });
        for (const name of ["orders-pool", "orders-policy", "orders-role"]) {
            assert.equal((await engine.optionsOf(name))?.deleteBeforeReplace, true, name);
        }
    });

    it("accepts the issuer of a region whose issuer is not known", async () => {
        const engine = await MockEngine.start();
        const issuer = new CognitoIssuer("orders", {
            ...minimal,
            region: "eusc-de-east-1",
            url: "https://cognito-identity.example",
            caller: { service: { principal: "lambda.amazonaws.com" } },
        });
        assert.equal(await valueOf(issuer.issuer), "https://cognito-identity.example");
        await engine.settle();
    });

    it("attaches no policy to the role of the same name in this account when another account's is named", async () => {
        const engine = await MockEngine.start();
        const uncaught = nextUncaught();
        new CognitoIssuer("orders", {
            ...minimal,
            caller: { roles: [{ arn: "arn:aws:iam::999988887777:role/orders" }] },
        });
        const error = await uncaught;
        assert.ok(pulumi.ResourceError.isInstance(error));
        assert.equal(
            error.message,
            'error serializing property "policyArn": caller.roles[0].arn: "arn:aws:iam::999988887777:role/orders" is not of the account of "arn:aws:iam::111122223333:policy/shop-dev-orders"; IAM attaches no policy across accounts',
        );
        assert.deepEqual(
            (await engine.registered()).filter(({ type }) => type === attachment.type),
            [],
        );
    });

    it("keeps a secret input secret", async () => {
        const engine = await MockEngine.start();
        const issuer = new CognitoIssuer("orders", { ...minimal, developerUserIdentifier: pulumi.secret("orders") });
        await engine.settle();
        assert.equal(await pulumi.isSecret(issuer.issuer), false);
        assert.equal(await pulumi.isSecret(issuer.audience), false);
        assert.equal(await pulumi.isSecret(issuer.callerRoleArns), false);
    });
});

const refusals: readonly (readonly [string, Partial<CognitoIssuerArgs>, string])[] = [
    [
        "a misspelt region",
        { region: "eu-centrall-1" },
        'region: "eu-centrall-1" is not an AWS region; did you mean "eu-central-1"?',
    ],
    [
        "a pool name with a slash",
        { physicalName: "shop/orders" },
        'physicalName: "shop/orders" is not an identity pool name, which has 1 to 128 letters, digits, spaces and _+=,.@-',
    ],
    [
        "a name that a pool may have and a policy may not",
        { physicalName: "shop orders" },
        'physicalName: "shop orders" has a space, which a name in IAM cannot have',
    ],
    [
        "a name too long for a role",
        { physicalName: "x".repeat(65), caller: { service: { principal: "lambda.amazonaws.com" } } },
        `physicalName: "${"x".repeat(65)}" has 65 characters; a name in IAM has 64 at most`,
    ],
    [
        "a provider name with a blank",
        { developerProviderName: "entra orders" },
        'developerProviderName: "entra orders" is not a developer provider name, which has 1 to 128 letters, digits and ._-',
    ],
    [
        "an empty user identifier",
        { developerUserIdentifier: "" },
        'developerUserIdentifier: "" is not a developer user identifier, which has 1 to 1024 printable characters',
    ],
    ["no caller", { caller: {} }, "caller: needs exactly one of roles (at least one) and service"],
    [
        "an empty list of callers",
        { caller: { roles: [] } },
        "caller: needs exactly one of roles (at least one) and service",
    ],
    [
        "both kinds of caller",
        { caller: { roles: [{ arn: ORDERS_ROLE }], service: { principal: "lambda.amazonaws.com" } } },
        "caller: needs exactly one of roles (at least one) and service",
    ],
    [
        "a role's name for its ARN",
        { caller: { roles: [{ arn: ORDERS_ROLE }, { arn: "orders" }] } },
        'caller.roles[1].arn: "orders" is not the ARN of an IAM role, which is arn:<partition>:iam::<12 digits>:role/<name>',
    ],
    [
        "an output without a label",
        { caller: { roles: [{ arn: pulumi.output(ORDERS_ROLE) }] } },
        "caller.roles[0].label: is required where the ARN is an output",
    ],
    [
        "a service by its bare name",
        { caller: { service: { principal: "lambda" } } },
        'caller.service.principal: "lambda" is not an AWS service that runs code under a role; did you mean "lambda.amazonaws.com"?',
    ],
    [
        "a session shorter than IAM's shortest",
        { caller: { service: { principal: "lambda.amazonaws.com", maxSessionDurationSeconds: 3599 } } },
        "caller.service.maxSessionDurationSeconds: 3599 is not a session's duration, which is 3600 to 43200 whole seconds",
    ],
    [
        "an issuer that differs from the known one",
        { url: "https://issuer.example" },
        'url: "https://issuer.example" is not the issuer of eu-central-1, which is known to be https://cognito-identity.amazonaws.com; leave it out',
    ],
];

/** Does not prove the same of outputs: `checked-input.test.ts` does, for all checks at once. */
describe("CognitoIssuer refuses", () => {
    for (const [what, args, message] of refusals) {
        it(what, async () => {
            const engine = await MockEngine.start();
            assert.throws(
                () => new CognitoIssuer("orders", { ...minimal, ...args }),
                (error) =>
                    pulumi.ResourceError.isInstance(error) &&
                    error.message === message &&
                    error.hideStack === true &&
                    error.resource instanceof CognitoIssuer,
            );
            assert.deepEqual(await engine.registered(), [component]);
        });
    }
});
