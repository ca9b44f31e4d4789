import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ApplicationPrincipal, CognitoIssuer } from "../../../components";
import { refuseExisting } from "../../../components/internal/unrecorded";
import { unrecordedApplication } from "../../../components/principals/unrecorded-application";
import { unrecordedIdentityPool } from "../../../components/issuers/unrecorded-identity-pool";
import { MockEngine, POOL_ID, valueOf, ACCOUNT_ID, DEPLOYER_ID, IDENTITY_ID, TENANT_ID } from "../mock-engine";

const POOL_TYPE = "aws:cognito/identityPool:IdentityPool";
const APPLICATION_TYPE = "azuread:index/application:Application";
const OBJECT_ID = "66666666-6666-4666-8666-666666666666";
const OTHER_ID = "77777777-7777-4777-8777-777777777777";
const PARENT = "urn:pulumi:dev::shop::cognito-entra:index:CognitoIssuer::orders-issuer";

class Parent extends pulumi.ComponentResource {
    constructor(opts?: pulumi.ComponentResourceOptions) {
        super("cognito-entra:index:CognitoIssuer", "orders-issuer", {}, opts);
        this.registerOutputs();
    }
}

function hooked(type: string, name: string, newInputs: Record<string, unknown>): pulumi.ResourceHookArgs {
    return { urn: `urn:pulumi:dev::shop::${type}::${name}`, id: "", name, type, newInputs };
}

const pool = hooked(POOL_TYPE, "orders-issuer-pool", {
    identityPoolName: "shop-dev-orders",
    region: "eu-central-1",
    developerProviderName: "entra.orders",
});
const application = hooked(APPLICATION_TYPE, "orders-principal-application", {
    displayName: "shop-dev-orders",
    notes: "cognito-entra shop/dev/orders mark",
});

const trust = { issuer: "https://cognito-identity.amazonaws.com", audience: POOL_ID, subject: IDENTITY_ID };

const lookUpPool = unrecordedIdentityPool("shop-dev");
const lookUpApplication = () =>
    unrecordedApplication(pulumi.output({ deployerId: DEPLOYER_ID, tenantId: TENANT_ID, trust }));

const leftPool = {
    id: POOL_ID,
    tags: { "cognito-entra:stack": "shop-dev" },
    developerProviderName: "entra.orders",
    allowUnauthenticatedIdentities: false,
    allowClassicFlow: false,
    otherProviders: [],
};

const leftApplication = {
    objectId: OBJECT_ID,
    notes: "cognito-entra shop/dev/orders mark",
    signInAudience: "AzureADMyOrg",
    passwords: [],
    certificates: [],
    redirectUris: [],
    identifierUris: [],
    owners: [{ id: DEPLOYER_ID, name: "Deployer" }],
    federatedCredentials: [],
    servicePrincipals: [],
    denied: [],
};

const foreignApplication = { ...leftApplication, objectId: OTHER_ID, notes: "" };

interface Clouds {
    readonly pools?: readonly object[];
    readonly applications?: readonly object[];
    readonly accountId?: string;
    readonly asked?: (inputs: unknown) => void;
}

function start({ pools = [], applications = [], accountId = ACCOUNT_ID, asked }: Clouds): Promise<MockEngine> {
    return MockEngine.start({
        functions: {
            "cognito-entra:index:findIdentityPools": (inputs) => {
                asked?.(inputs);
                return { accountId, pools };
            },
            "cognito-entra:index:findApplications": (inputs) => {
                asked?.(inputs);
                return { applications };
            },
        },
    });
}

/** Does not prove that the engine runs the hooks, or that its import takes the command: the stack's tests do. */
describe("what an interrupted run left behind", () => {
    it("is named, a pool with the commands that import and delete it", async () => {
        await start({ pools: [leftPool] });
        await assert.rejects(refuseExisting(pool, new Parent(), lookUpPool, false), {
            message: [
                `The identity pool "shop-dev-orders" exists already as ${POOL_ID}: an interrupted run of this stack created it and did not record it. Nothing was created.`,
                "Import it:",
                `  pulumi import ${POOL_TYPE} orders-issuer-pool ${POOL_ID} --parent 'parent=${PARENT}' --generate-code=false`,
                "or, if nothing uses it, delete it:",
                `  aws cognito-identity delete-identity-pool --identity-pool-id ${POOL_ID} --region eu-central-1`,
            ].join("\n"),
        });
    });

    it("is named, an application too, with the provider where it is not the default", async () => {
        await start({ applications: [leftApplication] });
        const provider = new (class extends pulumi.ProviderResource {})("azuread", "tenant");
        const parent = new Parent({ providers: [provider] });
        await assert.rejects(refuseExisting(application, parent, lookUpApplication(), false), {
            message: [
                `The application "shop-dev-orders" exists already as /applications/${OBJECT_ID}: an interrupted run of this stack created it and did not record it. Nothing was created.`,
                "Import it:",
                `  pulumi import ${APPLICATION_TYPE} orders-principal-application /applications/${OBJECT_ID} --parent 'parent=${PARENT}' --provider 'provider=${await valueOf(provider.urn)}' --generate-code=false`,
                "or, if nothing uses it, delete it:",
                `  az ad app delete --id ${OBJECT_ID}`,
            ].join("\n"),
        });
    });

    it("is told apart from foreign ones with the same name, which get no command", async () => {
        await start({ applications: [foreignApplication, leftApplication] });
        await assert.rejects(refuseExisting(application, new Parent(), lookUpApplication(), false), {
            message: [
                `The application "shop-dev-orders" exists already as /applications/${OBJECT_ID}: an interrupted run of this stack created it and did not record it. Nothing was created.`,
                "Import it:",
                `  pulumi import ${APPLICATION_TYPE} orders-principal-application /applications/${OBJECT_ID} --parent 'parent=${PARENT}' --generate-code=false`,
                "or, if nothing uses it, delete it:",
                `  az ad app delete --id ${OBJECT_ID}`,
                "Something else has the same name; do not import or use it:",
                `  /applications/${OTHER_ID}: its notes do not carry this stack's mark`,
                "Choose another name, or ask the other application's owner to rename or delete it.",
            ].join("\n"),
        });
    });

    it("cannot be told from a copy of its mark: neither can be imported", async () => {
        const copy = { ...leftApplication, objectId: OTHER_ID, owners: [{ id: OTHER_ID, name: "eve@example.com" }] };
        await start({ applications: [leftApplication, copy] });
        await assert.rejects(refuseExisting(application, new Parent(), lookUpApplication(), false), {
            message: [
                `The name of the application "shop-dev-orders" is taken, and 2 resources with that name carry this stack's mark: it is not certain which one an interrupted run left behind. Nothing was created.`,
                `  /applications/${OBJECT_ID}: nothing in it is foreign`,
                `  /applications/${OTHER_ID}: it has the owner "eve@example.com" (${OTHER_ID}), who is not the deploying identity`,
                "Check each of them, delete the ones that nothing uses, and run again.",
            ].join("\n"),
        });
    });

    it("is looked up by name, in its region or tenant", async () => {
        const asked: unknown[] = [];
        await start({ asked: (inputs) => asked.push(inputs) });
        await refuseExisting(pool, new Parent(), lookUpPool, false);
        await refuseExisting(application, new Parent(), lookUpApplication(), false);
        assert.deepEqual(asked, [
            { name: "shop-dev-orders", region: "eu-central-1" },
            { displayName: "shop-dev-orders", tenantId: TENANT_ID },
        ]);
    });
});

