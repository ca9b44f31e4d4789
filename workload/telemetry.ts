import type { Counter } from "@opentelemetry/api";
import type { FederationError } from "./errors";

const NAME = "@cognito-entra/workload";
// Under this key the OpenTelemetry API keeps what an SDK has registered; without an SDK, importing it would cost time for nothing.
const REGISTRATIONS = Symbol.for("opentelemetry.js.api.1");

/** What the kit reports to OpenTelemetry: counts and spans with codes and names, never a token or an assertion. */
export interface Telemetry {
    readonly cacheHits: Counter;
    readonly renewals: Counter;
    readonly errors: Counter;
    /** A span around one step, and a count of it. */
    span<T>(name: "assertion" | "exchange", attributes: Record<string, string>, step: () => Promise<T>): Promise<T>;
}

let registered: Telemetry | undefined;

/** `undefined` as long as no SDK is registered. */
export async function findTelemetry(): Promise<Telemetry | undefined> {
    if (registered === undefined && Reflect.get(globalThis, REGISTRATIONS) !== undefined) {
        // What is registered there may be broken: then nothing is reported, and no token fails because of it.
        registered = await createTelemetry().catch(() => undefined);
    }
    return registered;
}

async function createTelemetry(): Promise<Telemetry> {
    const { metrics, SpanKind, SpanStatusCode, trace } = await import("@opentelemetry/api");
    const tracer = trace.getTracer(NAME);
    const meter = metrics.getMeter(NAME);
    const steps = {
        assertion: meter.createCounter("cognito_entra.assertions", { description: "Outside tokens asked of AWS" }),
        exchange: meter.createCounter("cognito_entra.exchanges", { description: "Exchanges asked of Entra" }),
    };
    return {
        cacheHits: meter.createCounter("cognito_entra.cache_hits", { description: "Tokens given from memory" }),
        renewals: meter.createCounter("cognito_entra.renewals", { description: "Tokens renewed in the background" }),
        errors: meter.createCounter("cognito_entra.errors", { description: "Failures, by code" }),
        span: (name, attributes, step) =>
            tracer.startActiveSpan(`cognito-entra ${name}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
                steps[name].add(1);
                try {
                    return await step();
                } catch (error) {
                    span.setStatus({ code: SpanStatusCode.ERROR, message: codeOf(error) });
                    span.setAttribute("error.type", codeOf(error));
                    throw error;
                } finally {
                    span.end();
                }
            }),
    };
}

function codeOf(error: unknown): string {
    return isCoded(error) ? error.code : "UnknownError";
}

function isCoded(error: unknown): error is Pick<FederationError, "code"> {
    return error instanceof Error && typeof Reflect.get(error, "code") === "string";
}
