import { ExchangeError, explain } from "./errors";
import { jsonObject } from "./json-object";
import { networkFailure, systemCode } from "./network-failure";
import { responseText } from "./response-text";
import { retryAfterSeconds } from "./retry-after";
import type { System } from "./system";
import { isBearerToken, isTokenLifetime } from "./token-shape";
import { withoutToken } from "./without-secrets";

const TIMEOUT_MILLISECONDS = 10_000;

export interface ExchangeRequest {
    /** Origin of the login service. */
    readonly authorityHost: string;
    readonly tenantId: string;
    readonly clientId: string;
    /** `<resource>/.default` */
    readonly scope: string;
    readonly assertion: string;
    readonly claims?: string | undefined;
}

export interface ExchangedToken {
    readonly accessToken: string;
    /** Counted from the answer, so that it does not matter how wrong this machine's clock is. */
    readonly expiresInSeconds: number;
    /** When Entra asks for it to be renewed; given for long-lived tokens. */
    readonly refreshInSeconds: number | undefined;
    /** How far this machine's clock is ahead of Entra's, in milliseconds; `undefined` without a Date header. */
    readonly clockAheadMilliseconds: number | undefined;
}

/**
 * Exchanges an outside token for an access token.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#third-case-access-token-request-with-a-federated-credential
 * @throws ExchangeError
 */
export async function exchangeAssertion(request: ExchangeRequest, system: System): Promise<ExchangedToken> {
    const form = new URLSearchParams({
        grant_type: "client_credentials",
        client_id: request.clientId,
        scope: request.scope,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: request.assertion,
        ...(request.claims === undefined ? {} : { claims: request.claims }),
    });
    const askedAt = system.clock.now();
    const { response, body } = await post(
        `${request.authorityHost}/${request.tenantId}/oauth2/v2.0/token`,
        form,
        system,
    );
    const answeredAt = system.clock.now();
    const ahead = clockAhead(response.headers, body, (askedAt + answeredAt) / 2);
    if (!response.ok) {
        throw refusal(response, body, request.assertion, answeredAt, ahead);
    }
    const { access_token: accessToken, expires_in: expiresIn, refresh_in: refreshIn } = body;
    if (!isBearerToken(accessToken) || !isTokenLifetime(expiresIn)) {
        const absurd = isBearerToken(accessToken) ? "expires_in" : "access_token";
        throw new ExchangeError("Entra", explain("UnexpectedAnswer"), {
            detail: `HTTP ${response.status} with an absurd ${absurd}`,
        });
    }
    return {
        accessToken,
        expiresInSeconds: expiresIn,
        // A hint: an absurd one is as good as none.
        refreshInSeconds: isTokenLifetime(refreshIn) && refreshIn <= expiresIn ? refreshIn : undefined,
        clockAheadMilliseconds: ahead,
    };
}

async function post(
    url: string,
    form: URLSearchParams,
    system: System,
): Promise<{ readonly response: Response; readonly body: Record<string, unknown> }> {
    try {
        const response = await system.fetch(url, {
            method: "POST",
            headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
            body: form.toString(),
            redirect: "error",
            signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
        });
        return { response, body: jsonObject(await responseText(response)) };
    } catch (error) {
        throw new ExchangeError("Entra", explain(networkFailure(error) ?? "NetworkUnreachable"), {
            detail: [new URL(url).host, systemCode(error)].filter((part) => part !== undefined).join(", "),
        });
    }
}

function refusal(
    response: Response,
    body: Record<string, unknown>,
    assertion: string,
    answeredAt: number,
    clockAheadMilliseconds: number | undefined,
): ExchangeError {
    const description = typeof body["error_description"] === "string" ? body["error_description"] : undefined;
    const correlationId = typeof body["correlation_id"] === "string" ? body["correlation_id"] : undefined;
    const code = aadstsCode(body, description) ?? codeOfStatus(response.status, body);
    const clock =
        code === "AADSTS700024" && clockAheadMilliseconds !== undefined
            ? `this machine's clock is ${describeOffset(clockAheadMilliseconds)} Entra's; `
            : "";
    return new ExchangeError("Entra", knownOrTransient(code, response.status), {
        detail: clock + (description === undefined ? `HTTP ${response.status}` : withoutToken(description, assertion)),
        correlationId,
        retryAfterSeconds: retryAfterSeconds(response.headers, answeredAt),
    });
}

/** The whole number: 7000215 is not 700021. */
function aadstsCode(body: Record<string, unknown>, description: string | undefined): string | undefined {
    const codes: unknown = body["error_codes"];
    const first: unknown = Array.isArray(codes) ? codes.at(0) : undefined;
    const number =
        /^AADSTS(\d{1,9})\b/.exec(description ?? "")?.[1] ?? (typeof first === "number" ? String(first) : undefined);
    return number === undefined ? undefined : `AADSTS${number}`;
}

function codeOfStatus(status: number, body: Record<string, unknown>): string {
    if (status === 429) {
        return "Throttled";
    }
    if (status >= 500) {
        return "ServiceError";
    }
    return typeof body["error"] === "string" && /^\w{1,40}$/.test(body["error"]) ? body["error"] : "UnexpectedAnswer";
}

/** An unknown code is transient if the status says so. */
function knownOrTransient(code: string, status: number): ReturnType<typeof explain> {
    const known = explain(code);
    return (status === 429 || status >= 500) && known.retry === "never" ? { ...known, retry: "transient" } : known;
}

/** By the Date header, or by the time that Entra's errors carry. */
function clockAhead(headers: Headers, body: Record<string, unknown>, localTime: number): number | undefined {
    const timestamp = typeof body["timestamp"] === "string" ? body["timestamp"] : "";
    const serverTime = Date.parse(headers.get("date") ?? timestamp.replace(" ", "T"));
    // Both count whole seconds: on average they are half a second behind.
    return Number.isNaN(serverTime) ? undefined : Math.round(localTime - serverTime - 500);
}

/** `12 s ahead of`, `600 s behind` */
export function describeOffset(aheadMilliseconds: number): string {
    return `${Math.round(Math.abs(aheadMilliseconds) / 1000)} s ${aheadMilliseconds >= 0 ? "ahead of" : "behind"}`;
}
