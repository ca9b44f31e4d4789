import type { GraphAccess } from "./entra-tokens";
import { fetchJson } from "./fetch-json";
import { isRecord } from "./record";

/** One object of Microsoft Graph. */
export type GraphObject = Readonly<Record<string, unknown>>;

/** A collection, or the fact that the caller may not see it. */
export type GraphList =
    { readonly kind: "list"; readonly objects: readonly GraphObject[] } | { readonly kind: "denied" };

/** Reads from Microsoft Graph. */
export interface Graph {
    /** All pages of a collection. @throws Error with Graph's answer, for anything but success and a denial (403). */
    list(path: string, query: Readonly<Record<string, string>>): Promise<GraphList>;
}

/** More pages than any search by name returns. */
const maximumPages = 100;

export function graphClient({ origin, accessToken }: GraphAccess, signal: AbortSignal): Graph {
    const get = async (path: string, url: string): Promise<GraphObject | "denied"> => {
        const operation = `GET ${path} of Microsoft Graph`;
        const headers = { authorization: `Bearer ${accessToken}`, accept: "application/json" };
        const { status, body } = await fetchJson(operation, { url, headers }, signal);
        if (status === 403) {
            return "denied";
        }
        if (status !== 200 || !isRecord(body)) {
            throw new Error(`${operation} was answered with HTTP status ${status}: ${graphReason(body)}.`);
        }
        return body;
    };
    return {
        async list(path, query) {
            const objects: GraphObject[] = [];
            let next: string | undefined = `${origin}${path}?${new URLSearchParams(query).toString()}`;
            for (let page = 0; next !== undefined; page++) {
                if (page === maximumPages || new URL(next).origin !== origin) {
                    throw new Error(`GET ${path} of Microsoft Graph was answered with a next page that is not one.`);
                }
                const body: GraphObject | "denied" = await get(path, next);
                if (body === "denied") {
                    return { kind: "denied" };
                }
                if (!Array.isArray(body.value)) {
                    throw new Error(`GET ${path} of Microsoft Graph was answered without a list.`);
                }
                objects.push(...body.value.filter(isRecord));
                const link = body["@odata.nextLink"];
                next = typeof link === "string" && URL.canParse(link) ? link : undefined;
            }
            return { kind: "list", objects };
        },
    };
}

/** Code and message of Graph's own error shape. https://learn.microsoft.com/graph/errors */
function graphReason(body: unknown): string {
    const error = isRecord(body) ? body.error : undefined;
    if (!isRecord(error) || typeof error.code !== "string") {
        return "no reason given";
    }
    return typeof error.message === "string" ? `${error.code}: ${error.message.replace(/\.$/, "")}` : error.code;
}
