import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { AzureCloud, FederatedWorkload, type FederatedWorkloadArgs } from "../../../components";
import {
    CLIENT_ID,
    IDENTITY_ID,
    MockEngine,
    nextUncaught,
    POOL_ID,
    PRINCIPAL_ID,
    TENANT_ID,
    valueOf,
} from "../mock-engine";

const GROUP = "/subscriptions/77777777-7777-4777-8777-777777777777/resourceGroups/orders";

const minimal: FederatedWorkloadArgs = {
    region: "eu-central-1",
    tenantId: TENANT_ID,
    caller: { roles: [{ arn: "arn:aws:iam::111122223333:role/orders" }] },
};

/** The names by which the parts find each other; the parts' own inputs are tested with the parts. */
const tree = [
    ["orders", "cognito-entra:index:FederatedWorkload", ""],
    ["orders-access", "cognito-entra:index:RoleAssignments", "orders"],
    [
        "orders-credential",
        "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential",
        "orders",
    ],
    ["orders-issuer", "cognito-entra:index:CognitoIssuer", "orders"],
    ["orders-issuer-attachment-orders", "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "orders-issuer"],
    ["orders-issuer-identity", "cognito-entra:index:DeveloperIdentity", "orders-issuer"],
    ["orders-issuer-policy", "aws:iam/policy:Policy", "orders-issuer"],
    ["orders-issuer-pool", "aws:cognito/identityPool:IdentityPool", "orders-issuer"],
    ["orders-principal", "cognito-entra:index:ApplicationPrincipal", "orders"],
    ["orders-principal-application", "azuread:index/application:Application", "orders-principal"],
    ["orders-principal-service-principal", "azuread:index/servicePrincipal:ServicePrincipal", "orders-principal"],
];

/** Does not prove that the parts work together in the clouds: the stack's tests do. */
describe("FederatedWorkload", () => {
    it("composes issuer, principal and access under fixed names", async () => {
        const engine = await MockEngine.start();
        new FederatedWorkload("orders", minimal);
        const registered = await engine.registered();
        assert.deepEqual(
            registered.map(({ name, type, parent }) => [name, type, parent]),
            tree,
        );
        const inputsOf = (name: string) => registered.find((resource) => resource.name === name)?.inputs ?? {};
        assert.equal(inputsOf("orders-issuer-pool").identityPoolName, "shop-dev-orders");
        assert.equal(inputsOf("orders-issuer-pool").developerProviderName, "entra.orders");
        assert.equal(inputsOf("orders-issuer-identity").developerUserIdentifier, "orders");
        assert.equal(inputsOf("orders-issuer-policy").name, "shop-dev-orders");
        assert.equal(inputsOf("orders-principal-application").displayName, "shop-dev-orders");
        assert.deepEqual(inputsOf("orders-credential"), {
            applicationId: "/applications/66666666-6666-4666-8666-666666666666",
            displayName: "cognito-orders",
            description: "Tokens issued by cognito for the workload shop-dev-orders",
            issuer: "https://cognito-identity.amazonaws.com",
            audiences: [POOL_ID],
            subject: IDENTITY_ID,
        });
    });

    it("assigns the service principal its roles", async () => {
        const engine = await MockEngine.start();
        new FederatedWorkload("orders", {
            ...minimal,
            roleAssignments: [{ label: "group", role: "Reader", scope: GROUP }],
        });
        const assignments = (await engine.registered()).filter(({ parent }) => parent === "orders-access");
        assert.deepEqual(
            assignments.map(({ name, inputs }) => [name, inputs.principalId, inputs.scope]),
            [["orders-access-group", PRINCIPAL_ID, GROUP]],
        );
    });

    it("passes on a given name, an issuer, descriptions, tags and the lack of protection", async () => {
        const engine = await MockEngine.start();
        const workload = new FederatedWorkload("orders", {
            ...minimal,
            region: "us-gov-west-1",
            caller: { service: { principal: "lambda.amazonaws.com" } },
            physicalName: pulumi.output("orders-of-the-shop"),
            issuer: { url: "https://issuer.example" },
            description: "Takes orders",
            tags: { team: "platform" },
            protect: false,
        });
        const registered = await engine.registered();
        const named = (key: string) => registered.filter(({ inputs }) => inputs[key] === "orders-of-the-shop").length;
        assert.deepEqual([named("identityPoolName"), named("displayName"), named("name")], [1, 1, 2]);
        assert.deepEqual(
            registered.filter(({ inputs }) => "tags" in inputs).map(({ name }) => name),
            [
                "orders-issuer-policy",
                "orders-issuer-pool",
                "orders-issuer-role",
                "orders-principal-application",
                "orders-principal-service-principal",
            ],
        );
        assert.equal(
            registered.find(({ name }) => name === "orders-principal-application")?.inputs.description,
            "Takes orders",
        );
        for (const { name } of registered) {
            assert.equal((await engine.optionsOf(name))?.protect, false, name);
        }
        assert.equal(await valueOf(workload.issuer), "https://issuer.example");
    });

    it("protects what the trust depends on", async () => {
        const engine = await MockEngine.start();
        new FederatedWorkload("orders", minimal);
        const protectedNames = [];
        for (const { name } of await engine.registered()) {
            if ((await engine.optionsOf(name))?.protect === true) {
                protectedNames.push(name);
            }
        }
        assert.deepEqual(protectedNames, [
            "orders-issuer-identity",
            "orders-issuer-pool",
            "orders-principal-application",
        ]);
    });

    it("outputs the trust and the workload's environment, and nothing secret", async () => {
        const engine = await MockEngine.start();
        const workload = new FederatedWorkload("orders", minimal);
        await engine.settle();
        assert.deepEqual(await valueOf(pulumi.output(workload.environment)), {
            AZURE_TENANT_ID: TENANT_ID,
            AZURE_CLIENT_ID: CLIENT_ID,
            AZURE_AUTHORITY_HOST: "https://login.microsoftonline.com",
            AWS_REGION: "eu-central-1",
            FEDERATION_ISSUER: "cognito",
            COGNITO_IDENTITY_POOL_ID: POOL_ID,
            COGNITO_DEVELOPER_PROVIDER_NAME: "entra.orders",
            COGNITO_DEVELOPER_USER_IDENTIFIER: "orders",
            COGNITO_IDENTITY_ID: IDENTITY_ID,
        });
        const { issuer, audience, subject, tenantId, clientId, principalId, environment, callerRoleArns } = workload;
        assert.deepEqual(await valueOf(pulumi.all([issuer, audience, subject, tenantId, clientId, principalId])), [
            "https://cognito-identity.amazonaws.com",
            POOL_ID,
            IDENTITY_ID,
            TENANT_ID,
            CLIENT_ID,
            PRINCIPAL_ID,
        ]);
        const outputs: pulumi.Output<unknown>[] = [issuer, audience, subject, tenantId, clientId, principalId];
        for (const output of [...outputs, ...Object.values({ ...environment }), callerRoleArns]) {
            assert.equal(await pulumi.isSecret(output), false);
        }
    });

    it("publishes the environment in the Parameter Store if asked to", async () => {
        const engine = await MockEngine.start();
        const tags = { team: "platform" };
        const workload = new FederatedWorkload("orders", { ...minimal, parameterPath: "/shop/orders", tags });
        const registered = await engine.registered();
        const parents = registered.filter(({ name }) => name === "orders-parameters");
        assert.deepEqual(
            parents.map(({ type, parent }) => [type, parent]),
            [["cognito-entra:index:PublishedEnvironment", "orders"]],
        );
        const parameters = registered.filter(({ parent }) => parent === "orders-parameters");
        assert.equal(parameters.length, 9);
        assert.deepEqual(parameters.find(({ name }) => name === "orders-parameters-COGNITO_IDENTITY_ID")?.inputs, {
            region: "eu-central-1",
            name: "/shop/orders/COGNITO_IDENTITY_ID",
            type: "String",
            insecureValue: IDENTITY_ID,
            tags,
        });
        assert.deepEqual(
            Object.keys(await valueOf(pulumi.output(workload.parameterArns ?? {}))),
            Object.keys({ ...workload.environment }),
        );
    });

    it("names the authority of the cloud that the tenant is in", async () => {
        const engine = await MockEngine.start();
        const workload = new FederatedWorkload("orders", {
            ...minimal,
            azureCloud: pulumi.output(AzureCloud.UsGovernment),
        });
        await engine.settle();
        assert.equal(
            (await valueOf(pulumi.output(workload.environment))).AZURE_AUTHORITY_HOST,
            "https://login.microsoftonline.us",
        );
    });

    it("refuses a tenant that the azuread provider does not work in", async () => {
        await MockEngine.start({ tenantId: "99999999-9999-4999-8999-999999999999" });
        const uncaught = nextUncaught();
        new FederatedWorkload("orders", { ...minimal, parameterPath: "/shop/orders" });
        const error = await uncaught;
        assert.ok(error instanceof Error);
        assert.match(
            error.message,
            /tenantId: "88888888-8888-4888-8888-888888888888" is not the tenant that the azuread provider works in, which is "99999999-9999-4999-8999-999999999999"$/,
        );
    });

    it("refuses a tenant that is not a GUID before anything else", async () => {
        const engine = await MockEngine.start();
        assert.throws(
            () => new FederatedWorkload("orders", { ...minimal, tenantId: "contoso.onmicrosoft.com" }),
            (error) =>
                pulumi.ResourceError.isInstance(error) &&
                error.message ===
                    'tenantId: "contoso.onmicrosoft.com" is not a tenant id, which is a GUID such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301' &&
                error.resource instanceof FederatedWorkload,
        );
        assert.deepEqual(
            (await engine.registered()).map(({ name }) => name),
            ["orders"],
        );
    });
});
