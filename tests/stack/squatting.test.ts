import assert from "node:assert/strict";
import {
    CognitoIdentityClient,
    CreateIdentityPoolCommand,
    DeleteIdentityPoolCommand,
} from "@aws-sdk/client-cognito-identity";
import { developerIdentityProvider } from "@cognito-entra/provider";
import { z } from "zod";
import { graphSignIn } from "../../provider/clients/entra-tokens";
import { withEnvironment } from "../provider/environment";
import { allowing, grantDeployer, graph, sandboxVariable } from "./sandbox-environment";
import { ORDERS, TemporaryStack, TENANT } from "./temporary-stack";

const NAME = "cognito-entra-squatting-orders";
const POOL_TYPE = "aws:cognito/identityPool:IdentityPool";
const APPLICATION_TYPE = "azuread:index/application:Application";

/**
 * Applications and pools of the name that a stack is about to use. Names are not unique in either cloud, and any user of a tenant may
 * register an application: whoever owns one that a stack adopts holds the workload's roles.
 */
describe("a name that is taken", function () {
    this.timeout(120_000);
    let stack: TemporaryStack;
    const cognito = new CognitoIdentityClient({ region: sandboxVariable("AWS_REGION") });

    before(async () => {
        stack = await TemporaryStack.create("squatting", [ORDERS]);
    });
    after(async () => {
        cognito.destroy();
        await stack.remove();
    });

    it("by a foreign pool stops the run: the pool is named, and no command is given for it", async () => {
        const { IdentityPoolId: id = "" } = await asAnybody(() =>
            cognito.send(
                new CreateIdentityPoolCommand({ IdentityPoolName: NAME, AllowUnauthenticatedIdentities: true }),
            ),
        );
        const unseen = await refusal();
        const seen = await asAnybody(refusal);
        await asAnybody(() => cognito.send(new DeleteIdentityPoolCommand({ IdentityPoolId: id })));
        const taken = `The name of the identity pool "${NAME}" is taken by something that this stack did not create. Nothing was created.`;
        mentions(unseen, [
            taken,
            `${id}: the deploying identity may not read it (DescribeIdentityPool: AccessDeniedException)`,
        ]);
        mentions(seen, [
            taken,
            `${id}: it does not carry the tag cognito-entra:stack = cognito-entra-squatting; it allows unauthenticated identities; its developer provider is missing, not "entra.orders"`,
        ]);
        assert.doesNotMatch(unseen + seen, /pulumi import|delete-identity-pool/);
    });

    it("by a foreign application stops the run: what makes it foreign is named, and no command is given for it", async () => {
        const { id } = await register({ web: { redirectUris: ["https://evil.example/callback"] } });
        const owner = await anotherServicePrincipal();
        const reference = { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${owner}` };
        await graph(`/applications/${id}/owners/$ref`, "POST", reference);
        await graph(`/applications/${id}/federatedIdentityCredentials`, "POST", {
            name: "mine",
            issuer: "https://evil.example",
            subject: "eve",
            audiences: ["api://AzureADTokenExchange"],
        });
        const message = await refusal();
        mentions(message, [
            `The name of the application "${NAME}" is taken by something that this stack did not create. Nothing was created.`,
            `/applications/${id}: its notes do not carry this stack's mark`,
            `it has the owner "Microsoft Graph" (${owner}), who is not the deploying identity`,
            'it has the federated credential "mine" (issuer "https://evil.example", subject "eve")',
            'it has the redirect URI "https://evil.example/callback"',
        ]);
        assert.doesNotMatch(message, /pulumi import|az ad app delete/);
        assert.deepEqual(await registered(), [id]);
        await graph(`/applications/${id}`, "DELETE");
    });

    it("by two applications stops the run: both are named, and no third is created", async () => {
        const ids = [(await register({})).id, (await register({})).id];
        const message = await refusal();
        for (const id of ids) {
            mentions(message, [`/applications/${id}: its notes do not carry this stack's mark`]);
        }
        assert.doesNotMatch(message, /pulumi import|az ad app delete/);
        assert.deepEqual((await registered()).sort(), ids.sort());
        for (const id of ids) {
            await graph(`/applications/${id}`, "DELETE");
        }
    });

    it("by what an interrupted run left and by a foreign one as well: only the first can be imported", async () => {
        await stack.stack.up();
        const [left = ""] = await registered();
        await forget([APPLICATION_TYPE]);
        const { id: foreign } = await register({});
        const message = await refusal();
        const [, imported] = /pulumi import \S+ orders-principal-application (\S+) /.exec(message) ?? [];
        assert.equal(imported, `/applications/${left}`, message);
        mentions(message, [
            `az ad app delete --id ${left}`,
            `/applications/${foreign}: its notes do not carry this stack's mark`,
        ]);
        assert.ok(!message.includes(`az ad app delete --id ${foreign}`), message);
        assert.doesNotMatch(message, new RegExp(`pulumi import .*${foreign}`));
        await graph(`/applications/${foreign}`, "DELETE");
    });

    it("by two applications that carry the mark stops the run: neither can be imported", async () => {
        const [left = ""] = await registered();
        const original = z.object({ notes: z.string() }).parse(await graph(`/applications/${left}`));
        const { id: copy } = await register({ notes: original.notes });
        const message = await refusal();
        mentions(message, [`/applications/${left}`, `/applications/${copy}`, "2 resources with that name carry"]);
        assert.doesNotMatch(message, /pulumi import|az ad app delete/);
        await graph(`/applications/${copy}`, "DELETE");
        await graph(`/applications/${left}`, "DELETE");
    });

    it("by a pool with this stack's tag can be imported", async () => {
        await stack.stack.destroy();
        const { IdentityPoolId: id = "" } = await cognito.send(
            new CreateIdentityPoolCommand({
                IdentityPoolName: NAME,
                AllowUnauthenticatedIdentities: false,
                DeveloperProviderName: "entra.orders",
                IdentityPoolTags: { "cognito-entra:stack": "cognito-entra-squatting" },
            }),
        );
        const message = await refusal();
        await cognito.send(new DeleteIdentityPoolCommand({ IdentityPoolId: id }));
        mentions(message, [
            `pulumi import ${POOL_TYPE} orders-issuer-pool ${id} --parent 'parent=`,
            `aws cognito-identity delete-identity-pool --identity-pool-id ${id} --region ${sandboxVariable("AWS_REGION")}`,
        ]);
    });

    async function refusal(): Promise<string> {
        return stack.stack.up().then(
            () => assert.fail("up succeeded"),
            (error: unknown) => String(error),
        );
    }

    /** Takes resources, and all that depends on them, out of the state. */
    async function forget(types: readonly string[]): Promise<void> {
        const exported = await stack.stack.exportStack();
        const deployment = z
            .looseObject({ resources: z.array(z.looseObject({ urn: z.string(), type: z.string() })) })
            .parse(exported.deployment);
        const gone = /^(azuread|azure-native):/;
        await stack.stack.importStack({
            ...exported,
            deployment: {
                ...deployment,
                resources: deployment.resources.filter(({ type }) => !types.includes(type) && !gone.test(type)),
            },
        });
    }
});

