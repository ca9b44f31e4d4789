import type { Fetch } from "./http";
import { readJson, text } from "./json";
import { VendorError } from "./vendor-error";

export interface ClientCredentials {
    /** Origin of the login endpoint, e.g. `https://login.microsoftonline.com`. */
    readonly login: string;
    readonly tenantId: string;
    readonly clientId: string;
    readonly clientSecret: string;
}

/** How long before its expiry a token is renewed. */
const MARGIN_SECONDS = 300;

/**
 * Access tokens of a service principal by the client credentials grant, kept until shortly before they expire.
 * See https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export class BearerTokens {
    readonly #fetch: Fetch;
    readonly #credentials: ClientCredentials;
    readonly #tokens = new Map<string, { readonly token: Promise<string>; readonly goodUntil: Promise<number> }>();

    constructor(fetch: Fetch, credentials: ClientCredentials) {
        this.#fetch = fetch;
        this.#credentials = credentials;
    }

    async get(scope: string): Promise<string> {
        const kept = this.#tokens.get(scope);
        if (kept !== undefined && Date.now() < (await kept.goodUntil)) {
            return kept.token;
        }
        const answer = this.#ask(scope);
        const token = answer.then((value) => value.token);
        const goodUntil = answer.then((value) => value.goodUntil);
        this.#tokens.set(scope, { token, goodUntil });
        answer.catch(() => {
            this.forget(scope);
        });
        return token;
    }

    /** Makes the next `get` ask for a new token, after one was refused. */
    forget(scope: string): void {
        this.#tokens.delete(scope);
    }

    async #ask(scope: string): Promise<{ token: string; goodUntil: number }> {
        const { login, tenantId, clientId, clientSecret } = this.#credentials;
        const response = await this.#fetch(`${login}/${tenantId}/oauth2/v2.0/token`, {
            method: "POST",
            headers: { "content-type": "application/x-www-form-urlencoded" },
            body: new URLSearchParams({
                grant_type: "client_credentials",
                client_id: clientId,
                client_secret: clientSecret,
                scope,
            }).toString(),
        });
        const body = await readJson(response);
        const token = text(body, "access_token");
        if (!response.ok || token === undefined) {
            const code = text(body, "error") ?? "unexpected_answer";
            throw new VendorError(
                "POST /oauth2/v2.0/token",
                response.status,
                code,
                text(body, "error_description") ?? "no description",
            );
        }
        const lifetimeSeconds = typeof body["expires_in"] === "number" ? body["expires_in"] : 0;
        return { token, goodUntil: Date.now() + (lifetimeSeconds - MARGIN_SECONDS) * 1000 };
    }
}
