import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ApplicationPrincipal, CognitoIssuer } from "../../../components";
import { refuseExisting, type FindUnrecorded } from "../../../components/internal/unrecorded";
import { findUnrecordedApplication } from "../../../components/principals/unrecorded-application";
import { findUnrecordedIdentityPool } from "../../../components/issuers/unrecorded-identity-pool";
import { MockEngine, POOL_ID, valueOf, type MockEngineOptions } from "../mock-engine";

const POOL_TYPE = "aws:cognito/identityPool:IdentityPool";
const APPLICATION_TYPE = "azuread:index/application:Application";
const OBJECT_ID = "66666666-6666-4666-8666-666666666666";

class Parent extends pulumi.ComponentResource {
    constructor(opts?: pulumi.ComponentResourceOptions) {
        super("cognito-entra:index:CognitoIssuer", "orders-issuer", {}, opts);
        this.registerOutputs();
    }
}

function hooked(type: string, name: string, newInputs: Record<string, unknown>): pulumi.ResourceHookArgs {
    return { urn: `urn:pulumi:dev::shop::${type}::${name}`, id: "", name, type, newInputs };
}

const pool = hooked(POOL_TYPE, "orders-issuer-pool", { identityPoolName: "shop-dev-orders", region: "eu-central-1" });
const application = hooked(APPLICATION_TYPE, "orders-principal-application", { displayName: "shop-dev-orders" });

const found: MockEngineOptions = {
    functions: {
        "aws:cognito/getIdentityPool:getIdentityPool": () => ({ id: POOL_ID }),
        "azuread:index/getApplication:getApplication": () => ({ objectId: OBJECT_ID }),
    },
};

/** Does not prove that the engine runs the hooks, or that its import takes the command: the stack's tests do. */
describe("what an interrupted run left behind", () => {
    it("is named, a pool with the commands that import and remove it", async () => {
        await MockEngine.start(found);
        const parent = new Parent();
        await assert.rejects(refuseExisting(pool, parent, findUnrecordedIdentityPool), {
            message: [
                `The identity pool "shop-dev-orders" exists already as ${POOL_ID}, and this stack's state does not know it: an interrupted run may have left it behind.`,
                "Take it into the state:",
                `  pulumi import ${POOL_TYPE} orders-issuer-pool ${POOL_ID} --parent 'parent=urn:pulumi:dev::shop::cognito-entra:index:CognitoIssuer::orders-issuer' --generate-code=false`,
                "or, if nothing uses it, remove it:",
                `  aws cognito-identity delete-identity-pool --identity-pool-id ${POOL_ID} --region eu-central-1`,
            ].join("\n"),
        });
    });

    it("is named, an application too, with the provider where it is not the default", async () => {
        await MockEngine.start(found);
        const provider = new (class extends pulumi.ProviderResource {})("azuread", "tenant");
        const parent = new Parent({ providers: [provider] });
        await assert.rejects(refuseExisting(application, parent, findUnrecordedApplication), {
            message: [
                `The application "shop-dev-orders" exists already as /applications/${OBJECT_ID}, and this stack's state does not know it: an interrupted run may have left it behind.`,
                "Take it into the state:",
                `  pulumi import ${APPLICATION_TYPE} orders-principal-application /applications/${OBJECT_ID} --parent 'parent=urn:pulumi:dev::shop::cognito-entra:index:CognitoIssuer::orders-issuer' --provider 'provider=${await valueOf(provider.urn)}' --generate-code=false`,
                "or, if nothing uses it, remove it:",
                `  az ad app delete --id ${OBJECT_ID}`,
            ].join("\n"),
        });
    });

    it("is asked for by name, and in its region", async () => {
        const asked: unknown[] = [];
        const note = (inputs: unknown): never => {
            asked.push(inputs);
            throw new Error("no matching result found");
        };
        await MockEngine.start({
            functions: {
                "aws:cognito/getIdentityPool:getIdentityPool": note,
                "azuread:index/getApplication:getApplication": note,
            },
        });
        await refuseExisting(pool, new Parent(), findUnrecordedIdentityPool);
        await refuseExisting(application, new Parent(), findUnrecordedApplication);
        assert.deepEqual(asked, [pool.newInputs, application.newInputs]);
    });

    it("stops nothing when the look-up fails", async () => {
        await MockEngine.start();
        await refuseExisting(pool, new Parent(), findUnrecordedIdentityPool);
        const throttled: FindUnrecorded = () => Promise.reject(new Error("TooManyRequestsException"));
        await refuseExisting(pool, new Parent(), throttled);
    });

    it("stops nothing when the name is not known", async () => {
        await MockEngine.start(found);
        const parent = new Parent();
        await refuseExisting({ ...pool, newInputs: {} }, parent, findUnrecordedIdentityPool);
        await refuseExisting(
            { ...application, newInputs: { displayName: pulumi.secret("shop-dev-orders") } },
            parent,
            findUnrecordedApplication,
        );
    });
});

describe("the look-up before a creation", () => {
    function deploy(): void {
        new CognitoIssuer("orders", {
            region: "eu-central-1",
            physicalName: "shop-dev-orders",
            developerProviderName: "entra.orders",
            developerUserIdentifier: "orders",
            caller: { service: { principal: "lambda.amazonaws.com" } },
        });
        new ApplicationPrincipal("orders", { displayName: "shop-dev-orders" });
    }

    async function hooksByName(engine: MockEngine): Promise<Record<string, readonly string[]>> {
        const hooks: Record<string, readonly string[]> = {};
        for (const { name } of await engine.registered()) {
            const { beforeCreate = [] } = (await engine.optionsOf(name)) ?? {};
            if (beforeCreate.length > 0) {
                hooks[name] = beforeCreate;
            }
        }
        return hooks;
    }

    it("is bound to the pool and the application", async () => {
        const engine = await MockEngine.start({ hooks: true });
        deploy();
        assert.deepEqual(await hooksByName(engine), {
            "orders-application": ["orders-application-unrecorded"],
            "orders-pool": ["orders-pool-unrecorded"],
        });
    });

    it("is left out where nothing runs hooks", async () => {
        const engine = await MockEngine.start();
        deploy();
        assert.deepEqual(await hooksByName(engine), {});
    });
});
