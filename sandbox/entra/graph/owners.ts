import type { Application, ServicePrincipal } from "../directory/directory-object";
import { readGraphBody, referencedId } from "./body";
import { graphErrors } from "./graph-error";
import type { GraphApp, GraphContext, GraphResources } from "./resources";

/** https://learn.microsoft.com/graph/api/application-list-owners and its siblings, for both kinds of objects. */
export function addOwnerRoutes(graph: GraphApp, resources: GraphResources): void {
    addRoutes(
        "/v1.0/applications/:key/owners",
        (c) => resources.application(c),
        (c) => resources.ownedApplication(c),
    );
    addRoutes(
        "/v1.0/servicePrincipals/:key/owners",
        (c) => resources.servicePrincipal(c),
        (c) => resources.ownedServicePrincipal(c),
    );

    function addRoutes(
        path: string,
        find: (c: GraphContext) => Application | ServicePrincipal,
        findOwned: (c: GraphContext) => Application | ServicePrincipal,
    ): void {
        graph.get(path, (c) => {
            const owners = [...find(c).ownerIds].flatMap((id) => resources.directory.servicePrincipal(id) ?? []);
            const views = owners.map((owner) => resources.typedView(owner));
            return resources.sendCollection(c, "directoryObjects", views);
        });
        graph.post(`${path}/$ref`, async (c) => {
            const body = await readGraphBody(c.req.raw);
            const object = findOwned(c);
            const owner = resources.knownOwner(referencedId(body["@odata.id"]));
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
}
