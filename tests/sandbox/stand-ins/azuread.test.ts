import assert from "node:assert/strict";
import type { PropertyMap } from "@cognito-entra/plumbing";
import { contentsFromNow, sharedClouds, strangeGuid, tenantId, type Clouds } from "./in-process-clouds";
import { call, refusals, standInHandlers, textOf, verbsOf, without, type Verbs } from "./verbs";

const applicationToken = "azuread:index/application:Application";
const principalToken = "azuread:index/servicePrincipal:ServicePrincipal";
const credentialToken = "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential";

const issuer = "https://cognito-identity.amazonaws.com";

describe("the azuread stand-in", () => {
    let clouds: Clouds;
    let applications: Verbs;
    let principals: Verbs;
    let credentials: Verbs;
    let deployer: string;
    let contents: () => string[];
    /** Of this test alone. */
    let displayName: string;

    beforeEach(async () => {
        clouds = await sharedClouds();
        const { azuread } = standInHandlers(clouds.options);
        applications = verbsOf(azuread, applicationToken);
        principals = verbsOf(azuread, principalToken);
        credentials = verbsOf(azuread, credentialToken);
        deployer = clouds.entra.deployer.objectId;
        contents = contentsFromNow(clouds.entra);
        displayName = `orders-${strangeGuid()}`;
    });

    async function createApplication(
        inputs: PropertyMap = {},
    ): Promise<{ id: string; objectId: string; clientId: string }> {
        const { id, outputs } = await applications.create({
            displayName,
            owners: [deployer],
            ...inputs,
        });
        return { id, objectId: textOf(outputs, "objectId"), clientId: textOf(outputs, "clientId") };
    }

    describe("Application", () => {
        it("lives through create, read, import, update and delete", async () => {
            const inputs = {
                displayName,
                description: "Orders",
                owners: [deployer],
                tags: ["b:2", "a:1"],
            };
            const { id, outputs } = await applications.create(inputs);
            const { objectId, clientId, publisherDomain, ...rest } = outputs;
            assert.deepEqual([id, contents()], [`/applications/${textOf(outputs, "objectId")}`, [id]]);
            assert.notEqual(objectId, clientId);
            assert.equal(publisherDomain, `${tenantId}.example`);
            assert.deepEqual(rest, {
                ...inputs,
                signInAudience: "AzureADMyOrg",
                preventDuplicateNames: false,
                disabledByMicrosoft: "",
            });

            assert.deepEqual(await applications.read(id, inputs, outputs), { id, inputs, outputs });
            const imported = await applications.read(id);
            assert.deepEqual(imported?.inputs, inputs);
            assert.deepEqual(await applications.diff(imported.inputs, { ...inputs, signInAudience: "AzureADMyOrg" }), {
                changes: [],
                replaces: [],
            });

            const news = { displayName: `${displayName}-2`, owners: [deployer], notes: "Ask the shop." };
            assert.deepEqual(await applications.diff(inputs, news), {
                changes: ["displayName", "description", "tags", "notes"],
                replaces: [],
            });
            const updated = await applications.update(id, inputs, news);
            const others = without(outputs, "description");
            assert.deepEqual(updated, { ...others, ...news, tags: [] });

            await applications.delete(id);
            assert.deepEqual(contents(), []);
            assert.equal(await applications.read(id, news, updated), undefined);
            await applications.delete(id);
        });

        it("has no owner when none is given, because the real provider removes the deployer", async () => {
            const { outputs } = await applications.create({ displayName });
            assert.deepEqual(outputs["owners"], []);
        });

        it("creates nothing when an owner does not exist", async () => {
            const owner = strangeGuid();
            await assert.rejects(applications.create({ displayName, owners: [owner] }), {
                name: "VendorError",
                message: new RegExp(
                    `^POST /v1\\.0/applications: Request_ResourceNotFound: .*${owner}.* \\(HTTP 404\\)$`,
                ),
            });
            assert.deepEqual(contents(), []);
        });

        it("says what has drifted", async () => {
            const inputs = { displayName, description: "Orders", owners: [deployer] };
            const { id, outputs } = await applications.create(inputs);
            await applications.update(id, inputs, { ...inputs, displayName: "drifted", notes: "by hand" });
            assert.deepEqual((await applications.read(id, inputs, outputs))?.inputs, {
                ...inputs,
                displayName: "drifted",
                notes: "by hand",
            });
        });

        it("refuses a second one of the same name where asked to", async () => {
            const { objectId } = await createApplication();
            await assert.rejects(applications.create({ displayName, preventDuplicateNames: true }), {
                message:
                    `An existing "azuread_application" with name "${displayName}" (ID: "${objectId}") was found and ` +
                    "`prevent_duplicate_names` was specified: import it, or choose another name.",
            });
            await createApplication({ preventDuplicateNames: false });
            assert.equal(contents().length, 2);
        });

        it("refuses missing and unknown inputs and wrong types by name", async () => {
            assert.deepEqual(await refusals(applications.check({ appRoles: [], owners: "me" })), [
                [
                    "appRoles",
                    `${applicationToken} has no input "appRoles" in the sandbox. It takes ` +
                        "displayName, description, signInAudience, preventDuplicateNames, tags, owners, notes.",
                ],
                ["displayName", `${applicationToken} needs the input "displayName".`],
                ["owners", `${applicationToken} expects a list of strings for "owners".`],
            ]);
        });

        it("accepts only the id of an application", async () => {
            await assert.rejects(applications.read(strangeGuid()), /is not of the form \/applications\/<object id>\.$/);
        });
    });

    describe("ServicePrincipal", () => {
        it("lives through create, read, import, update and delete", async () => {
            const application = await createApplication();
            const inputs = { clientId: application.clientId, appRoleAssignmentRequired: true, owners: [deployer] };
            const { id, outputs } = await principals.create(inputs);
            const rest = without(outputs, "objectId");
            assert.equal(id, `/servicePrincipals/${textOf(outputs, "objectId")}`);
            assert.deepEqual(contents(), [application.id, id]);
            assert.deepEqual(rest, {
                ...inputs,
                useExisting: false,
                displayName,
                applicationTenantId: tenantId,
                accountEnabled: true,
                signInAudience: "AzureADMyOrg",
                servicePrincipalNames: [],
                tags: [],
                type: "Application",
            });
            assert.deepEqual(await principals.read(id, inputs, outputs), { id, inputs, outputs });
            assert.deepEqual((await principals.read(id))?.inputs, inputs);

            const news = { ...inputs, appRoleAssignmentRequired: false, description: "Orders" };
            assert.deepEqual(await principals.diff(inputs, news), {
                changes: ["appRoleAssignmentRequired", "description"],
                replaces: [],
            });
            assert.deepEqual(await principals.update(id, inputs, news), { ...outputs, ...news });
            assert.deepEqual(await principals.diff(inputs, { ...inputs, clientId: strangeGuid() }), {
                changes: ["clientId"],
                replaces: ["clientId"],
            });

            await principals.delete(id);
            assert.deepEqual(contents(), [application.id]);
            assert.equal(await principals.read(id, news, outputs), undefined);
            await principals.delete(id);
        });

        it("refuses what exists already, and adopts it where asked to", async () => {
            const { clientId } = await createApplication();
            const { id, outputs } = await principals.create({ clientId });
            const objectId = textOf(outputs, "objectId");
            await assert.rejects(principals.create({ clientId }), {
                message: `A resource with the ID "${objectId}" already exists: import "/servicePrincipals/${objectId}", or adopt it with useExisting.`,
            });
            const adopted = await principals.create({ clientId, useExisting: true, description: "Orders" });
            assert.deepEqual(
                [adopted.id, adopted.outputs["description"], adopted.outputs["useExisting"]],
                [id, "Orders", true],
            );
        });

        it("refuses unknown inputs", async () => {
            assert.deepEqual(
                (await refusals(principals.check({ clientId: strangeGuid(), features: [] }))).map(([name]) => name),
                ["features"],
            );
            assert.deepEqual(await refusals(principals.check({})), [
                ["clientId", `${principalToken} needs the input "clientId".`],
            ]);
        });
    });

    describe("ApplicationFederatedIdentityCredential", () => {
        it("lives through create, read, import, update and delete", async () => {
            const application = await createApplication();
            const inputs = {
                applicationId: application.id,
                displayName: "cognito-orders",
                issuer,
                subject: `eu-central-1:${strangeGuid()}`,
                audiences: [`eu-central-1:${strangeGuid()}`],
            };
            const { id, outputs } = await credentials.create(inputs);
            const credentialId = textOf(outputs, "credentialId");
            assert.equal(id, `${application.objectId}/federatedIdentityCredential/${credentialId}`);
            assert.deepEqual(outputs, { ...inputs, credentialId });
            assert.deepEqual(contents(), [
                application.id,
                `${application.id}/federatedIdentityCredentials/${credentialId}`,
            ]);
            assert.deepEqual(await credentials.read(id, inputs, outputs), { id, inputs, outputs });
            assert.deepEqual(await credentials.read(id), { id, inputs, outputs });

            const news = { ...inputs, subject: `eu-central-1:${strangeGuid()}`, description: "Orders" };
            assert.deepEqual(await credentials.diff(inputs, news), {
                changes: ["description", "subject"],
                replaces: [],
            });
            assert.deepEqual(await credentials.update(id, inputs, news), { ...outputs, ...news });
            assert.deepEqual(await credentials.diff(inputs, { ...inputs, displayName: "other", applicationId: "/x" }), {
                changes: ["applicationId", "displayName"],
                replaces: ["applicationId", "displayName"],
            });

            await credentials.delete(id);
            assert.deepEqual(contents(), [application.id]);
            assert.equal(await credentials.read(id, news, outputs), undefined);
            await credentials.delete(id);
        });

        it("passes on the vendor's refusal", async () => {
            const application = await createApplication();
            await assert.rejects(
                credentials.create({
                    applicationId: application.id,
                    displayName: "cognito-orders",
                    issuer,
                    subject: "somebody",
                    audiences: ["one", "two"],
                }),
                { name: "VendorError", code: "Request_BadRequest", status: 400, message: /exactly one audience/ },
            );
        });

        it("requires issuer, subject and audiences", async () => {
            const inputs = { applicationId: "/applications/x", displayName: "cognito-orders" };
            assert.deepEqual(await refusals(credentials.check(inputs)), [
                ["issuer", `${credentialToken} needs the input "issuer".`],
                ["subject", `${credentialToken} needs the input "subject".`],
                ["audiences", `${credentialToken} needs the input "audiences".`],
            ]);
        });
    });

    describe("functions", () => {
        it("tell who deploys", async () => {
            const { clientId, objectId } = clouds.entra.deployer;
            const { azuread } = standInHandlers(clouds.options);
            assert.deepEqual(await call(azuread, "azuread:index/getClientConfig:getClientConfig", {}), {
                id: `${tenantId}-${clientId}-${objectId}`,
                clientId,
                objectId,
                tenantId,
            });
        });
    });

    it("asks for one token and keeps it, and shows no secret when it is refused one", async () => {
        const asked: string[] = [];
        const counting = {
            ...clouds.options,
            fetch: (url: string, init?: RequestInit) => {
                asked.push(new URL(url).host);
                return clouds.options.fetch(url, init);
            },
        };
        const { azuread } = standInHandlers(counting);
        await verbsOf(azuread, applicationToken).create({ displayName });
        assert.equal(asked.filter((host) => host === "login.sandbox").length, 1);

        const clientSecret = strangeGuid();
        const impostor = standInHandlers({ ...clouds.options, entra: { ...clouds.options.entra, clientSecret } });
        await assert.rejects(
            verbsOf(impostor.azuread, applicationToken).create({ displayName: "x" }),
            (error: Error) => {
                assert.match(error.message, /^POST \/oauth2\/v2\.0\/token: invalid_client: AADSTS7000215/);
                assert(!error.message.includes(clientSecret));
                return true;
            },
        );
    });
});
