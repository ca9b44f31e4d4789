import { Hono } from "hono";
import { parseGrants, type SandboxGrants } from "../grants";
import type { Clock } from "./clock";
import { isEqual } from "./is-equal";
import type { Handler } from "./network";

/** A hundred years: dates of both clouds are still written with four digits for the year. */
const MAXIMUM_SECONDS = 3_155_760_000;

export interface ControlOptions {
    /** Whoever holds this token may control the sandbox. */
    readonly token: string;
    readonly clocks: Readonly<Record<"aws" | "entra" | "azure", Clock>>;
    readonly contents: Readonly<Record<"aws" | "entra" | "azure", () => readonly string[]>>;
    setPropagationDelay(seconds: number): void;
    readonly grants: { put(name: string, grants: SandboxGrants): void; delete(name: string): void };
}

/**
 * What a demonstration or a test needs and no cloud offers: setting a cloud's clock and Entra's propagation delay, listing everything that a
 * deployment left behind, and giving the deployer more rights as an administrator does.
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
    app.onError((problem, context) => {
        if (problem instanceof SyntaxError) {
            return context.json({ error: "The body is not JSON." }, 400);
        }
        throw problem;
    });
    app.get("/contents", (context) =>
        context.json({
            aws: options.contents.aws(),
            entra: options.contents.entra(),
            azure: options.contents.azure(),
        }),
    );
    app.put("/grants/:name", async (context) => {
        const grants = parseGrants(await context.req.json());
        if (grants === undefined) {
            return context.json(
                { error: "Give { aws: { policies, permissionsBoundary? }, azure: [{ role, scope, condition? }] }." },
                400,
            );
        }
        options.grants.put(context.req.param("name"), grants);
        return context.body(null, 204);
    });
    app.delete("/grants/:name", (context) => {
        options.grants.delete(context.req.param("name"));
        return context.body(null, 204);
    });
    app.post("/propagation-delay", async (context) => {
        const seconds = numberIn(await context.req.json(), "seconds");
        if (seconds === undefined || seconds < 0) {
            return context.json({ error: 'Give { "seconds": NUMBER }, from 0 to 100 years.' }, 400);
        }
        options.setPropagationDelay(seconds);
        return context.body(null, 204);
    });
    app.post("/clock", async (context) => {
        const body: unknown = await context.req.json();
        const offsetSeconds = numberIn(body, "offsetSeconds");
        const clock = clockIn(body, options.clocks);
        if (offsetSeconds === undefined || clock === undefined) {
            const error =
                'Give { "cloud": "aws" | "entra" | "azure", "offsetSeconds": NUMBER }, at most 100 years either way.';
            return context.json({ error }, 400);
        }
        clock.setOffset(offsetSeconds);
        return context.body(null, 204);
    });
    return (request) => app.fetch(request);
}

function numberIn(body: unknown, key: string): number | undefined {
    const value: unknown = typeof body === "object" && body !== null ? Reflect.get(body, key) : undefined;
    return typeof value === "number" && Math.abs(value) <= MAXIMUM_SECONDS ? value : undefined;
}

function clockIn(body: unknown, clocks: ControlOptions["clocks"]): Clock | undefined {
    const cloud: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "cloud") : undefined;
    return Object.entries(clocks).find(([name]) => name === cloud)?.[1];
}
