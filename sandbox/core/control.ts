import { timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import type { Clock } from "./clock";
import type { Handler } from "./network";

export interface ControlOptions {
    /** Whoever holds this token may control the sandbox. */
    readonly token: string;
    readonly clocks: Readonly<Record<"aws" | "entra" | "azure", Clock>>;
    readonly contents: Readonly<Record<"aws" | "entra" | "azure", () => readonly string[]>>;
    setPropagationDelay(seconds: number): void;
}

/**
 * What a demonstration or a test needs and no cloud offers: setting a cloud's clock and Entra's propagation delay, and listing
 * everything that a deployment left behind.
 */
export function createControl(options: ControlOptions): Handler {
    const app = new Hono();
    app.use(async (context, next) => {
        if (!isEqual(context.req.header("authorization") ?? "", `Bearer ${options.token}`)) {
            return context.json(
                { error: "The sandbox's control expects the header `Authorization: Bearer $SANDBOX_CONTROL_TOKEN`." },
                401,
            );
        }
        await next();
        return undefined;
    });
    app.get("/contents", (context) =>
        context.json({
            aws: options.contents.aws(),
            entra: options.contents.entra(),
            azure: options.contents.azure(),
        }),
    );
    app.post("/propagation-delay", async (context) => {
        const seconds = numberIn(await context.req.json(), "seconds");
        if (seconds === undefined) {
            return context.json({ error: "Give { seconds: NUMBER }." }, 400);
        }
        options.setPropagationDelay(seconds);
        return context.body(null, 204);
    });
    app.post("/clock", async (context) => {
        const body: unknown = await context.req.json();
        const offsetSeconds = numberIn(body, "offsetSeconds");
        const clock = clockIn(body, options.clocks);
        if (offsetSeconds === undefined || clock === undefined) {
            return context.json({ error: 'Give { cloud: "aws" | "entra" | "azure", offsetSeconds: NUMBER }.' }, 400);
        }
        clock.setOffset(offsetSeconds);
        return context.body(null, 204);
    });
    return (request) => app.fetch(request);
}

function isEqual(left: string, right: string): boolean {
    const [a, b] = [Buffer.from(left), Buffer.from(right)];
    return a.length === b.length && timingSafeEqual(a, b);
}

function numberIn(body: unknown, key: string): number | undefined {
    const value: unknown = typeof body === "object" && body !== null ? Reflect.get(body, key) : undefined;
    return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function clockIn(body: unknown, clocks: ControlOptions["clocks"]): Clock | undefined {
    const cloud: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "cloud") : undefined;
    return Object.entries(clocks).find(([name]) => name === cloud)?.[1];
}
