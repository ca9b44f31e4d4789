import { applicationProperties } from "../directory/directory-properties";
import { OWNERS_BIND, readGraphBody, writeProperties } from "./body";
import { type GraphApp, type GraphResources, newProperties } from "./resources";

/** https://learn.microsoft.com/graph/api/resources/application */
export function addApplicationRoutes(graph: GraphApp, resources: GraphResources): void {
    const { directory } = resources;
    graph.get("/v1.0/applications", (c) => {
        const views = directory.applications().map((application) => resources.view(application));
        return resources.sendCollection(c, "applications", views, {
            texts: ["id", "appId", "displayName"],
            lists: ["identifierUris"],
        });
    });
    graph.post("/v1.0/applications", async (c) => {
        const { [OWNERS_BIND]: owners, ...body } = await readGraphBody(c.req.raw);
        const properties = newProperties(body, applicationProperties);
        const application = directory.createApplication({ properties }, resources.newOwners(c, owners));
        return resources.send(c, "applications/$entity", resources.view(application), 201);
    });
    for (const version of ["v1.0", "beta"]) {
        graph.get(`/${version}/applications/:key`, (c) =>
            resources.sendObject(c, "applications", resources.view(resources.application(c))),
        );
    }
    graph.patch("/v1.0/applications/:key", async (c) => {
        const body = await readGraphBody(c.req.raw);
        const application = resources.ownedApplication(c);
        directory.updateApplication(application, writeProperties(body, applicationProperties, application.properties));
        return c.body(null, 204);
    });
    graph.delete("/v1.0/applications/:key", (c) => {
        directory.deleteApplication(resources.ownedApplication(c));
        return c.body(null, 204);
    });
}
