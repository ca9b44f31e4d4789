import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Clock } from "../clock";
import type { Handler } from "../network";
import type { AccessTokenClaims, AccessTokens } from "./access-tokens";
import type { Directory } from "./directory";
import type { Application, ServicePrincipal } from "./directory-object";
import { applicationProperties, servicePrincipalProperties } from "./directory-properties";
import type { FederatedCredential } from "./federated-credentials";
import { initialProperties, readGraphBody, referencedId, referencedIds, writeProperties } from "./graph-body";
import { readNewCredential, readUpdatedCredential } from "./graph-credential-body";
import { GraphError, graphErrors } from "./graph-error";
import { applicationJson, federatedCredentialJson, servicePrincipalJson } from "./graph-json";
import { graphPath } from "./graph-path";
import { queryCollection, selectMembers } from "./graph-query";
import type { GraphProperty } from "./graph-property";
import type { JsonObject } from "./json-object";
import type { Origins } from "./seed";
import { graphAudiences, OWNED_APPLICATIONS_ROLE } from "./seed";

const MAXIMUM_BODY_BYTES = 1024 * 1024;
const CONTENT_TYPE =
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
const OWNERS_BIND = "owners@odata.bind";

export interface GraphOptions {
    readonly clock: Clock;
    readonly tenantId: string;
    readonly directory: Directory;
    readonly accessTokens: AccessTokens;
    readonly origins: Origins;
}

interface Environment {
    Variables: { caller: AccessTokenClaims; requestId: string };
}
type GraphContext = Context<Environment>;

/**
 * Microsoft Graph, as far as applications, service principals and federated credentials go.
 * https://learn.microsoft.com/graph/api/resources/applications-api-overview
 */
