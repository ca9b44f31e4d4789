import { accessToken } from "./issued-tokens";
import type { FakeClock } from "./fake-clock";

/** How the token endpoint answers one request. */
export type Answer = (form: URLSearchParams, url: string) => Response | Promise<Response>;

/** Entra's token endpoint: answers by the script first, and with tokens when it has run out. */
export class FakeEntra {
    readonly requests: { readonly url: string; readonly form: URLSearchParams }[] = [];
    readonly script: Answer[] = [];
    always: Answer | undefined;
    latencyMilliseconds = 0;

    constructor(
        readonly clock: FakeClock,
        readonly lifetimeSeconds = 3600,
    ) {}

    readonly fetch = async (url: string, init?: RequestInit): Promise<Response> => {
        const form = new URLSearchParams(typeof init?.body === "string" ? init.body : "");
        this.requests.push({ url, form });
        if (this.latencyMilliseconds > 0) {
            await this.clock.sleep(this.latencyMilliseconds);
        }
        return (this.script.shift() ?? this.always ?? (() => this.token()))(form, url);
    };

    token(more: Readonly<Record<string, unknown>> = {}): Response {
        return Response.json(
            { token_type: "Bearer", expires_in: this.lifetimeSeconds, access_token: accessToken(), ...more },
            { headers: { date: new Date(this.clock.now()).toUTCString() } },
        );
    }
}

/** A refusal in Entra's own shape. */
export function refusal(code: number, status = 400, headers: Record<string, string> = {}): Answer {
    return () =>
        Response.json(
            {
                error: status === 401 ? "invalid_client" : "invalid_request",
                error_description: `AADSTS${String(code)}: A sentence of Entra's. Trace ID: 1 Correlation ID: 2 Timestamp: 3`,
                error_codes: [code],
                correlation_id: "b1c1a1f0-0000-4000-8000-000000000001",
            },
            { status, headers },
        );
}

export const networkDown: Answer = () =>
    Promise.reject(
        new TypeError("fetch failed", { cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }) }),
    );
