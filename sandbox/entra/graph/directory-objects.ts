import { isGuid } from "../../core/guid";
import { isTextList, type JsonObject } from "../../core/json-object";
import type { DeletedObject } from "../directory/directory";
import { readGraphBody } from "./body";
import { graphErrors } from "./graph-error";
import { found, type GraphApp, type GraphContext, type GraphResources, requireOwner } from "./resources";

const MAXIMUM_IDS = 1000;

/** Objects of any kind, deleted objects, and the organization that they belong to. */
export function addDirectoryObjectRoutes(graph: GraphApp, resources: GraphResources): void {
    const { directory } = resources;
    graph.get("/v1.0/directoryObjects/:id", (c) => {
        const id = c.req.param("id");
        const object = found(directory.servicePrincipal(id) ?? directory.application(id), id);
        return resources.sendObject(c, "directoryObjects", resources.typedView(object));
    });
    graph.post("/v1.0/directoryObjects/getByIds", async (c) => {
        const { ids, types } = readIdsAndTypes(await readGraphBody(c.req.raw));
        const objects = ids
            .flatMap((id) => directory.servicePrincipal(id) ?? directory.application(id) ?? [])
            .filter(({ kind }) => types.includes("directoryObject") || types.includes(kind));
        return resources.sendCollection(
            c,
            "directoryObjects",
            objects.map((object) => resources.typedView(object)),
        );
    });
    for (const path of ["/v1.0/me", "/v1.0/me/*"]) {
        graph.all(path, () => {
            throw graphErrors.noUser();
        });
    }
    for (const kind of ["application", "servicePrincipal"]) {
        graph.get(`/v1.0/directory/deletedItems/microsoft.graph.${kind}`, (c) => {
            const deleted = directory.deletedObjects().filter(({ object }) => object.kind === kind);
            const views = deleted.map(({ object, deletedDateTime }) => ({
                ...resources.view(object),
                deletedDateTime,
            }));
            return resources.sendCollection(c, "directoryObjects", views, { texts: ["id", "appId", "displayName"] });
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

/** https://learn.microsoft.com/graph/api/directoryobject-getbyids */
function readIdsAndTypes(body: JsonObject): { readonly ids: readonly string[]; readonly types: readonly string[] } {
    const { ids, types = ["directoryObject"], ...others } = body;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) {
        throw graphErrors.badRequest(`The parameter '${unknown}' does not exist in method 'getByIds'.`);
    }
    if (!isTextList(ids) || ids.length > MAXIMUM_IDS || !ids.every(isGuid) || !isTextList(types)) {
        throw graphErrors.badRequest(
            `'ids' has to be a list of up to ${String(MAXIMUM_IDS)} GUIDs, and 'types' a list of resource types.`,
        );
    }
    return { ids, types };
}