export function createGraph(options: GraphOptions): Handler {
    const { clock, tenantId, directory, accessTokens, origins } = options;
    const graph = new Hono<Environment>({ getPath: (request) => graphPath(new URL(request.url).pathname) });
    const publisherDomain = `${tenantId}.example`;

    graph.use(async (c, next) => {
        c.set("requestId", randomUUID());
        await next();
        c.header("request-id", c.get("requestId"));
        c.header("client-request-id", c.req.header("client-request-id") ?? c.get("requestId"));
    });
    graph.use(async (c, next) => {
        const verified = await accessTokens.verify(c.req.header("authorization") ?? null, graphAudiences(origins));
        if (!verified.ok) {
            throw graphErrors.unauthenticated(verified.message);
        }
        if (!verified.claims.roles.includes(OWNED_APPLICATIONS_ROLE)) {
            throw graphErrors.denied();
        }
        c.set("caller", verified.claims);
        await next();
    });
    graph.use(
        bodyLimit({
            maxSize: MAXIMUM_BODY_BYTES,
            onError: () => {
                throw graphErrors.bodyTooLarge();
            },
        }),
    );
    graph.onError((problem, c) => {
        if (!(problem instanceof GraphError)) {
            throw problem;
        }
        const requestId = c.get("requestId");
        const innerError = {
            date: clock.now().toISOString().slice(0, 19),
            "request-id": requestId,
            "client-request-id": c.req.header("client-request-id") ?? requestId,
        };
        return c.json({ error: { code: problem.code, message: problem.message, innerError } }, problem.status);
    });
    graph.notFound((c) => {
        throw graphErrors.unknownSegment(c.req.path.split("/").at(-1) ?? "");
    });

    // Applications
    graph.get("/v1.0/applications", (c) =>
        sendCollection(c, "applications", directory.applications().map(applicationView), ["appId", "displayName"]),
    );
    graph.post("/v1.0/applications", async (c) => {
        const { [OWNERS_BIND]: owners, ...body } = await readGraphBody(c.req.raw);
        const properties = newProperties(body, applicationProperties);
        const application = directory.createApplication({ properties }, newOwners(c, owners));
        return send(c, "applications/$entity", applicationView(application), 201);
    });
    for (const version of ["v1.0", "beta"]) {
        graph.get(`/${version}/applications/:key`, (c) =>
            sendObject(c, "applications/$entity", applicationView(findApplication(c))),
        );
        graph.get(`/${version}/servicePrincipals/:key`, (c) =>
            sendObject(c, "servicePrincipals/$entity", principalView(findPrincipal(c))),
        );
    }
    graph.patch("/v1.0/applications/:key", async (c) => {
        const body = await readGraphBody(c.req.raw);
        const application = ownedApplication(c);
        directory.updateApplication(application, writeProperties(body, applicationProperties, application.properties));
        return c.body(null, 204);
    });
    graph.delete("/v1.0/applications/:key", (c) => {
        directory.deleteApplication(ownedApplication(c));
        return c.body(null, 204);
    });

    // Service principals
    graph.get("/v1.0/servicePrincipals", (c) =>
        sendCollection(c, "servicePrincipals", directory.servicePrincipals().map(principalView), [
            "appId",
            "displayName",
        ]),
    );
    graph.post("/v1.0/servicePrincipals", async (c) => {
        const { [OWNERS_BIND]: owners, appId, ...body } = await readGraphBody(c.req.raw);
        const properties = newProperties(body, servicePrincipalProperties);
        if (typeof appId !== "string") {
            throw graphErrors.badRequest("A value is required for property 'appId' of resource 'ServicePrincipal'.");
        }
        const application = directory.applicationByAppId(appId);
        if (application === undefined) {
            throw graphErrors.foreignBackingApplication();
        }
        requireOwner(c, application);
        const principal = directory.createServicePrincipal(
            { appId: application.appId, application, properties },
            newOwners(c, owners),
        );
        return send(c, "servicePrincipals/$entity", principalView(principal), 201);
    });
    graph.patch("/v1.0/servicePrincipals/:key", async (c) => {
        const body = await readGraphBody(c.req.raw);
        const principal = ownedPrincipal(c);
        principal.properties = writeProperties(body, servicePrincipalProperties, principal.properties);
        return c.body(null, 204);
    });
    graph.delete("/v1.0/servicePrincipals/:key", (c) => {
        directory.deleteServicePrincipal(ownedPrincipal(c));
        return c.body(null, 204);
    });

    // Owners
    const owned = [
        { path: "/v1.0/applications/:key/owners", find: findApplication, findOwned: ownedApplication },
        { path: "/v1.0/servicePrincipals/:key/owners", find: findPrincipal, findOwned: ownedPrincipal },
    ];
    for (const { path, find, findOwned } of owned) {
        graph.get(path, (c) => {
            const owners = [...find(c).ownerIds].flatMap((id) => directory.servicePrincipal(id) ?? []);
            return sendCollection(c, "directoryObjects", owners.map(typedPrincipalView), []);
        });
        graph.post(`${path}/$ref`, async (c) => {
            const body = await readGraphBody(c.req.raw);
            const object = findOwned(c);
            const owner = requireKnownOwner(referencedId(body["@odata.id"]));
            if (object.ownerIds.has(owner)) {
                throw graphErrors.badRequest(
                    "One or more added object references already exist for the following modified properties: 'owners'.",
                );
            }
            object.ownerIds.add(owner);
            return c.body(null, 204);
        });
        graph.delete(`${path}/:owner/$ref`, (c) => {
            const owner = c.req.param("owner");
            if (!findOwned(c).ownerIds.delete(owner.toLowerCase())) {
                throw graphErrors.notFound(owner);
            }
            return c.body(null, 204);
        });
    }

    // Federated identity credentials
    const credentialsPath = "/v1.0/applications/:key/federatedIdentityCredentials";
    graph.get(credentialsPath, (c) => {
        const application = findApplication(c);
        return sendCollection(
            c,
            `applications('${application.id}')/federatedIdentityCredentials`,
            application.credentials.current().map(federatedCredentialJson),
            ["name", "issuer", "subject"],
        );
    });
    graph.post(credentialsPath, async (c) => {
        const body = await readGraphBody(c.req.raw);
        const application = ownedApplication(c);
        const credential = directory.createCredential(application, readNewCredential(body));
        return sendCredential(c, application, credential, 201);
    });
    graph.get(`${credentialsPath}/:credential`, (c) => {
        const application = findApplication(c);
        return sendCredential(c, application, findCredential(c, application));
    });
    graph.patch(`${credentialsPath}/:credential`, async (c) => {
        const body = await readGraphBody(c.req.raw);
        const application = ownedApplication(c);
        directory.updateCredential(application, readUpdatedCredential(body, findCredential(c, application)));
        return c.body(null, 204);
    });
    graph.delete(`${credentialsPath}/:credential`, (c) => {
        const application = ownedApplication(c);
        directory.deleteCredential(application, findCredential(c, application));
        return c.body(null, 204);
    });

    // Deleted and other objects
    for (const kind of ["application", "servicePrincipal"]) {
        graph.get(`/v1.0/directory/deletedItems/microsoft.graph.${kind}`, (c) => {
            const deleted = directory.deletedObjects().filter(({ object }) => object.kind === kind);
            const views = deleted.map(({ object, deletedDateTime }) => ({ ...view(object), deletedDateTime }));
            return sendCollection(c, "directoryObjects", views, ["appId", "displayName"]);
        });
    }
    graph.get("/v1.0/directory/deletedItems/:id", (c) => {
        const { object, deletedDateTime } = findDeleted(c);
        return sendObject(c, "directoryObjects/$entity", { ...typedView(object), deletedDateTime });
    });
    graph.delete("/v1.0/directory/deletedItems/:id", (c) => {
        const { object } = findDeleted(c);
        requireOwner(c, object);
        directory.purge(object.id);
        return c.body(null, 204);
    });
    graph.get("/v1.0/directoryObjects/:id", (c) => {
        const id = c.req.param("id");
        const object = directory.servicePrincipal(id) ?? directory.application(id);
        if (object === undefined) {
            throw graphErrors.notFound(id);
        }
        return sendObject(c, "directoryObjects/$entity", typedView(object));
    });
    graph.get("/v1.0/organization", (c) =>
        sendCollection(
            c,
            "organization",
            [
                {
                    id: tenantId,
                    displayName: "Sandbox",
                    tenantType: "AAD",
                    verifiedDomains: [{ name: publisherDomain, type: "Managed", isDefault: true, isInitial: true }],
                },
            ],
            [],
        ),
    );
    return (request) => graph.fetch(request);

    function applicationView(application: Application): JsonObject {
        return applicationJson(application, publisherDomain);
    }

    function principalView(principal: ServicePrincipal): JsonObject {
        return servicePrincipalJson(principal, tenantId);
    }

    function typedPrincipalView(principal: ServicePrincipal): JsonObject {
        return { "@odata.type": "#microsoft.graph.servicePrincipal", ...principalView(principal) };
    }

    function view(object: Application | ServicePrincipal): JsonObject {
        return object.kind === "application" ? applicationView(object) : principalView(object);
    }

    function typedView(object: Application | ServicePrincipal): JsonObject {
        return { "@odata.type": `#microsoft.graph.${object.kind}`, ...view(object) };
    }

    function findApplication(c: GraphContext): Application {
        const { name, value } = objectKey(c);
        const application = name === "appId" ? directory.applicationByAppId(value) : directory.application(value);
        if (application === undefined) {
            throw graphErrors.notFound(value);
        }
        return application;
    }

    function findPrincipal(c: GraphContext): ServicePrincipal {
        const { name, value } = objectKey(c);
        const principal =
            name === "appId" ? directory.servicePrincipalByAppId(value) : directory.servicePrincipal(value);
        if (principal === undefined) {
            throw graphErrors.notFound(value);
        }
        return principal;
    }

    function findCredential(c: GraphContext, application: Application): FederatedCredential {
        const wanted = c.req.param("credential") ?? "";
        const value = /^name='(.*)'$/.exec(wanted)?.[1] ?? wanted;
        const credential = application.credentials
            .current()
            .find(({ id, name }) => id === value.toLowerCase() || name === value);
        if (credential === undefined) {
            throw graphErrors.notFound(value);
        }
        return credential;
    }

    function findDeleted(c: GraphContext): { object: Application | ServicePrincipal; deletedDateTime: string } {
        const id = c.req.param("id") ?? "";
        const deleted = directory.deletedObject(id);
        if (deleted === undefined) {
            throw graphErrors.notFound(id);
        }
        return deleted;
    }

    function ownedApplication(c: GraphContext): Application {
        const application = findApplication(c);
        requireOwner(c, application);
        return application;
    }

    function ownedPrincipal(c: GraphContext): ServicePrincipal {
        const principal = findPrincipal(c);
        requireOwner(c, principal);
        return principal;
    }

    function newOwners(c: GraphContext, references: unknown): string[] {
        const given = references === undefined || references === null ? [] : referencedIds(references);
        return [c.get("caller").oid, ...given.map(requireKnownOwner)];
    }

    function requireKnownOwner(id: string): string {
        const owner = directory.servicePrincipal(id);
        if (owner === undefined) {
            throw graphErrors.notFound(id);
        }
        return owner.id;
    }

    function sendCredential(
        c: GraphContext,
        application: Application,
        credential: FederatedCredential,
        status: 200 | 201 = 200,
    ): Response {
        const context = `applications('${application.id}')/federatedIdentityCredentials/$entity`;
        return status === 201
            ? send(c, context, federatedCredentialJson(credential), status)
            : sendObject(c, context, federatedCredentialJson(credential));
    }

    function sendObject(c: GraphContext, context: string, object: JsonObject): Response {
        return send(c, context, selectMembers(object, new URL(c.req.url).searchParams));
    }

    function sendCollection(
        c: GraphContext,
        context: string,
        objects: readonly JsonObject[],
        filterable: readonly string[],
    ): Response {
        return send(c, context, { value: queryCollection(objects, new URL(c.req.url).searchParams, filterable) });
    }

    function send(c: GraphContext, context: string, content: JsonObject, status: 200 | 201 = 200): Response {
        const version = c.req.path.split("/")[1] ?? "v1.0";
        const body = { "@odata.context": `${origins.graph()}/${version}/$metadata#${context}`, ...content };
        return c.json(body, status, { "Content-Type": CONTENT_TYPE });
    }
}

/** An owner of the object itself, or of the application behind a service principal. */
function requireOwner(c: GraphContext, object: Application | ServicePrincipal): void {
    const caller = c.get("caller").oid;
    const behind = object.kind === "servicePrincipal" ? object.application : undefined;
    if (!object.ownerIds.has(caller) && behind?.ownerIds.has(caller) !== true) {
        throw graphErrors.denied();
    }
}

function objectKey(c: GraphContext): { readonly name: "id" | "appId"; readonly value: string } {
    const key = c.req.param("key") ?? "";
    const appId = /^appId='(.*)'$/.exec(key)?.[1];
    return appId === undefined ? { name: "id", value: key } : { name: "appId", value: appId };
}

function newProperties(body: JsonObject, schema: Readonly<Record<string, GraphProperty>>): JsonObject {
    const properties = writeProperties(body, schema, initialProperties(schema));
    const missing = Object.entries(properties).find(([, value]) => value === undefined);
    if (missing !== undefined) {
        throw graphErrors.badRequest(`A value is required for property '${missing[0]}'.`);
    }
    return properties;
}
