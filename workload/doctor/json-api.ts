import { jsonObject } from "../json-object";
import { isRecord } from "../json-web-token";
import { responseText } from "../response-text";
import type { System } from "../system";

const TIMEOUT_MILLISECONDS = 15_000;

/** What a JSON API of Microsoft's answered. */
export interface JsonAnswer {
    readonly status: number;
    readonly headers: Headers;
    readonly body: Readonly<Record<string, unknown>>;
    /** Of Graph's and Resource Manager's error objects. */
    readonly errorCode: string | undefined;
}

/** `undefined` when there was no answer. */
export async function getJson(url: string, token: string | undefined, system: System): Promise<JsonAnswer | undefined> {
    try {
        const response = await system.fetch(url, {
            headers: {
                accept: "application/json",
                ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
            },
            // A token is for the one asked, and for nobody whom that one names.
            redirect: token === undefined ? "follow" : "error",
            signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
        });
        const body = jsonObject(await responseText(response));
        const error = isRecord(body["error"]) ? body["error"] : {};
        const errorCode = typeof error["code"] === "string" ? error["code"] : undefined;
        return { status: response.status, headers: response.headers, body, errorCode };
    } catch {
        return undefined;
    }
}

/** The objects in a collection's `value`. */
export function listOf(answer: JsonAnswer): Readonly<Record<string, unknown>>[] {
    const value = answer.body["value"];
    return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function textOf(record: Readonly<Record<string, unknown>>, member: string): string {
    const value = record[member];
    return typeof value === "string" ? value : "";
}
