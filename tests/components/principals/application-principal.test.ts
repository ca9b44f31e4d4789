import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ApplicationPrincipal, type ApplicationPrincipalArgs } from "../../../components";
import {
    APPLICATION_ID,
    CLIENT_ID,
    DEPLOYER_ID,
    IDENTITY_ID,
    MockEngine,
    POOL_ID,
    PRINCIPAL_ID,
    TENANT_ID,
    UNKNOWN,
    valueOf,
} from "../mock-engine";

const madeFor = { issuer: "https://cognito-identity.amazonaws.com", audience: POOL_ID, subject: IDENTITY_ID };
const credential = { name: "cognito-orders", ...madeFor };
const minimal: ApplicationPrincipalArgs = { displayName: "shop-dev-orders", madeFor };

/** The digest of '["shop-dev-orders","https://cognito-identity.amazonaws.com","<pool id>"]', by `sha256sum`. */
const NOTES = "cognito-entra shop/dev/orders ed9623bc52568cef2d53efef6630c321dfdd531cd02de1db09cc5a22e7821750";

const component = { type: "cognito-entra:index:ApplicationPrincipal", name: "orders", parent: "", inputs: {} };
const application = {
    type: "azuread:index/application:Application",
    name: "orders-application",
    parent: "orders",
    inputs: { displayName: "shop-dev-orders", notes: NOTES, signInAudience: "AzureADMyOrg", owners: [DEPLOYER_ID] },
};
const federatedCredential = {
    type: "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential",
    name: "orders-credential",
    parent: "orders",
    inputs: {
        applicationId: APPLICATION_ID,
        displayName: "cognito-orders",
        issuer: "https://cognito-identity.amazonaws.com",
        audiences: [POOL_ID],
        subject: IDENTITY_ID,
    },
};
const servicePrincipal = {
    type: "azuread:index/servicePrincipal:ServicePrincipal",
    name: "orders-service-principal",
    parent: "orders",
    inputs: { clientId: CLIENT_ID, appRoleAssignmentRequired: true, owners: [DEPLOYER_ID], useExisting: true },
};