/** The provider's function fails as where Graph is down; the engine and the SDK carry its sentence. */
describe("a look-up that fails", function () {
    this.timeout(120_000);
    let stack: TemporaryStack;

    before(async () => {
        const reason = "GET /v1.0/applications of Microsoft Graph was answered with HTTP status 503: no reason given.";
        stack = await TemporaryStack.create("unchecked", [ORDERS], {
            providers: {
                "cognito-entra": () => {
                    const provider = developerIdentityProvider();
                    const findApplications = () => Promise.reject(new Error(reason));
                    const failing = { "cognito-entra:index:findApplications": findApplications };
                    return { ...provider, functions: { ...provider.functions, ...failing } };
                },
            },
        });
    });
    after(() => stack.remove());

    it("stops the creation with the vendor's answer, and createUnchecked lets it go on", async () => {
        const message = await stack.stack.up().then(
            () => assert.fail("up succeeded"),
            (error: unknown) => String(error),
        );
        mentions(message, [
            "The look-up for an existing resource with the name of orders-principal-application failed: ",
            "GET /v1.0/applications of Microsoft Graph was answered with HTTP status 503: no reason given.",
            "set cognito-entra:createUnchecked to true for this run.",
        ]);
        await stack.stack.setConfig("cognito-entra:createUnchecked", { value: "true" });
        const { stdout } = await stack.stack.up();
        mentions(stdout, ["It is created anyway: createUnchecked is true."]);
    });
});

