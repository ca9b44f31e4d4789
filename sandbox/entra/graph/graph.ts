import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Clock } from "../../core/clock";
import type { Handler } from "../../core/network";
import type { Directory } from "../directory/directory";
import { type Origins, graphAudiences, OWNED_APPLICATIONS_ROLE } from "../directory/seed";
import { graphOriginFor } from "../hosts";
import type { AccessTokens } from "../login/access-tokens";
import { addApplicationRoutes } from "./applications";
import { addDirectoryObjectRoutes } from "./directory-objects";
import { addFederatedCredentialRoutes } from "./federated-credentials";
import { GraphError, graphErrors } from "./graph-error";
import { addOwnerRoutes } from "./owners";
import { graphPath } from "./path";
import { GraphResources, type GraphEnvironment } from "./resources";
import { addServicePrincipalRoutes } from "./service-principals";

const MAXIMUM_BODY_BYTES = 1024 * 1024;

export interface GraphOptions {
    readonly clock: Clock;
    readonly tenantId: string;
    readonly directory: Directory;
    readonly accessTokens: AccessTokens;
    readonly origins: Origins;
}

/**
 * Microsoft Graph, as far as applications, service principals and federated credentials go.
 * https://learn.microsoft.com/graph/api/resources/applications-api-overview
 */
export function createGraph(options: GraphOptions): Handler {
    const { clock, tenantId, directory, accessTokens, origins } = options;
    const originFor = (request: Request): string => graphOriginFor(request, origins.graph);
    const graph = new Hono<GraphEnvironment>({ getPath: (request) => graphPath(new URL(request.url).pathname) });

    graph.use(async (c, next) => {
        c.set("requestId", randomUUID());
        await next();
        c.header("request-id", c.get("requestId"));
        c.header("client-request-id", c.req.header("client-request-id") ?? c.get("requestId"));
    });
    graph.use(async (c, next) => {
        const verified = await accessTokens.verify(
            c.req.header("authorization") ?? null,
            graphAudiences(originFor(c.req.raw)),
            clock.now(),
        );
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

    const resources = new GraphResources(directory, tenantId, originFor);
    addApplicationRoutes(graph, resources);
    addServicePrincipalRoutes(graph, resources);
    addOwnerRoutes(graph, resources);
    addFederatedCredentialRoutes(graph, resources);
    addDirectoryObjectRoutes(graph, resources);
    return (request) => graph.fetch(request);
}
