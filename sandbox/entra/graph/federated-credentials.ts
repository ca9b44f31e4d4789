import type { Application } from "../directory/directory-object";
import type { FederatedCredential } from "../directory/federated-credentials";
import { readGraphBody } from "./body";
import { readNewCredential, readUpdatedCredential } from "./credential-body";
import { federatedCredentialJson } from "./json";
import { found, type GraphApp, type GraphContext, type GraphResources } from "./resources";

const COLLECTION = "/v1.0/applications/:key/federatedIdentityCredentials";

/** https://learn.microsoft.com/graph/api/resources/federatedidentitycredential */
export function addFederatedCredentialRoutes(graph: GraphApp, resources: GraphResources): void {
    const { directory } = resources;
    graph.get(COLLECTION, (c) => {
        const application = resources.application(c);
        const views = application.credentials.current().map(federatedCredentialJson);
        return resources.sendCollection(c, contextOf(application), views, {
            texts: ["name", "issuer", "subject"],
        });
    });
    graph.post(COLLECTION, async (c) => {
        const body = await readGraphBody(c.req.raw);
        const application = resources.ownedApplication(c);
        const credential = directory.createCredential(application, readNewCredential(body));
        return resources.send(c, `${contextOf(application)}/$entity`, federatedCredentialJson(credential), 201);
    });
    graph.get(`${COLLECTION}/:credential`, (c) => {
        const application = resources.application(c);
        const credential = findCredential(c, application);
        return resources.sendObject(c, contextOf(application), federatedCredentialJson(credential));
    });
    graph.patch(`${COLLECTION}/:credential`, async (c) => {
        const body = await readGraphBody(c.req.raw);
        const application = resources.ownedApplication(c);
        directory.updateCredential(application, readUpdatedCredential(body, findCredential(c, application)));
        return c.body(null, 204);
    });
    graph.delete(`${COLLECTION}/:credential`, (c) => {
        const application = resources.ownedApplication(c);
        directory.deleteCredential(application, findCredential(c, application));
        return c.body(null, 204);
    });
}

/** By id or by name: the vendor accepts either in the path. */
function findCredential(c: GraphContext, application: Application): FederatedCredential {
    const key = c.req.param("credential") ?? "";
    const value = /^name='(.*)'$/.exec(key)?.[1] ?? key;
    return found(
        application.credentials.current().find(({ id, name }) => id === value.toLowerCase() || name === value),
        value,
    );
}

function contextOf(application: Application): string {
    return `applications('${application.id}')/federatedIdentityCredentials`;
}
