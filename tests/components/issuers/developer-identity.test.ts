import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { DeveloperIdentity, DeveloperIdentityProvider } from "../../../components";
import { IDENTITY_ID, MockEngine, POOL_ID, valueOf } from "../mock-engine";

const args = { identityPoolId: POOL_ID, developerProviderName: "entra.orders", developerUserIdentifier: "orders" };

/** Does not prove what the plugin does with the resource: the provider's tests do. */
describe("DeveloperIdentity", () => {
    it("registers its three inputs and outputs the identity's id, which is not a secret", async () => {
        const engine = await MockEngine.start();
        const identity = new DeveloperIdentity("orders", args);
        assert.deepEqual(await engine.registered(), [
            { type: "cognito-entra:index:DeveloperIdentity", name: "orders", parent: "", inputs: args },
        ]);
        assert.equal(await valueOf(identity.identityId), IDENTITY_ID);
        assert.equal(await valueOf(identity.developerUserIdentifier), "orders");
        assert.equal(await pulumi.isSecret(identity.identityId), false);
    });

    it("reads an existing one", async () => {
        const engine = await MockEngine.start();
        const identity = DeveloperIdentity.get("orders", `${POOL_ID}/entra.orders/orders`);
        assert.equal(await valueOf(identity.identityId), IDENTITY_ID);
        assert.deepEqual(await engine.registered(), [
            { type: "cognito-entra:index:DeveloperIdentity", name: "orders", parent: "", inputs: {} },
        ]);
    });

    it("refuses to be created from nothing", async () => {
        await MockEngine.start();
        assert.throws(() => new DeveloperIdentity("orders", undefined), {
            message: 'DeveloperIdentity "orders" needs its arguments, or the id of an identity to read.',
        });
    });
});

describe("DeveloperIdentityProvider", () => {
    it("passes on profile and roles, a list as JSON", async () => {
        const engine = await MockEngine.start();
        new DeveloperIdentityProvider("identities", {
            profile: "platform",
            assumeRoles: [{ roleArn: pulumi.output("arn:aws:iam::111122223333:role/deployer"), externalId: "shop" }],
        });
        assert.deepEqual(await engine.registered(), [
            {
                type: "pulumi:providers:cognito-entra",
                name: "identities",
                parent: "",
                inputs: {
                    profile: "platform",
                    assumeRoles: '[{"roleArn":"arn:aws:iam::111122223333:role/deployer","externalId":"shop"}]',
                },
            },
        ]);
    });

    it("passes on nothing of the project's own configuration", async () => {
        const engine = await MockEngine.start();
        new DeveloperIdentityProvider("identities", {});
        assert.deepEqual(
            (await engine.registered()).map(({ inputs }) => inputs),
            [{}],
        );
    });
});
