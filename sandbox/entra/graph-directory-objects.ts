import type { DeletedObject } from "./directory";
import type { GraphApp, GraphContext, GraphResources } from "./graph-resources";
import { found, requireOwner } from "./graph-resources";

/** Objects of any kind, deleted objects, and the organization that they belong to. */
export function addDirectoryObjectRoutes(graph: GraphApp, resources: GraphResources): void {
    const { directory } = resources;
    graph.get("/v1.0/directoryObjects/:id", (c) => {
        const id = c.req.param("id");
        const object = found(directory.servicePrincipal(id) ?? directory.application(id), id);
        return resources.sendObject(c, "directoryObjects", resources.typedView(object));
    });
    for (const kind of ["application", "servicePrincipal"]) {
        graph.get(`/v1.0/directory/deletedItems/microsoft.graph.${kind}`, (c) => {
            const deleted = directory.deletedObjects().filter(({ object }) => object.kind === kind);
            const views = deleted.map(({ object, deletedDateTime }) => ({
                ...resources.view(object),
                deletedDateTime,
            }));
            return resources.sendCollection(c, "directoryObjects", views, ["appId", "displayName"]);
        });
    }
    graph.get("/v1.0/directory/deletedItems/:id", (c) => {
        const { object, deletedDateTime } = findDeleted(c);
        return resources.sendObject(c, "directoryObjects", { ...resources.typedView(object), deletedDateTime });
    });
    graph.delete("/v1.0/directory/deletedItems/:id", (c) => {
        const { object } = findDeleted(c);
        requireOwner(c, object);
        directory.purge(object.id);
        return c.body(null, 204);
    });
    graph.get("/v1.0/organization", (c) =>
        resources.sendCollection(c, "organization", [
            {
                id: resources.tenantId,
                displayName: "Sandbox",
                tenantType: "AAD",
                verifiedDomains: [{ name: resources.defaultDomain, type: "Managed", isDefault: true, isInitial: true }],
            },
        ]),
    );

    function findDeleted(c: GraphContext): DeletedObject {
        const id = c.req.param("id") ?? "";
        return found(directory.deletedObject(id), id);
    }
}
