import { servicePrincipalProperties } from "../directory/directory-properties";
import { OWNERS_BIND, readGraphBody, writeProperties } from "./body";
import { graphErrors } from "./graph-error";
import { type GraphApp, type GraphResources, newProperties, requireOwner } from "./resources";

/** https://learn.microsoft.com/graph/api/resources/serviceprincipal */
export function addServicePrincipalRoutes(graph: GraphApp, resources: GraphResources): void {
    const { directory } = resources;
    graph.get("/v1.0/servicePrincipals", (c) => {
        const views = directory.servicePrincipals().map((principal) => resources.view(principal));
        return resources.sendCollection(c, "servicePrincipals", views, {
            texts: ["id", "appId", "displayName"],
            lists: ["servicePrincipalNames"],
        });
    });
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
            resources.newOwners(c, owners),
        );
        return resources.send(c, "servicePrincipals/$entity", resources.view(principal), 201);
    });
    for (const version of ["v1.0", "beta"]) {
        graph.get(`/${version}/servicePrincipals/:key`, (c) =>
            resources.sendObject(c, "servicePrincipals", resources.view(resources.servicePrincipal(c))),
        );
    }
    graph.patch("/v1.0/servicePrincipals/:key", async (c) => {
        const body = await readGraphBody(c.req.raw);
        const principal = resources.ownedServicePrincipal(c);
        principal.properties = writeProperties(body, servicePrincipalProperties, principal.properties);
        return c.body(null, 204);
    });
    graph.delete("/v1.0/servicePrincipals/:key", (c) => {
        directory.deleteServicePrincipal(resources.ownedServicePrincipal(c));
        return c.body(null, 204);
    });
}
