import type { FunctionHandler, PropertyMap } from "@cognito-entra/plumbing";
import { graphClient, type Graph, type GraphList, type GraphObject } from "../clients/graph";
import type { SignIn } from "../clients/entra-tokens";
import { isRecord } from "../clients/record";
import { requiredString } from "./arguments";

const selected = [
    "id",
    "appId",
    "displayName",
    "notes",
    "signInAudience",
    "passwordCredentials",
    "keyCredentials",
    "identifierUris",
    "web",
    "spa",
    "publicClient",
];

/**
 * `cognito-entra:index:findApplications`: every application with a display name in a tenant, with everything that gives
 * somebody access to it. What Graph does not show to the caller is named in `denied`. Passwords and certificates are
 * given as ids and names; Graph's hint at a password's first characters is left out.
 *
 * @param signIn - Signs in to Microsoft Graph in a tenant.
 * @see https://learn.microsoft.com/graph/api/application-list
 */
export function findApplications(signIn: SignIn): FunctionHandler {
    return async (args, signal) => {
        const displayName = requiredString(args, "displayName");
        const tenantId = requiredString(args, "tenantId");
        const graph = graphClient(await signIn(tenantId, signal), signal);
        const found = await graph.list("/v1.0/applications", {
            $filter: `displayName eq ${odataString(displayName)}`,
            $select: selected.join(","),
        });
        if (found.kind === "denied") {
            throw new Error(
                "Microsoft Graph does not let the deploying identity list applications (GET /v1.0/applications was answered with HTTP status 403). " +
                    "Grant it the application permission Application.ReadWrite.OwnedBy.",
            );
        }
        // Graph ignores case; a name in a different case is a different name.
        const namesakes = found.objects.filter((application) => application.displayName === displayName);
        return { applications: await Promise.all(namesakes.map((application) => describe(graph, application))) };
    };
}

async function describe(graph: Graph, application: GraphObject): Promise<PropertyMap> {
    const path = `/v1.0/applications/${encodeURIComponent(string(application.id))}`;
    const [owners, credentials, principals] = await Promise.all([
        graph.list(`${path}/owners`, {}),
        graph.list(`${path}/federatedIdentityCredentials`, {}),
        graph.list("/v1.0/servicePrincipals", {
            $filter: `appId eq ${odataString(string(application.appId))}`,
            $select: "id,passwordCredentials,keyCredentials",
        }),
    ]);
    const ownersOfPrincipals = await Promise.all(
        objects(principals).map(({ id }) =>
            graph.list(`/v1.0/servicePrincipals/${encodeURIComponent(string(id))}/owners`, {}),
        ),
    );
    const lists: readonly (readonly [string, GraphList])[] = [
        ["owners", owners],
        ["federated credentials", credentials],
        ["service principal", principals],
        ...ownersOfPrincipals.map((list) => ["service principal's owners", list] as const),
    ];
    return {
        objectId: string(application.id),
        clientId: string(application.appId),
        displayName: string(application.displayName),
        notes: string(application.notes),
        signInAudience: string(application.signInAudience),
        ...keysOf(application),
        redirectUris: [application.web, application.spa, application.publicClient].flatMap((part) =>
            isRecord(part) ? strings(part.redirectUris) : [],
        ),
        identifierUris: strings(application.identifierUris),
        owners: objects(owners).map(named),
        federatedCredentials: objects(credentials).map(({ name, issuer, subject, audiences }) => ({
            name: string(name),
            issuer: string(issuer),
            subject: string(subject),
            audiences: strings(audiences),
        })),
        servicePrincipals: objects(principals).map((principal, index) => {
            const list = ownersOfPrincipals[index];
            return {
                objectId: string(principal.id),
                ...keysOf(principal),
                owners: list === undefined ? [] : objects(list).map(named),
            };
        }),
        denied: lists.filter(([, { kind }]) => kind === "denied").map(([what]) => what),
    };
}

function objects(list: GraphList): readonly GraphObject[] {
    return list.kind === "denied" ? [] : list.objects;
}

function keysOf({ passwordCredentials, keyCredentials }: GraphObject): PropertyMap {
    const keys = (value: unknown): PropertyMap[] =>
        (Array.isArray(value) ? value.filter(isRecord) : []).map(({ keyId, displayName }) => ({
            id: string(keyId),
            name: string(displayName),
        }));
    return { passwords: keys(passwordCredentials), certificates: keys(keyCredentials) };
}

/** An owner: a user's sign-in name, or the display name of anything else. */
function named({ id, userPrincipalName, displayName }: GraphObject): PropertyMap {
    return { id: string(id), name: string(userPrincipalName) || string(displayName) };
}

/** https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html */
function odataString(text: string): string {
    return `'${text.replaceAll("'", "''")}'`;
}

function string(value: unknown): string {
    return typeof value === "string" ? value : "";
}

function strings(value: unknown): string[] {
    return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
