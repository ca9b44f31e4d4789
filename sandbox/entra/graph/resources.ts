import type { Context, Hono } from "hono";
import type { JsonObject } from "../../core/json-object";
import type { Directory } from "../directory/directory";
import type { Application, ServicePrincipal } from "../directory/directory-object";
import type { AccessTokenClaims } from "../login/access-tokens";
import { initialProperties, referencedIds, writeProperties } from "./body";
import type { Filterable } from "./filter";
import { graphErrors } from "./graph-error";
import { applicationJson, servicePrincipalJson } from "./json";
import type { GraphProperty } from "./property";
import { queryCollection, selectMembers } from "./query";

const CONTENT_TYPE =
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

export interface GraphEnvironment {
    Variables: { caller: AccessTokenClaims; requestId: string };
}
export type GraphApp = Hono<GraphEnvironment>;
export type GraphContext = Context<GraphEnvironment>;

/** What Graph's routes share: how objects are found by path, who may write them, how they are sent. */
export class GraphResources {
    constructor(
        readonly directory: Directory,
        readonly tenantId: string,
        readonly originFor: (request: Request) => string,
    ) {}

    get defaultDomain(): string {
        return `${this.tenantId}.example`;
    }

    view(object: Application | ServicePrincipal): JsonObject {
        return object.kind === "application"
            ? applicationJson(object, this.defaultDomain)
            : servicePrincipalJson(object, this.tenantId);
    }

    typedView(object: Application | ServicePrincipal): JsonObject {
        return { "@odata.type": `#microsoft.graph.${object.kind}`, ...this.view(object) };
    }

    application(c: GraphContext): Application {
        const { name, value } = objectKey(c);
        return found(
            name === "appId" ? this.directory.applicationByAppId(value) : this.directory.application(value),
            value,
        );
    }

    servicePrincipal(c: GraphContext): ServicePrincipal {
        const { name, value } = objectKey(c);
        return found(
            name === "appId" ? this.directory.servicePrincipalByAppId(value) : this.directory.servicePrincipal(value),
            value,
        );
    }

    ownedApplication(c: GraphContext): Application {
        const application = this.application(c);
        requireOwner(c, application);
        return application;
    }

    ownedServicePrincipal(c: GraphContext): ServicePrincipal {
        const principal = this.servicePrincipal(c);
        requireOwner(c, principal);
        return principal;
    }

    /** The caller, and whom `owners@odata.bind` names. */
    newOwners(c: GraphContext, references: unknown): string[] {
        const given = references === undefined || references === null ? [] : referencedIds(references);
        return [c.get("caller").oid, ...given.map((id) => this.knownOwner(id))];
    }

    knownOwner(id: string): string {
        return found(this.directory.servicePrincipal(id), id).id;
    }

    send(c: GraphContext, context: string, content: JsonObject, status: 200 | 201 = 200): Response {
        const version = c.req.path.split("/")[1] ?? "v1.0";
        const body = { "@odata.context": `${this.originFor(c.req.raw)}/${version}/$metadata#${context}`, ...content };
        return c.json(body, status, { "Content-Type": CONTENT_TYPE });
    }

    sendObject(c: GraphContext, context: string, object: JsonObject): Response {
        return this.send(c, `${context}/$entity`, selectMembers(object, new URL(c.req.url).searchParams));
    }

    sendCollection(
        c: GraphContext,
        context: string,
        objects: readonly JsonObject[],
        filterable: Filterable = { texts: [] },
    ): Response {
        const url = new URL(c.req.url);
        const page = queryCollection(objects, url.searchParams, filterable);
        const counted =
            url.searchParams.get("$count") === "true" && c.req.header("ConsistencyLevel")?.toLowerCase() === "eventual";
        return this.send(c, context, {
            ...(counted ? { "@odata.count": page.total } : {}),
            ...(page.next === undefined ? {} : { "@odata.nextLink": this.#nextLink(c, page.next) }),
            value: page.values,
        });
    }

    #nextLink(c: GraphContext, skipToken: string): string {
        const { pathname, searchParams } = new URL(c.req.url);
        const query = new URLSearchParams(searchParams);
        query.set("$skiptoken", skipToken);
        return `${this.originFor(c.req.raw)}${pathname}?${query.toString()}`;
    }
}

/** Refuses a caller who owns neither the object nor, of a service principal, the application behind it. */
export function requireOwner(c: GraphContext, object: Application | ServicePrincipal): void {
    const caller = c.get("caller").oid;
    const behind = object.kind === "servicePrincipal" ? object.application : undefined;
    if (!object.ownerIds.has(caller) && behind?.ownerIds.has(caller) !== true) {
        throw graphErrors.denied();
    }
}

/** All properties of a new object; refuses one without a required value. */
export function newProperties(body: JsonObject, schema: Readonly<Record<string, GraphProperty>>): JsonObject {
    const properties = writeProperties(body, schema, initialProperties(schema));
    const missing = Object.entries(properties).find(([, value]) => value === undefined);
    if (missing !== undefined) {
        throw graphErrors.badRequest(`A value is required for property '${missing[0]}'.`);
    }
    return properties;
}

export function found<T>(object: T | undefined, id: string): T {
    if (object === undefined) {
        throw graphErrors.notFound(id);
    }
    return object;
}

function objectKey(c: GraphContext): { readonly name: "id" | "appId"; readonly value: string } {
    const key = c.req.param("key") ?? "";
    const appId = /^appId='(.*)'$/.exec(key)?.[1];
    return appId === undefined ? { name: "id", value: key } : { name: "appId", value: appId };
}
