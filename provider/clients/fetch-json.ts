import { setTimeout as delay } from "node:timers/promises";

/** An HTTP response with its body parsed as JSON; undefined if it is not JSON. */
export interface JsonAnswer {
    readonly status: number;
    readonly body: unknown;
}

const attempts = 5;
const timeoutMilliseconds = 30_000;
const longestWaitMilliseconds = 30_000;

/** A request: a GET by default. */
export interface JsonRequest {
    readonly url: string;
    readonly method?: "POST";
    readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One read-only request. Throttling, internal errors and lost connections are retried with exponential back-off and
 * jitter, or after the response's `Retry-After`.
 *
 * @param operation - Its name in errors, which quote neither the headers nor the address: both may hold a secret.
 * @throws Error if there is no response at all.
 */
export async function fetchJson(operation: string, request: JsonRequest, signal: AbortSignal): Promise<JsonAnswer> {
    for (let attempt = 1; ; attempt++) {
        const last = attempt === attempts;
        const answer = await tryOnce(operation, request, signal, last);
        if (answer !== undefined && (last || !isPassing(answer.status))) {
            return { status: answer.status, body: await jsonOf(answer) };
        }
        await delay(waitMilliseconds(attempt, answer), undefined, { signal });
    }
}

async function tryOnce(
    operation: string,
    request: JsonRequest,
    signal: AbortSignal,
    last: boolean,
): Promise<Response | undefined> {
    try {
        return await fetch(request.url, {
            method: request.method ?? "GET",
            headers: { ...request.headers },
            redirect: "error",
            signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMilliseconds)]),
        });
    } catch (error) {
        signal.throwIfAborted();
        if (last) {
            throw networkFailure(operation, error);
        }
        return undefined;
    }
}

function isPassing(status: number): boolean {
    return status === 429 || status >= 500;
}

function waitMilliseconds(attempt: number, answer: Response | undefined): number {
    const seconds = Number(answer?.headers.get("retry-after") ?? Number.NaN);
    const wait = Number.isFinite(seconds) ? seconds * 1000 : 250 * 2 ** attempt * (0.5 + Math.random());
    return Math.min(wait, longestWaitMilliseconds);
}

async function jsonOf(answer: Response): Promise<unknown> {
    try {
        return await answer.json();
    } catch {
        return undefined;
    }
}

function networkFailure(operation: string, error: unknown): Error {
    return new Error(`${operation} got no answer: ${networkReason(error)}. Check the network, and run again.`);
}

function networkReason(error: unknown): string {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return cause instanceof Error ? ("code" in cause ? String(cause.code) : cause.name) : "no reason given";
}
