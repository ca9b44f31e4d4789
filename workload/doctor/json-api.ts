import { type HttpsOrigin, addressAt } from "../https-origin";
import { jsonObject } from "../json-object";
import { isRecord } from "../json-web-token";
import { responseText } from "../response-text";
import type { System } from "../system";

const TIMEOUT_MILLISECONDS = 15_000;

/** What a JSON API answered. */
export interface JsonAnswer {
    readonly status: number;
    readonly headers: Headers;
    readonly body: Readonly<Record<string, unknown>>;
    /** Of Graph's and Resource Manager's error objects. */
    readonly errorCode: string | undefined;
}

/** There was no answer. */
export interface NoAnswer {
    readonly status: undefined;
    /** `ENOTFOUND`, `SELF_SIGNED_CERT_IN_CHAIN`, `TimeoutError` …, where it is known. */
    readonly reason: string | undefined;
}

/** Microsoft Graph or Azure Resource Manager with somebody's token for it. */
export interface JsonApi {
    readonly origin: HttpsOrigin;
    readonly token: string;
    readonly system: System;
}

/** Asks an API; its token goes to its own origin and nowhere else, whatever the path holds. */
export function getWithToken(
    { origin, token, system }: JsonApi,
    path: string,
    query: Readonly<Record<string, string>> = {},
): Promise<JsonAnswer | NoAnswer> {
    return get(addressAt(origin, path, query), { authorization: `Bearer ${token}` }, system);
}

/** Requests an address that needs no token. */
export function getJson(address: string, system: System): Promise<JsonAnswer | NoAnswer> {
    return get(address, {}, system);
}

async function get(
    address: string,
    headers: Readonly<Record<string, string>>,
    system: System,
): Promise<JsonAnswer | NoAnswer> {
    try {
        const response = await system.fetch(address, {
            headers: { accept: "application/json", ...headers },
            // A redirect would take the token to another host.
            redirect: "authorization" in headers ? "error" : "follow",
            signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
        });
        const body = jsonObject(await responseText(response));
        const error = isRecord(body["error"]) ? body["error"] : {};
        const errorCode = typeof error["code"] === "string" ? error["code"] : undefined;
        return { status: response.status, headers: response.headers, body, errorCode };
    } catch (error) {
        return { status: undefined, reason: reasonOf(error) };
    }
}

/** The objects in a collection's `value`. */
export function listOf(answer: JsonAnswer): Readonly<Record<string, unknown>>[] {
    const value = answer.body["value"];
    return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function stringOf(record: Readonly<Record<string, unknown>>, member: string): string {
    const value = record[member];
    return typeof value === "string" ? value : "";
}

/** The system's or TLS's code, from the error or what caused it. */
function reasonOf(error: unknown): string | undefined {
    for (let at: unknown = error; at instanceof Error; at = at.cause) {
        const code: unknown = Reflect.get(at, "code");
        if (typeof code === "string" && /^[A-Z_]+$/.test(code)) {
            return code;
        }
    }
    return error instanceof Error && error.name === "TimeoutError" ? error.name : undefined;
}
