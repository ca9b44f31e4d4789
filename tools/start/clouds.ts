import { z } from "zod";

const entraError = z.object({
    error_description: z.string(),
    error_codes: z.array(z.number()),
});
const entraToken = z.object({ access_token: z.string(), expires_in: z.number() });
const armError = z.object({
    error: z.object({ code: z.string(), message: z.string(), innererror: z.object({ code: z.string() }).optional() }),
});

/** What a request to a cloud came to. A code is the vendor's own. */
export type Answer<T> =
    { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string; readonly message: string };

/** An access token of Entra. Its text goes into requests, never onto the screen. */
export interface AccessToken {
    readonly text: string;
    readonly expiresInSeconds: number;
}

export interface ExchangeRequest {
    readonly authorityHost: string;
    readonly tenantId: string;
    readonly clientId: string;
    readonly assertion: string;
    readonly scope: string;
}

/** The exchange of an outside token for one of Entra: `client_credentials` with a client assertion. */
export async function exchange(request: ExchangeRequest): Promise<Answer<AccessToken>> {
    const response = await fetch(new URL(`/${request.tenantId}/oauth2/v2.0/token`, request.authorityHost), {
        method: "POST",
        body: new URLSearchParams({
            grant_type: "client_credentials",
            client_id: request.clientId,
            client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            client_assertion: request.assertion,
            scope: request.scope,
        }),
    });
    const body: unknown = await response.json();
    if (response.ok) {
        const token = entraToken.parse(body);
        return { ok: true, value: { text: token.access_token, expiresInSeconds: token.expires_in } };
    }
    const error = entraError.parse(body);
    return {
        ok: false,
        code: `AADSTS${String(error.error_codes[0])}`,
        message: error.error_description.split(/ Trace ID:|\r?\n/)[0] ?? "",
    };
}

/** Reads from Resource Manager or a vault. */
export async function get(url: string, token: AccessToken): Promise<Answer<unknown>> {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token.text}` } });
    const body: unknown = await response.json();
    if (response.ok) {
        return { ok: true, value: body };
    }
    const { error } = armError.parse(body);
    return { ok: false, code: error.innererror?.code ?? error.code, message: error.message };
}

/** Steers the sandbox: its clocks and Entra's propagation delay. */
export async function control(path: string, body: object): Promise<void> {
    const response = await fetch(`${process.env.SANDBOX_CONTROL_URL ?? ""}${path}`, {
        method: "POST",
        headers: {
            authorization: `Bearer ${process.env.SANDBOX_CONTROL_TOKEN ?? ""}`,
            "content-type": "application/json",
        },
        body: JSON.stringify(body),
    });
    if (!response.ok) {
        throw new Error(`The sandbox's control answered ${String(response.status)} to ${path}.`);
    }
}
