import type { OutsideClaims } from "../json-web-token";
import type { System } from "../system";
import { fail, type Finding, ok, skip } from "./check";
import { compareClaims, nearestCredential, type TrustTriple } from "./compare-claims";
import { getJson, type JsonAnswer, listOf, textOf } from "./json-api";

/** Microsoft Graph with somebody's token. */
export interface Graph {
    readonly origin: string;
    readonly token: string;
    readonly system: System;
}

/** Whether the application is in the tenant; its object id. */
export async function checkApplication(graph: Graph, clientId: string): Promise<Finding<string>> {
    const query = new URLSearchParams({ $filter: `appId eq '${clientId}'`, $select: "id,appId,displayName" });
    const answer = await getJson(`${graph.origin}/v1.0/applications?${query.toString()}`, graph.token, graph.system);
    const problem = unreadable(answer);
    if (answer === undefined || problem !== undefined) {
        return skip(problem ?? "Graph cannot be reached");
    }
    const [application] = listOf(answer);
    return application === undefined
        ? fail(
              `there is no application with client id ${clientId} in the tenant`,
              "Set AZURE_CLIENT_ID and AZURE_TENANT_ID from the same stack's outputs, or deploy the stack.",
              { code: "AADSTS700016" },
          )
        : ok(`${textOf(application, "displayName")} (${clientId})`, textOf(application, "id"));
}

/** Whether the application has a service principal that may sign in; its object id. */
export async function checkServicePrincipal(graph: Graph, clientId: string): Promise<Finding<string>> {
    const query = new URLSearchParams({ $filter: `appId eq '${clientId}'`, $select: "id,appId,accountEnabled" });
    const answer = await getJson(
        `${graph.origin}/v1.0/servicePrincipals?${query.toString()}`,
        graph.token,
        graph.system,
    );
    const problem = unreadable(answer);
    if (answer === undefined || problem !== undefined) {
        return skip(problem ?? "Graph cannot be reached");
    }
    const [principal] = listOf(answer);
    if (principal === undefined) {
        return fail(
            "the application has no service principal in the tenant",
            "Deploy the stack again: it makes the service principal.",
            { code: "AADSTS7000229" },
        );
    }
    const id = textOf(principal, "id");
    return principal["accountEnabled"] === false
        ? fail(
              `service principal ${id} is disabled`,
              "Enable it: az ad sp update --id <id> --set accountEnabled=true",
              { code: "AADSTS7000112" },
          )
        : ok(`${id} is enabled`, id);
}

/** Whether a federated credential of the application matches the token. */
export async function checkFederatedCredential(
    graph: Graph,
    applicationId: string,
    claims: OutsideClaims,
): Promise<Finding<string>> {
    const answer = await getJson(
        `${graph.origin}/v1.0/applications/${applicationId}/federatedIdentityCredentials`,
        graph.token,
        graph.system,
    );
    const problem = unreadable(answer);
    if (answer === undefined || problem !== undefined) {
        return skip(problem ?? "Graph cannot be reached");
    }
    const credentials = listOf(answer).map(readCredential);
    const nearest = nearestCredential(claims, credentials);
    if (nearest === undefined) {
        return fail("the application has no federated credential", "Deploy the stack: it makes the credential.", {
            code: "AADSTS70025",
        });
    }
    const comparison = compareClaims(claims, nearest);
    const different = comparison
        .filter(({ firstDifference }) => firstDifference !== undefined)
        .map(({ claim }) => claim);
    if (different.length > 0) {
        return fail(
            `${different.join(" and ")} of credential ${nearest.name} ${different.length === 1 ? "is" : "are"} not the token's`,
            "Deploy the stack: it writes the credential anew. By hand: copy the token's values, character by character.",
            { code: codeOf(different[0] ?? "subject", comparison), comparison },
        );
    }
    return ok(`${nearest.name} matches the token's issuer, audience and subject`, nearest.name);
}

function readCredential(record: Readonly<Record<string, unknown>>): TrustTriple & { readonly name: string } {
    const audiences = Array.isArray(record["audiences"]) ? record["audiences"] : [];
    const audience: unknown = audiences.at(0);
    return {
        name: textOf(record, "name"),
        issuer: textOf(record, "issuer"),
        subject: textOf(record, "subject"),
        audience: typeof audience === "string" ? audience : "",
    };
}

function codeOf(claim: keyof TrustTriple, comparison: ReturnType<typeof compareClaims>): string {
    if (comparison.every(({ token, credential }) => token.toLowerCase() === credential.toLowerCase())) {
        return "AADSTS7002138";
    }
    return { issuer: "AADSTS700211", audience: "AADSTS700212", subject: "AADSTS700213" }[claim];
}

function unreadable(answer: JsonAnswer | undefined): string | undefined {
    return answer?.status === 200
        ? undefined
        : `Graph does not let the one signed in read this (${answer?.errorCode ?? `HTTP ${String(answer?.status ?? "no answer")}`})`;
}