/** Does not prove that Entra takes what is registered, nor that a new subject changes the credential in place: the stack's tests do. */
describe("ApplicationPrincipal", () => {
    it("creates an application in this tenant, its service principal and one credential, without any secret", async () => {
        const engine = await MockEngine.start();
        const principal = new ApplicationPrincipal("orders", minimal);
        principal.trust("orders-credential", credential);
        assert.deepEqual(await engine.registered(), [component, application, federatedCredential, servicePrincipal]);
        assert.equal(await valueOf(principal.tenantId), TENANT_ID);
        assert.equal(await valueOf(principal.clientId), CLIENT_ID);
        assert.equal(await valueOf(principal.principalId), PRINCIPAL_ID);
        assert.equal(await pulumi.isSecret(principal.clientId), false);
        assert.equal(await pulumi.isSecret(principal.principalId), false);
    });

    it("accepts outputs, descriptions and tags, which become key:value in order", async () => {
        const engine = await MockEngine.start();
        const principal = new ApplicationPrincipal("orders", {
            displayName: pulumi.output("shop-dev-orders"),
            madeFor: { ...madeFor, subject: pulumi.output(IDENTITY_ID) },
            description: pulumi.output("Takes orders"),
            tags: pulumi.output({ team: "platform", environment: pulumi.output("dev") }),
        });
        principal.trust("orders-credential", {
            name: Promise.resolve("cognito-orders"),
            issuer: pulumi.output(credential.issuer),
            audience: pulumi.output(POOL_ID),
            subject: pulumi.output(IDENTITY_ID),
            description: pulumi.output("By Cognito"),
        });
        const described = { description: "Takes orders", tags: ["environment:dev", "team:platform"] };
        assert.deepEqual(await engine.registered(), [
            component,
            { ...application, inputs: { ...application.inputs, ...described } },
            { ...federatedCredential, inputs: { ...federatedCredential.inputs, description: "By Cognito" } },
            { ...servicePrincipal, inputs: { ...servicePrincipal.inputs, ...described } },
        ]);
    });

    it("shows as much of the trust in a first preview as is known", async () => {
        const engine = await MockEngine.start({ preview: true });
        new ApplicationPrincipal("orders", minimal).trust("orders-credential", credential);
        assert.deepEqual(await engine.registered(), [
            component,
            application,
            { ...federatedCredential, inputs: { ...federatedCredential.inputs, applicationId: UNKNOWN } },
            { ...servicePrincipal, inputs: { ...servicePrincipal.inputs, clientId: UNKNOWN } },
        ]);
    });

    it("writes a second credential next to the first", async () => {
        const engine = await MockEngine.start();
        const principal = new ApplicationPrincipal("orders", minimal);
        principal.trust("orders-credential", credential);
        principal.trust("orders-second", { ...credential, name: "sts-orders", subject: "second" });
        const credentials = (await engine.registered()).filter(({ type }) => type === federatedCredential.type);
        assert.deepEqual(
            credentials.map(({ name, inputs }) => [name, inputs.displayName, inputs.subject]),
            [
                ["orders-credential", "cognito-orders", IDENTITY_ID],
                ["orders-second", "sts-orders", "second"],
            ],
        );
    });

    it("protects the application unless told not to, and keeps the first owner", async () => {
        const engine = await MockEngine.start();
        new ApplicationPrincipal("orders", minimal).trust("orders-credential", credential);
        new ApplicationPrincipal("throw-away", { ...minimal, protect: false });
        const options = { deleteBeforeReplace: true, ignoreChanges: ["owners", "notes"], beforeCreate: [] };
        assert.deepEqual(await engine.optionsOf("orders-application"), { ...options, protect: true });
        assert.deepEqual(await engine.optionsOf("throw-away-application"), { ...options, protect: false });
        const unprotected = { ...options, protect: false };
        assert.deepEqual(await engine.optionsOf("orders-service-principal"), {
            ...unprotected,
            ignoreChanges: ["owners"],
            deleteBeforeReplace: false,
        });
        assert.deepEqual(await engine.optionsOf("orders-credential"), {
            ...unprotected,
            ignoreChanges: ["description"],
        });
    });
});

const refusals: readonly (readonly [string, Partial<typeof credential> & { description?: string }, string])[] = [
    [
        "a short name",
        { name: "c" },
        'name: "c" is not the name of a federated credential, which has 3 to 120 letters, digits, - and _ and begins with a letter or digit',
    ],
    [
        "an issuer with a slash at its end",
        { issuer: "https://issuer.example/" },
        'issuer: "https://issuer.example/" ends in a slash; the issuer is compared with the token byte for byte, and no AWS issuer ends in one',
    ],
    ["no audience", { audience: "" }, "audience: the audience is empty"],
    [
        "a wildcard in the subject",
        { subject: "orders-*" },
        'subject: the subject "orders-*" has a wildcard; Entra expands none',
    ],
    [
        "a long description",
        { description: "x".repeat(601) },
        "description: the description has at most 600 characters, found 601",
    ],
];

describe("ApplicationPrincipal refuses", () => {
    for (const [what, part, message] of refusals) {
        it(what, async () => {
            const engine = await MockEngine.start();
            const principal = new ApplicationPrincipal("orders", minimal);
            assert.throws(
                () => {
                    principal.trust("orders-credential", { ...credential, ...part });
                },
                (error) =>
                    pulumi.ResourceError.isInstance(error) &&
                    error.message === message &&
                    error.hideStack === true &&
                    error.resource instanceof ApplicationPrincipal,
            );
            assert.deepEqual(await engine.registered(), [component, application, servicePrincipal]);
        });
    }
});
