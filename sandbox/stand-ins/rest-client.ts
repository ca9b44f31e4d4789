import type { JsonObject } from "../core/json-object";
import type { BearerTokens } from "./bearer-tokens";
import type { Fetch } from "./http";
import { member, readJson, text } from "./json";
import { VendorError } from "./vendor-error";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One call of a JSON API; the answer is empty if the response has no body. Throws `VendorError` for a refusal. */
export type RestClient = (method: Method, path: string, signal: AbortSignal, body?: JsonObject) => Promise<JsonObject>;

/**
 * A client of Microsoft Graph or Azure Resource Manager: both take bearer tokens and refuse with `{ error: { code,
 * message } }`.
 */
export function restClient(fetch: Fetch, origin: string, tokens: BearerTokens): RestClient {
    const scope = `${origin}/.default`;
    const send = async (method: Method, path: string, signal: AbortSignal, body?: JsonObject): Promise<Response> =>
        fetch(path.startsWith("https://") ? path : `${origin}${path}`, {
            method,
            headers: {
                authorization: `Bearer ${await tokens.get(scope)}`,
                ...(body === undefined ? {} : { "content-type": "application/json" }),
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            signal,
        });
    return async (method, path, signal, body) => {
        let response = await send(method, path, signal, body);
        if (response.status === 401) {
            tokens.forget(scope);
            response = await send(method, path, signal, body);
        }
        const answer = await readJson(response);
        if (!response.ok) {
            const error = member(answer, "error");
            const [where] = path.split("?");
            throw new VendorError(
                `${method} ${where ?? path}`,
                response.status,
                text(error, "code") ?? "UnexpectedAnswer",
                text(error, "message") ?? "no message",
            );
        }
        return answer;
    };
}
