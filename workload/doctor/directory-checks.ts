import type { OutsideClaims } from "../json-web-token";
import { fail, type Finding, ok, skip } from "./check";
import { compareClaims, nearestCredential, type TrustTriple } from "./compare-claims";
import { getWithToken, type JsonAnswer, type JsonApi, listOf, type NoAnswer, stringOf } from "./json-api";

/** An application of the tenant. */
export interface Application {
    readonly objectId: string;
    /** Its name and client id. */
    readonly title: string;
}

/** Whether the application is in the tenant. */
export async function checkApplication(graph: JsonApi, clientId: string): Promise<Finding<Application>> {
    const query = { $filter: `appId eq '${clientId}'`, $select: "id,appId,displayName" };
    const answer = await getWithToken(graph, "/v1.0/applications", query);
    if (answer.status !== 200) {
        return skip(unreadable(answer));
    }
    const [application] = listOf(answer);
    if (application === undefined) {
        return fail(
            `there is no application with client id ${clientId} in the tenant`,
            "Set AZURE_CLIENT_ID and AZURE_TENANT_ID from the same stack's outputs, or deploy the stack.",
            { code: "AADSTS700016" },
        );
    }
    const title = `${stringOf(application, "displayName")} (${clientId})`;
    return ok(title, { objectId: stringOf(application, "id"), title });
}

/** Whether the application has a service principal that may sign in; its object id. */
export async function checkServicePrincipal(graph: JsonApi, clientId: string): Promise<Finding<string>> {
    const query = { $filter: `appId eq '${clientId}'`, $select: "id,appId,accountEnabled" };
    const answer = await getWithToken(graph, "/v1.0/servicePrincipals", query);
    if (answer.status !== 200) {
        return skip(unreadable(answer));
    }
    const [principal] = listOf(answer);
    if (principal === undefined) {
        return fail(
            "the application has no service principal in the tenant",
            "Deploy the stack again: it makes the service principal.",
            { code: "AADSTS7000229" },
        );
    }
    const id = stringOf(principal, "id");
    return principal["accountEnabled"] === false
        ? fail(
              `service principal ${id} is disabled`,
              `Enable it: az ad sp update --id ${id} --set accountEnabled=true`,
              { code: "AADSTS7000112" },
          )
        : ok(`${id} is enabled`, id);
}

/** Whether a federated credential of the application matches the token. */
export async function checkFederatedCredential(
    graph: JsonApi,
    application: Application,
    claims: OutsideClaims,
): Promise<Finding<string>> {
    const objectId = encodeURIComponent(application.objectId);
    const answer = await getWithToken(graph, `/v1.0/applications/${objectId}/federatedIdentityCredentials`);
    if (answer.status !== 200) {
        return skip(unreadable(answer));
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
            isOfAnotherWorkload(claims, nearest)
                ? `Set AZURE_CLIENT_ID from the same workload's outputs as the other variables: application ${application.title} trusts another workload. If it is the right one, deploy the stack: it rewrites the credential.`
                : "Deploy the stack: it rewrites the credential. By hand: copy the token's values, character by character.",
            { code: codeOf(different[0] ?? "subject", comparison), comparison },
        );
    }
    return ok(`${nearest.name} matches the token's issuer, audience and subject`, nearest.name);
}

/** A pool and identity that are both others, or another role of the account: no slip of a letter in one of them. */
function isOfAnotherWorkload(token: TrustTriple, credential: TrustTriple): boolean {
    if (token.issuer !== credential.issuer) {
        return false;
    }
    if (token.audience !== credential.audience) {
        return token.subject.toLowerCase() !== credential.subject.toLowerCase();
    }
    const [own, other] = [token.subject, credential.subject].map(roleName);
    return own !== undefined && other !== undefined && !own.startsWith(other) && !other.startsWith(own);
}

function roleName(subject: string): string | undefined {
    return /^arn:[\w-]+:iam::\d{12}:role\/(?:.*\/)?([^/]+)$/.exec(subject)?.[1]?.toLowerCase();
}

function readCredential(record: Readonly<Record<string, unknown>>): TrustTriple & { readonly name: string } {
    const audiences = Array.isArray(record["audiences"]) ? record["audiences"] : [];
    const audience: unknown = audiences.at(0);
    return {
        name: stringOf(record, "name"),
        issuer: stringOf(record, "issuer"),
        subject: stringOf(record, "subject"),
        audience: typeof audience === "string" ? audience : "",
    };
}

function codeOf(claim: keyof TrustTriple, comparison: ReturnType<typeof compareClaims>): string {
    if (comparison.every(({ token, credential }) => token.toLowerCase() === credential.toLowerCase())) {
        return "AADSTS7002138";
    }
    return { issuer: "AADSTS700211", audience: "AADSTS700212", subject: "AADSTS700213" }[claim];
}

function unreadable(answer: JsonAnswer | NoAnswer): string {
    return answer.status === undefined
        ? `Graph cannot be reached (${answer.reason ?? "no answer"})`
        : `Graph does not let the signed-in user read this (${answer.errorCode ?? `HTTP ${String(answer.status)}`})`;
}