describe("what others made under the name", () => {
    it("is named with what makes it foreign, and no command: an application", async () => {
        await start({ applications: [{ ...leftApplication, passwords: [{ id: OTHER_ID, name: "backdoor" }] }] });
        await assert.rejects(refuseExisting(application, new Parent(), lookUpApplication(), false), {
            message: [
                'The name of the application "shop-dev-orders" is taken by something that this stack did not create. Nothing was created.',
                `  /applications/${OBJECT_ID}: it has the password "backdoor" (${OTHER_ID})`,
                "Choose another name, or ask the other application's owner to rename or delete it.",
            ].join("\n"),
        });
    });

    it("is named with what makes it foreign, and no command: a pool that the deployer may not read", async () => {
        await start({ pools: [{ id: POOL_ID, denied: "DescribeIdentityPool: AccessDeniedException" }] });
        await assert.rejects(refuseExisting(pool, new Parent(), lookUpPool, false), {
            message: [
                'The name of the identity pool "shop-dev-orders" is taken by something that this stack did not create. Nothing was created.',
                `  ${POOL_ID}: the deploying identity may not read it (DescribeIdentityPool: AccessDeniedException)`,
                "Choose another name, or ask whoever created the other pool to delete it.",
            ].join("\n"),
        });
    });

    it("is refused with createUnchecked, too", async () => {
        await start({ applications: [foreignApplication] });
        await assert.rejects(refuseExisting(application, new Parent(), lookUpApplication(), true), /is taken/);
    });
});

describe("a look-up that fails", () => {
    const failure = [
        "The look-up for an existing resource with the name of orders-principal-application failed: GET /v1.0/applications of Microsoft Graph was answered with HTTP status 500: no reason given.",
        "orders-principal-application was not created, because something with its name may exist. Fix the look-up and run again; or,",
        "if you have checked by hand that nothing with that name exists, set cognito-entra:createUnchecked to true for this run.",
    ].join("\n");
    const reason = "GET /v1.0/applications of Microsoft Graph was answered with HTTP status 500: no reason given.";
    const broken = {
        asked: () => {
            // As the engine answers: the SDK reads the details.
            throw Object.assign(new Error(reason), { details: reason });
        },
    };

    it("stops the creation", async () => {
        await start(broken);
        await assert.rejects(refuseExisting(application, new Parent(), lookUpApplication(), false), {
            message: failure,
        });
    });

    it("is only a warning with createUnchecked", async () => {
        await start(broken);
        await refuseExisting(application, new Parent(), lookUpApplication(), true);
    });

    it("stops the creation where the name is not known", async () => {
        await start({});
        const secret = { ...application, newInputs: { displayName: pulumi.secret("shop-dev-orders") } };
        await assert.rejects(
            refuseExisting(secret, new Parent(), lookUpApplication(), false),
            /failed: the display name is a secret or unknown; use a plain string\./,
        );
        await assert.rejects(
            refuseExisting({ ...pool, newInputs: {} }, new Parent(), lookUpPool, false),
            /failed: its name, region or developer provider is a secret or unknown; use plain strings\./,
        );
    });
});

describe("two AWS accounts", () => {
    it("stop the creation of the pool, whatever createUnchecked says", async () => {
        await start({ accountId: "444455556666" });
        for (const createUnchecked of [false, true]) {
            await assert.rejects(refuseExisting(pool, new Parent(), lookUpPool, createUnchecked), {
                message:
                    `The AWS provider works in the account ${ACCOUNT_ID}, but the provider of developer identities in 444455556666: ` +
                    "pool and identity must be in one account. Nothing was created. Give both the same credentials: by the environment, " +
                    "or by the aws: keys of the stack's file.",
            });
        }
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
        const madeFor = { issuer: "https://issuer.example", audience: POOL_ID, subject: "orders" };
        new ApplicationPrincipal("orders", { displayName: "shop-dev-orders", madeFor });
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
