import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { openIssuer, makeKey, sign } from "../outside-issuer";
import {
    type Answer,
    credential,
    type DeployedWorkload,
    deployWorkload,
    type Json,
    listOf,
    objectOf,
    openTenant,
    origins,
    type TestTenant,
    textOf,
} from "../tenant";

describe("sandbox Entra: Graph", () => {
    let tenant: TestTenant;

    before(async () => {
        tenant = await openTenant();
    });

    function assertRefused(answer: Answer, status: number, code: string, message: RegExp): void {
        const error = objectOf(answer.body["error"]);
        assert.deepEqual({ status: answer.status, code: error["code"] }, { status, code });
        assert.match(textOf(error["message"]), message);
        const innerError = objectOf(error["innerError"]);
        assert.equal(innerError["request-id"], answer.headers.get("request-id"));
    }

    const credentialsOf = (workload: DeployedWorkload): string =>
        `/v1.0/applications/${workload.applicationId}/federatedIdentityCredentials`;

    describe("who may ask", () => {
        const asks: readonly (readonly [string, string])[] = [
            ["GET", "/v1.0/applications"],
            ["POST", "/v1.0/applications"],
            ["GET", "/v1.0/organization"],
            ["GET", "/v1.0/nothing"],
        ];
        for (const [method, path] of asks) {
            it(`refuses a caller without a token: ${method} ${path}`, async () => {
                const answer = await tenant.graph(method, path, undefined, {});
                assertRefused(answer, 401, "InvalidAuthenticationToken", /header is missing/);
            });
        }

        it("refuses a token for another resource", async () => {
            const { clientId, clientSecret } = tenant.deployer;
            const { body } = await tenant.token({
                grant_type: "client_credentials",
                client_id: clientId,
                client_secret: clientSecret,
                scope: "https://management.azure.com/.default",
            });
            const authorization = `Bearer ${textOf(body["access_token"])}`;
            const answer = await tenant.graph("GET", "/v1.0/applications", undefined, { authorization });
            assertRefused(answer, 401, "InvalidAuthenticationToken", /wrong audience/);
        });

        it("refuses a workload that was granted nothing, whatever it asks", async () => {
            const key = await makeKey("RS256");
            const issuer = openIssuer(tenant.network, "issuer.example", key);
            const workload = await deployWorkload(tenant);
            assert.equal((await tenant.graph("POST", credentialsOf(workload), credential())).status, 201);
            const now = tenant.clock.epochSeconds();
            const claims = {
                iss: issuer.url,
                aud: "eu-central-1:audience",
                sub: "eu-central-1:subject",
                exp: now + 60,
            };
            const { body } = await tenant.token({
                grant_type: "client_credentials",
                client_id: workload.clientId,
                client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                client_assertion: await sign(key.privateKey, { alg: "RS256", kid: "key-1" }, claims),
                scope: "https://graph.microsoft.com/.default",
            });
            const headers = { authorization: `Bearer ${textOf(body["access_token"])}` };
            for (const method of ["GET", "DELETE"]) {
                const answer = await tenant.graph(
                    method,
                    `/v1.0/applications/${workload.applicationId}`,
                    undefined,
                    headers,
                );
                assertRefused(answer, 403, "Authorization_RequestDenied", /Insufficient privileges/);
            }
        });

        it("lets the deployer read, but not change, what it does not own", async () => {
            const { applicationId, principalId, clientId } = await deployWorkload(tenant);
            const application = `/v1.0/applications/${applicationId}`;
            const principal = `/v1.0/servicePrincipals/${principalId}`;
            for (const object of [principal, application]) {
                const owner = `${object}/owners/${tenant.deployer.objectId}/$ref`;
                assert.equal((await tenant.graph("DELETE", owner)).status, 204);
            }
            assert.equal((await tenant.graph("GET", application)).status, 200);
            assert.equal((await tenant.graph("GET", principal)).status, 200);
            const changes: readonly [string, string, Json?][] = [
                ["PATCH", application, { displayName: "mine" }],
                ["DELETE", application],
                ["POST", `${application}/federatedIdentityCredentials`, credential()],
                ["POST", `${application}/owners/$ref`, { "@odata.id": ownerReference(tenant.deployer.objectId) }],
                ["POST", "/v1.0/servicePrincipals", { appId: clientId }],
                ["PATCH", principal, { accountEnabled: false }],
                ["DELETE", principal],
            ];
            for (const [method, path, body] of changes) {
                const answer = await tenant.graph(method, path, body);
                assertRefused(answer, 403, "Authorization_RequestDenied", /Insufficient privileges/);
            }
        });

        it("does not let the deployer give itself more rights", async () => {
            const own = `/v1.0/servicePrincipals(appId='${tenant.deployer.clientId}')`;
            assert.equal((await tenant.graph("GET", own)).status, 200);
            assertRefused(await tenant.graph("PATCH", own, { notes: "x" }), 403, "Authorization_RequestDenied", /./);
        });
    });

    describe("applications and service principals", () => {
        it("takes an application as the azuread plugin creates, reads, renames and destroys it", async () => {
            const created = await tenant.graph("POST", "/v1.0/applications", {
                "@odata.type": "#microsoft.graph.application",
                api: {
                    "@odata.type": "#microsoft.graph.apiApplication",
                    acceptMappedClaims: null,
                    knownClientApplications: [],
                },
                appRoles: [],
                description: null,
                displayName: "orders",
                groupMembershipClaims: null,
                identifierUris: [],
                isDeviceOnlyAuthSupported: false,
                isFallbackPublicClient: null,
                notes: null,
                optionalClaims: null,
                "owners@odata.bind": [ownerReference(tenant.deployer.objectId)],
                signInAudience: "AzureADMyOrg",
                tags: ["team:platform"],
                web: { "@odata.type": "#microsoft.graph.webApplication", homePageUrl: null, redirectUris: [] },
            });
            assert.equal(created.status, 201);
            const { id, appId, createdDateTime, ...rest } = created.body;
            assert.deepEqual(
                { displayName: rest["displayName"], tags: rest["tags"], signInAudience: rest["signInAudience"] },
                { displayName: "orders", tags: ["team:platform"], signInAudience: "AzureADMyOrg" },
            );
            assert.deepEqual(rest["api"], {
                acceptMappedClaims: null,
                knownClientApplications: [],
                oauth2PermissionScopes: [],
                preAuthorizedApplications: [],
                requestedAccessTokenVersion: null,
            });
            assert.match(textOf(createdDateTime), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
            assert.notEqual(id, appId);

            const path = `/v1.0/applications/${textOf(id)}`;
            const temporary = { displayName: `TERRAFORM_UPDATE_${randomUUID()}` };
            assert.equal((await tenant.graph("PATCH", path, temporary)).status, 204);
            assert.equal((await tenant.graph("PATCH", path, { displayName: "orders" })).status, 204);
            const selected = await tenant.graph(
                "GET",
                `/beta/applications/${textOf(id)}?$select=oauth2RequirePostResponse`,
            );
            assert.deepEqual(selected.body, {
                "@odata.context": `${origins.graph}/beta/$metadata#applications/$entity`,
                oauth2RequirePostResponse: false,
            });
            const owners = await tenant.graph("GET", `${path}/owners`);
            assert.deepEqual(
                listOf(owners.body["value"]).map((owner) => [owner["@odata.type"], owner["id"]]),
                [["#microsoft.graph.servicePrincipal", tenant.deployer.objectId]],
            );

            assert.equal((await tenant.graph("DELETE", path)).status, 204);
            assertRefused(await tenant.graph("GET", path), 404, "Request_ResourceNotFound", /does not exist/);
            const deleted = `/v1.0/directory/deletedItems/${textOf(id)}`;
            assert.equal((await tenant.graph("GET", deleted)).body["@odata.type"], "#microsoft.graph.application");
            assert.equal((await tenant.graph("DELETE", deleted)).status, 204);
            assertRefused(await tenant.graph("GET", deleted), 404, "Request_ResourceNotFound", /does not exist/);
        });

        it("takes a service principal as the azuread plugin creates and reads it", async () => {
            const application = await tenant.graph("POST", "/v1.0/applications", { displayName: "billing" });
            const appId = textOf(application.body["appId"]);
            const filter = `/v1.0/servicePrincipals?$filter=${encodeURIComponent(`appId eq '${appId}'`)}`;
            assert.deepEqual((await tenant.graph("GET", filter)).body["value"], []);
            const created = await tenant.graph("POST", "/v1.0/servicePrincipals", {
                "@odata.type": "#microsoft.graph.servicePrincipal",
                accountEnabled: true,
                appId,
                appRoleAssignmentRequired: false,
                description: `TERRAFORM_UPDATE_${randomUUID()}`,
                notificationEmailAddresses: [],
                preferredSingleSignOnMode: null,
                samlSingleSignOnSettings: { relayState: null },
                "owners@odata.bind": [ownerReference(tenant.deployer.objectId)],
                tags: [],
            });
            assert.equal(created.status, 201);
            assert.deepEqual(
                [
                    created.body["displayName"],
                    created.body["servicePrincipalNames"],
                    created.body["appOwnerOrganizationId"],
                ],
                ["billing", [appId], tenant.tenantId],
            );
            const id = textOf(created.body["id"]);
            assert.equal(
                (await tenant.graph("PATCH", `/v1.0/servicePrincipals/${id}`, { description: "" })).status,
                204,
            );
            const found = listOf((await tenant.graph("GET", filter)).body["value"]);
            assert.deepEqual(
                found.map((principal) => principal["id"]),
                [id],
            );
            const byAppId = await tenant.graph("GET", `/v1.0/servicePrincipals(appId='${appId}')?$select=id`);
            assert.equal(byAppId.body["id"], id);
            const saml = await tenant.graph("GET", `/beta/servicePrincipals/${id}?$select=samlMetadataUrl`);
            assert.equal(saml.body["samlMetadataUrl"], null);
            const object = await tenant.graph("GET", `/v1.0/directoryObjects/${id}`);
            assert.equal(object.body["@odata.type"], "#microsoft.graph.servicePrincipal");
            assert.deepEqual(tenant.findPrincipal(id), { type: "ServicePrincipal" });
        });

        it("finds both kinds by the start of their name, by any of their names and by id", async () => {
            const workload = await deployWorkload(tenant, "find me");
            const { applicationId, principalId, clientId } = workload;
            const idsOf = async (path: string, filter: string): Promise<unknown[]> => {
                const answer = await tenant.graph("GET", `/v1.0/${path}?$filter=${encodeURIComponent(filter)}`);
                return listOf(answer.body["value"]).map(({ id }) => id);
            };
            assert.deepEqual(await idsOf("applications", "startswith(displayName,'Find')"), [applicationId]);
            assert.deepEqual(await idsOf("servicePrincipals", "startswith(displayName,'find')"), [principalId]);
            assert.deepEqual(await idsOf("servicePrincipals", `servicePrincipalNames/any(c:c eq '${clientId}')`), [
                principalId,
            ]);
            assert.deepEqual(
                await idsOf("servicePrincipals", `servicePrincipalNames/any(c:c eq '${principalId}')`),
                [],
            );
            const both = `startswith(displayName,'find') and appId eq '${clientId}'`;
            assert.deepEqual(await idsOf("applications", both), [applicationId]);
            assert.deepEqual(await idsOf("applications", `${both} and displayName eq 'x and y'`), []);
            const typesOf = async (body: Json): Promise<unknown[]> => {
                const answer = await tenant.graph("POST", "/v1.0/directoryObjects/getByIds", body);
                return listOf(answer.body["value"]).map((object) => object["@odata.type"]);
            };
            const ids = [applicationId, principalId, randomUUID()];
            assert.deepEqual(await typesOf({ ids, types: ["user", "servicePrincipal"] }), [
                "#microsoft.graph.servicePrincipal",
            ]);
            assert.deepEqual(await typesOf({ ids }), [
                "#microsoft.graph.application",
                "#microsoft.graph.servicePrincipal",
            ]);
        });

        it("deletes service principal and credentials with their application", async () => {
            const workload = await deployWorkload(tenant);
            const made = await tenant.graph("POST", credentialsOf(workload), credential());
            const lines = [
                `/applications/${workload.applicationId}`,
                `/applications/${workload.applicationId}/federatedIdentityCredentials/${textOf(made.body["id"])}`,
                `/servicePrincipals/${workload.principalId}`,
            ];
            assert.deepEqual(
                lines.filter((line) => tenant.contents().includes(line)),
                lines,
            );
            const application = `/v1.0/applications/${workload.applicationId}`;
            assert.equal((await tenant.graph("DELETE", application)).status, 204);
            assert.deepEqual(
                lines.filter((line) => tenant.contents().includes(line)),
                [],
            );
            assert.equal(tenant.findPrincipal(workload.principalId), undefined);
            const principal = `/v1.0/servicePrincipals/${workload.principalId}`;
            assertRefused(await tenant.graph("GET", principal), 404, "Request_ResourceNotFound", /does not exist/);
        });

        it("finds applications by name, with quotes doubled", async () => {
            await tenant.graph("POST", "/v1.0/applications", { displayName: "o'rders" });
            const filter = encodeURIComponent("displayName eq 'o''rders'");
            const found = await tenant.graph("GET", `/v1.0/applications?$filter=${filter}&$top=1&$select=displayName`);
            assert.deepEqual(found.body["value"], [{ displayName: "o'rders" }]);
        });

        it("returns a collection page by page, and its count with eventual consistency", async () => {
            const names = ["page a", "page b", "page c"];
            for (const displayName of names) {
                await tenant.graph("POST", "/v1.0/applications", { displayName });
            }
            const filter = encodeURIComponent("startswith(displayName,'page ')");
            const path = `/v1.0/applications?$filter=${filter}&$top=2&$count=true&$select=displayName`;
            const first = await tenant.graph("GET", path);
            assert.deepEqual(first.body["value"], [{ displayName: "page a" }, { displayName: "page b" }]);
            assert.equal(first.body["@odata.count"], undefined);
            const next = new URL(textOf(first.body["@odata.nextLink"]));
            assert.equal(next.origin, origins.graph);
            const { body } = await tenant.graph("GET", `${next.pathname}${next.search}`, undefined, {
                ...tenant.asDeployer,
                consistencylevel: "eventual",
            });
            assert.deepEqual(
                [body["value"], body["@odata.count"], body["@odata.nextLink"]],
                [[{ displayName: "page c" }], 3, undefined],
            );
        });

        it("names its tenant", async () => {
            const [organization] = listOf((await tenant.graph("GET", "/v1.0/organization")).body["value"]);
            assert.equal(organization?.["id"], tenant.tenantId);
        });

        it("adds and removes an owner once", async () => {
            const { applicationId, principalId } = await deployWorkload(tenant);
            const owners = `/v1.0/applications/${applicationId}/owners`;
            const reference = { "@odata.id": ownerReference(principalId) };
            assert.equal((await tenant.graph("POST", `${owners}/$ref`, reference)).status, 204);
            const again = await tenant.graph("POST", `${owners}/$ref`, reference);
            assertRefused(again, 400, "Request_BadRequest", /already exist/);
            assert.equal((await tenant.graph("DELETE", `${owners}/${principalId}/$ref`)).status, 204);
            const gone = await tenant.graph("DELETE", `${owners}/${principalId}/$ref`);
            assertRefused(gone, 404, "Request_ResourceNotFound", new RegExp(principalId));
        });

        const bad: readonly {
            what: string;
            method?: string;
            path?: string;
            body?: unknown;
            status?: number;
            code?: string;
            message: RegExp;
        }[] = [
            {
                what: "an unknown property",
                body: { displayName: "x", displayNam: "y" },
                message: /Invalid property 'displayNam'/,
            },
            {
                what: "an unknown member of a complex property",
                body: { displayName: "x", web: { redirectUri: [] } },
                message: /'web'.*no member 'redirectUri'/,
            },
            {
                what: "a property that the service sets",
                body: { displayName: "x", appId: randomUUID() },
                message: /Invalid property 'appId'/,
            },
            { what: "no name", body: { notes: "x" }, message: /required for property 'displayName'/ },
            { what: "an empty name", body: { displayName: "" }, message: /'displayName'.*1 to 256/ },
            {
                what: "a value of the wrong type",
                body: { displayName: "x", tags: "team" },
                message: /'tags'.*list of strings/,
            },
            {
                what: "a sign-in audience that is none",
                body: { displayName: "x", signInAudience: "Everyone" },
                message: /'signInAudience'.*one of/,
            },
            {
                what: "an identifier of somebody else's domain",
                body: { displayName: "x", identifierUris: ["https://management.azure.com"] },
                message: /'identifierUris'.*verified domain/,
            },
            {
                what: "an owner that is nobody",
                body: { displayName: "x", "owners@odata.bind": [ownerReference(randomUUID())] },
                status: 404,
                code: "Request_ResourceNotFound",
                message: /does not exist/,
            },
            { what: "a body that is no JSON", body: "{", code: "BadRequest", message: /Unable to read JSON/ },
            {
                what: "a service principal without an application",
                path: "/v1.0/servicePrincipals",
                body: { appId: randomUUID() },
                status: 403,
                code: "Authorization_RequestDenied",
                message: /backing application/,
            },
            {
                what: "a path that is none",
                method: "GET",
                path: "/v1.0/applications/x/secrets",
                code: "BadRequest",
                message: /segment 'secrets'/,
            },
            {
                what: "a filter that it does not know",
                method: "GET",
                path: "/v1.0/applications?$filter=endswith(displayName,'x')",
                code: "Request_UnsupportedQuery",
                message: /displayName with eq/,
            },
            {
                what: "a filter by a list of the other kind of object",
                method: "GET",
                path: "/v1.0/applications?$filter=servicePrincipalNames/any(c:c eq 'x')",
                code: "Request_UnsupportedQuery",
                message: /identifierUris with any/,
            },
            {
                what: "a filter that goes on after `and` with nothing",
                method: "GET",
                path: "/v1.0/applications?$filter=appId eq 'x' and",
                code: "Request_UnsupportedQuery",
                message: /displayName with eq/,
            },
            {
                what: "to say who an application's user is",
                method: "GET",
                path: "/v1.0/me",
                code: "BadRequest",
                message: /delegated authentication/,
            },
            {
                what: "to find objects by what is no id",
                path: "/v1.0/directoryObjects/getByIds",
                body: { ids: ["x"] },
                message: /'ids' has to be a list/,
            },
            {
                what: "to find objects by something else than ids and types",
                path: "/v1.0/directoryObjects/getByIds",
                body: { ids: [], names: [] },
                message: /'names'/,
            },
            {
                what: "a query option that it does not know",
                method: "GET",
                path: "/v1.0/applications?$expand=owners",
                code: "Request_UnsupportedQuery",
                message: /\$expand/,
            },
            {
                what: "a page of no object",
                method: "GET",
                path: "/v1.0/applications?$top=0",
                message: /'\$top' query option: a whole number from 1 to 999/,
            },
            {
                what: "a selected property that it does not know",
                method: "GET",
                path: "/v1.0/organization?$select=nam",
                message: /'nam'/,
            },
            {
                what: "beta where the plugin makes no use of it",
                method: "GET",
                path: "/beta/applications",
                code: "BadRequest",
                message: /segment 'applications'/,
            },
        ];
        for (const {
            what,
            method = "POST",
            path = "/v1.0/applications",
            body,
            status = 400,
            code = "Request_BadRequest",
            message,
        } of bad) {
            it(`refuses ${what}`, async () => {
                const before = tenant.contents();
                assertRefused(await tenant.graph(method, path, body), status, code, message);
                assert.deepEqual(tenant.contents(), before);
            });
        }

        it("refuses a second service principal, and an identifier that is taken", async () => {
            const { clientId, applicationId } = await deployWorkload(tenant);
            const second = await tenant.graph("POST", "/v1.0/servicePrincipals", { appId: clientId });
            assertRefused(second, 409, "Request_MultipleObjectsWithSameKeyValue", new RegExp(clientId));
            const identifierUris = [`api://${clientId}`];
            assert.equal(
                (await tenant.graph("PATCH", `/v1.0/applications/${applicationId}`, { identifierUris })).status,
                204,
            );
            const taken = await tenant.graph("POST", "/v1.0/applications", { displayName: "x", identifierUris });
            assertRefused(taken, 409, "Request_MultipleObjectsWithSameKeyValue", /identifierUris/);
        });
    });

    describe("federated identity credentials", () => {
        let workload: DeployedWorkload;

        beforeEach(async () => {
            workload = await deployWorkload(tenant);
        });

        it("takes, changes, lists and deletes one", async () => {
            const created = await tenant.graph("POST", credentialsOf(workload), {
                "@odata.type": "#microsoft.graph.federatedIdentityCredential",
                ...credential({ description: null }),
            });
            assert.equal(created.status, 201);
            const { "@odata.context": context, id, ...made } = created.body;
            assert.equal(
                context,
                `${origins.graph}/v1.0/$metadata#applications('${workload.applicationId}')/federatedIdentityCredentials/$entity`,
            );
            assert.deepEqual(made, { ...credential(), description: null });
            const path = `${credentialsOf(workload)}/${textOf(id)}`;
            const change = { name: "cognito-orders", subject: "new", description: "text" };
            assert.equal((await tenant.graph("PATCH", path, change)).status, 204);
            const filter = encodeURIComponent("name eq 'cognito-orders'");
            const listed = await tenant.graph("GET", `${credentialsOf(workload)}?$filter=${filter}`);
            assert.deepEqual(listed.body["value"], [{ ...credential(), ...change, id }]);
            const byName = `/v1.0/applications(appId='${workload.clientId}')/federatedIdentityCredentials/cognito-orders`;
            assert.equal((await tenant.graph("GET", byName)).body["id"], id);
            assert.equal((await tenant.graph("DELETE", path)).status, 204);
            assertRefused(await tenant.graph("GET", path), 404, "Request_ResourceNotFound", new RegExp(textOf(id)));
            assertRefused(await tenant.graph("DELETE", path), 404, "Request_ResourceNotFound", new RegExp(textOf(id)));
        });

        const wrong: readonly { what: string; over: Json; message: RegExp }[] = [
            { what: "a name of two characters", over: { name: "ab" }, message: /'name'.*3 to 120/ },
            { what: "a name of 121 characters", over: { name: "a".repeat(121) }, message: /'name'/ },
            { what: "a name that begins with a hyphen", over: { name: "-abc" }, message: /'name'/ },
            { what: "a name with a colon", over: { name: "eu-central-1:x" }, message: /'name'/ },
            { what: "an http issuer", over: { issuer: "http://issuer.example" }, message: /'issuer'.*https/ },
            {
                what: "an issuer with a query",
                over: { issuer: "https://issuer.example?a=b" },
                message: /'issuer'.*query/,
            },
            { what: "an issuer with a fragment", over: { issuer: "https://issuer.example#" }, message: /'issuer'/ },
            { what: "an issuer that is no URL", over: { issuer: "cognito" }, message: /'issuer'/ },
            {
                what: "an issuer of 601 characters",
                over: { issuer: "https://issuer.example/".padEnd(601, "x") },
                message: /'issuer'.*600/,
            },
            { what: "an empty subject", over: { subject: "" }, message: /'subject'/ },
            { what: "a subject of 601 characters", over: { subject: "s".repeat(601) }, message: /'subject'.*600/ },
            { what: "no subject", over: { subject: null }, message: /'subject'/ },
            { what: "no audience", over: { audiences: [] }, message: /exactly one audience/ },
            { what: "two audiences", over: { audiences: ["a", "b"] }, message: /exactly one audience/ },
            { what: "an audience that is no list", over: { audiences: "a" }, message: /exactly one audience/ },
            {
                what: "an audience of 601 characters",
                over: { audiences: ["a".repeat(601)] },
                message: /'audiences'.*600/,
            },
            {
                what: "a description of 601 characters",
                over: { description: "d".repeat(601) },
                message: /'description'.*600/,
            },
            {
                what: "an unknown property",
                over: { claimsMatchingExpression: {} },
                message: /Invalid property 'claimsMatchingExpression'/,
            },
        ];
        for (const { what, over, message } of wrong) {
            it(`refuses ${what}`, async () => {
                const answer = await tenant.graph("POST", credentialsOf(workload), credential(over));
                assertRefused(answer, 400, "Request_BadRequest", message);
            });
        }

        it("takes the longest values", async () => {
            const longest = {
                name: "a".repeat(120),
                issuer: "https://issuer.example/".padEnd(600, "x"),
                subject: "s".repeat(600),
                audiences: ["a".repeat(600)],
                description: "d".repeat(600),
            };
            assert.equal((await tenant.graph("POST", credentialsOf(workload), longest)).status, 201);
        });

        it("refuses a taken name, and a taken pair of issuer and subject", async () => {
            assert.equal((await tenant.graph("POST", credentialsOf(workload), credential())).status, 201);
            const code = "Request_MultipleObjectsWithSameKeyValue";
            const sameName = await tenant.graph("POST", credentialsOf(workload), credential({ subject: "other" }));
            assertRefused(
                sameName,
                409,
                code,
                /^FederatedIdentityCredential with name cognito-orders already exists\.$/,
            );
            const otherAudience = credential({ name: "second", audiences: ["other"] });
            assertRefused(
                await tenant.graph("POST", credentialsOf(workload), otherAudience),
                409,
                code,
                /issuer .* and subject/,
            );
            const second = await tenant.graph("POST", credentialsOf(workload), { ...otherAudience, subject: "other" });
            const path = `${credentialsOf(workload)}/${textOf(second.body["id"])}`;
            const change = await tenant.graph("PATCH", path, { subject: "eu-central-1:subject" });
            assertRefused(change, 409, code, /issuer .* and subject/);
        });

        it("refuses another name for an existing credential", async () => {
            const { body } = await tenant.graph("POST", credentialsOf(workload), credential());
            const path = `${credentialsOf(workload)}/${textOf(body["id"])}`;
            const answer = await tenant.graph("PATCH", path, { name: "renamed" });
            assertRefused(answer, 400, "Request_BadRequest", /'name'.*cannot be changed/);
        });

        it("takes twenty, and no more", async () => {
            const add = (index: number): Promise<Answer> =>
                tenant.graph(
                    "POST",
                    credentialsOf(workload),
                    credential({ name: `name-${index}`, subject: `subject-${index}` }),
                );
            for (let index = 0; index < 20; index += 1) {
                assert.equal((await add(index)).status, 201);
            }
            assertRefused(await add(20), 400, "Request_BadRequest", /maximum of 20/);
        });
    });
});

function ownerReference(id: string): string {
    return `${origins.graph}/v1.0/directoryObjects/${id}`;
}