/** Against the sandbox's Entra, with the deployer's environment changed. */
describe("the sign-in of the look-up", function () {
    this.timeout(30_000);
    const signal = new AbortController().signal;

    it("succeeds with the client secret of the environment, and with that of azuread:", async () => {
        const access = await graphSignIn({})(TENANT, signal);
        assert.equal(access.origin, sandboxVariable("SANDBOX_GRAPH_URL"));
        const clientId = sandboxVariable("ARM_CLIENT_ID");
        const clientSecret = sandboxVariable("ARM_CLIENT_SECRET");
        const metadataHost = sandboxVariable("ARM_METADATA_HOSTNAME");
        const none = { ARM_CLIENT_ID: undefined, ARM_CLIENT_SECRET: undefined, ARM_METADATA_HOSTNAME: undefined };
        await withEnvironment(none, async () => {
            const configured = await graphSignIn({ clientId, clientSecret, metadataHost })(TENANT, signal);
            assert.equal(configured.origin, access.origin);
        });
    });

    it("names Entra's code and never the secret", async () => {
        const clientSecret = ["wrong", "horse", "battery"].join("-");
        await assert.rejects(graphSignIn({ clientSecret })(TENANT, signal), {
            message:
                "The sign-in to Microsoft Graph with a client secret failed: Entra answered AADSTS7000215. Check the credentials that the azuread provider is given.",
        });
    });

    it("says which file of a token cannot be read", async () => {
        await withEnvironment({ ARM_CLIENT_SECRET: undefined }, async () => {
            const oidcTokenFilePath = "/nowhere/token";
            await assert.rejects(graphSignIn({ useOidc: "true", oidcTokenFilePath })(TENANT, signal), {
                message:
                    'The sign-in to Microsoft Graph with an OIDC token failed: the file "/nowhere/token" cannot be read (ENOENT).',
            });
        });
    });

    it("refuses a PKCS #12 certificate with a sentence", async () => {
        const clientCertificate = Buffer.from([0x30, 0x82, 0x0a, 0x00]).toString("base64");
        await assert.rejects(graphSignIn({ clientCertificate })(TENANT, signal), {
            message:
                "The sign-in to Microsoft Graph with a client certificate failed: the certificate is not PEM. The azuread provider takes PKCS #12 (.pfx), which this look-up cannot read: deploy with OIDC (ARM_USE_OIDC) instead.",
        });
    });
});

/** Does in AWS what the deployer may not, but somebody else of the account may. */
async function asAnybody<T>(work: () => Promise<T>): Promise<T> {
    await grantDeployer("anybody", allowing({ Action: "cognito-identity:*", Resource: "*" }));
    try {
        return await work();
    } finally {
        await grantDeployer("anybody", undefined);
    }
}

function mentions(message: string, parts: readonly string[]): void {
    for (const part of parts) {
        assert.ok(message.includes(part), `${part}\nis not in\n${message}`);
    }
}

const object = z.object({ id: z.string() });
const collection = z.object({ value: z.array(object) });

async function register(properties: object): Promise<{ readonly id: string }> {
    return object.parse(await graph("/applications", "POST", { displayName: NAME, ...properties }));
}

async function registered(): Promise<string[]> {
    const filter = encodeURIComponent(`displayName eq '${NAME}'`);
    return collection.parse(await graph(`/applications?$filter=${filter}`)).value.map(({ id }) => id);
}

async function anotherServicePrincipal(): Promise<string> {
    const filter = encodeURIComponent("displayName eq 'Microsoft Graph'");
    const [first] = collection.parse(await graph(`/servicePrincipals?$filter=${filter}`)).value;
    return first?.id ?? "";
}
