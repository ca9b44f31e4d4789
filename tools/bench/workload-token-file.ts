import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { isRecord } from "../../workload/json-web-token";
import { TokenFileKeeper } from "../../workload/token-file/token-file-keeper";
import { SimulatedClock } from "./simulated-clock";
import { outsideToken } from "./simulated-clouds";
import type { WorkloadLine } from "./workload-line";

const ROTATIONS = 10_000;
const LIFETIME_SECONDS = 1800;

/** A thread reads the file as fast as possible while it is rotated. */
export async function benchTokenFile(): Promise<WorkloadLine> {
    const folder = await mkdtemp(join(tmpdir(), "rotations-"));
    const path = join(folder, "token");
    const clock = new SimulatedClock();
    const shared = new SharedArrayBuffer(16);
    const state = new Float64Array(shared);
    const stop = new AbortController();
    const keeper = new TokenFileKeeper({
        path,
        mint: () => {
            const iat = clock.now() / 1000;
            const claims = { iss: "i", aud: "a", sub: "s", iat, exp: iat + LIFETIME_SECONDS };
            return Promise.resolve({ token: outsideToken(claims), lifetimeSeconds: LIFETIME_SECONDS });
        },
        system: { clock, random: Math.random, fetch },
        log: (line) => {
            throw new Error(line);
        },
    });
    try {
        await keeper.start(stop.signal);
        const keeping = keeper.keep(stop.signal);
        const reader = new Worker(join(__dirname, "token-file-reader.cjs"), { workerData: { path, shared } });
        const seen = new Promise<unknown>((resolve, reject) => reader.once("message", resolve).once("error", reject));
        const start = performance.now();
        while (keeper.health().rotations < ROTATIONS) {
            const before = keeper.health().rotations;
            await clock.advance((LIFETIME_SECONDS / 2) * 1000);
            while (keeper.health().rotations === before) {
                await new Promise((resolve) => setImmediate(resolve));
            }
            state[0] = clock.now() / 1000;
        }
        const seconds = (performance.now() - start) / 1000;
        state[1] = 1;
        const counts = await seen;
        stop.abort();
        await keeping;
        const count = (name: string): number => (isRecord(counts) ? Number(counts[name]) : NaN);
        const figures = {
            reads: count("reads"),
            partial: count("partial"),
            expired: count("expired"),
            missing: count("missing"),
            seconds,
        };
        return {
            name: "10,000 rotations of the token file",
            measured:
                `${String(figures.reads)} reads in ${seconds.toFixed(1)} s: ${String(figures.partial)} partial, ` +
                `${String(figures.expired)} expired, ${String(figures.missing)} missing`,
            mustHold: "none partial, expired or missing",
            holds: figures.reads > 0 && figures.partial + figures.expired + figures.missing === 0,
            figures,
        };
    } finally {
        await rm(folder, { recursive: true });
    }
}
