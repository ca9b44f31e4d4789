import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { TokenCredential } from "@azure/core-auth";
import { systemClock } from "../../workload/clock";
import { FederatedCredential } from "../../workload";
import { PlainCredential } from "./plain-credential";
import { SimulatedClock } from "./simulated-clock";
import { ENVIRONMENT, SCOPE, SimulatedCognito, SimulatedEntra } from "./simulated-clouds";
import { median } from "./statistics";
import type { WorkloadLine } from "./workload-line";

const RUNS = 9;
const CALLS = 300_000;
const PLAIN_CALLS = 300;
const EXCHANGE_MILLISECONDS = 50;
const LOAD_MILLISECONDS = 200;
const MOST_NOISE = 1.5;
const MOST_RATIO = 3;
const MOST_GROWTH_BYTES = 256 * 1024;

async function nanosecondsPerCall(calls: number, call: () => Promise<unknown>): Promise<number> {
    const start = process.hrtime.bigint();
    for (let index = 0; index < calls; index += 1) {
        await call();
    }
    return Number(process.hrtime.bigint() - start) / calls;
}

/** A cached token compared with an already resolved promise, in the same loop; and whether memory use stays flat. */
export async function benchCachedToken(): Promise<WorkloadLine[]> {
    const credential = new FederatedCredential(
        { environment: ENVIRONMENT },
        {
            source: new SimulatedCognito(),
            system: { clock: systemClock, random: Math.random, fetch: new SimulatedEntra(new SimulatedClock()).fetch },
        },
    );
    const plain = new PlainCredential(new SimulatedEntra(new SimulatedClock())).credential;
    await credential.getToken(SCOPE);
    await credential.getToken(SCOPE, { enableCae: true });
    await plain.getToken(SCOPE);
    const resolved = Promise.resolve({ token: "", expiresOnTimestamp: 0 });
    // As the pipeline of every Azure client calls it.
    const clientOptions = { enableCae: true, tracingOptions: {} };

    const runs: Record<"promise" | "cached" | "asClient" | "plain", number[]> = {
        promise: [],
        cached: [],
        asClient: [],
        plain: [],
    };
    for (let run = 0; run < RUNS; run += 1) {
        runs.promise.push(await nanosecondsPerCall(CALLS, () => resolved));
        runs.cached.push(await nanosecondsPerCall(CALLS, () => credential.getToken(SCOPE)));
        runs.asClient.push(await nanosecondsPerCall(CALLS, () => credential.getToken(SCOPE, clientOptions)));
        runs.plain.push(await nanosecondsPerCall(PLAIN_CALLS, () => plain.getToken(SCOPE)));
    }
    const figures = {
        promiseNanoseconds: median(runs.promise),
        cachedNanoseconds: median(runs.cached),
        asClientNanoseconds: median(runs.asClient),
        plainNanoseconds: median(runs.plain),
    };
    const ratio = Math.max(figures.cachedNanoseconds, figures.asClientNanoseconds) / figures.promiseNanoseconds;
    const grown = await growth(credential);
    return [
        {
            name: "cached getToken",
            measured:
                `${figures.cachedNanoseconds.toFixed(0)} ns, with a client's options ${figures.asClientNanoseconds.toFixed(0)} ns, ` +
                `resolved promise ${figures.promiseNanoseconds.toFixed(0)} ns: ${ratio.toFixed(2)} x ` +
                `(ClientAssertionCredential ${figures.plainNanoseconds.toFixed(0)} ns)`,
            mustHold: `at most ${String(MOST_RATIO)} x an already resolved promise`,
            holds: ratio <= MOST_RATIO,
            figures: { ...figures, ratio },
        },
        {
            name: "memory of 1,000,000 cached calls",
            measured: `${(grown / 1024).toFixed(0)} KiB more after than before`,
            mustHold: `no growth (at most ${String(MOST_GROWTH_BYTES / 1024)} KiB of noise)`,
            holds: grown <= MOST_GROWTH_BYTES,
            figures: { grownBytes: grown },
        },
    ];
}

async function growth(credential: TokenCredential): Promise<number> {
    setFlagsFromString("--expose-gc");
    const heap = (): number => {
        // A second collection frees what the first one's finalizers released.
        runInNewContext("gc(); gc();");
        return process.memoryUsage().heapUsed;
    };
    await nanosecondsPerCall(CALLS, () => credential.getToken(SCOPE));
    const before = heap();
    await nanosecondsPerCall(1_000_000, () => credential.getToken(SCOPE));
    return heap() - before;
}

/** A thousand first calls at once. */
export async function benchFirstCalls(): Promise<WorkloadLine> {
    const clock = new SimulatedClock();
    const entra = new SimulatedEntra(clock);
    const cognito = new SimulatedCognito();
    const credential = new FederatedCredential(
        { environment: ENVIRONMENT },
        { source: cognito, system: { clock, random: Math.random, fetch: entra.fetch } },
    );
    const plain = new PlainCredential(new SimulatedEntra(clock));
    const all = (each: TokenCredential): Promise<unknown> =>
        Promise.all(Array.from({ length: 1000 }, () => each.getToken(SCOPE)));
    await all(credential);
    await all(plain.credential);
    const figures = {
        assertions: cognito.minted,
        exchanges: entra.granted,
        plainAssertions: plain.assertions,
        plainExchanges: plain.exchanges,
    };
    return {
        name: "1,000 concurrent first calls",
        measured:
            `${String(figures.assertions)} Cognito call, ${String(figures.exchanges)} exchange ` +
            `(ClientAssertionCredential ${String(figures.plainAssertions)} and ${String(figures.plainExchanges)})`,
        mustHold: "1 Cognito call and 1 exchange",
        holds: figures.assertions === 1 && figures.exchanges === 1,
        figures,
    };
}

/**
 * Calls during a renewal compared with as many without one, alternating.
 *
 * "No call is slower than a cached one" means: every call during the renewal gets the current token without waiting for
 * the exchange, and the distribution is the same. The slowest calls show what else the machine does (garbage
 * collection, other processes), so the 99.9th percentiles are compared; and no call at all may take a tenth of an
 * exchange.
 */
export async function benchRenewalUnderLoad(): Promise<WorkloadLine> {
    const quiet: Load[] = [];
    const renewing: Load[] = [];
    for (let run = 0; run < RUNS; run += 1) {
        const clock = new SimulatedClock();
        const entra = new SimulatedEntra(clock);
        let exchanges = 0;
        const fetch: typeof entra.fetch = async () => {
            exchanges += 1;
            await systemClock.sleep(EXCHANGE_MILLISECONDS);
            return entra.fetch();
        };
        // Real timers, so that the exchange takes time; a stopped clock, so that the renewal starts on demand.
        const system = {
            clock: { now: () => clock.now(), sleep: (time: number) => systemClock.sleep(time) },
            random: Math.random,
            fetch,
        };
        const credential = new FederatedCredential(
            { environment: ENVIRONMENT },
            { source: new SimulatedCognito(), system },
        );
        await credential.getToken(SCOPE);
        quiet.push(await load(credential));
        clock.jump(55 * 60_000);
        renewing.push(await load(credential));
        if (exchanges !== 2) {
            throw new Error(`${String(exchanges)} exchanges where there should be two`);
        }
    }
    const middle = (loads: readonly Load[], figure: keyof Load): number => median(loads.map((each) => each[figure]));
    const figures = {
        calls: middle(renewing, "calls"),
        quietMicroseconds: middle(quiet, "highMicroseconds"),
        renewingMicroseconds: middle(renewing, "highMicroseconds"),
        quietSlowestMicroseconds: middle(quiet, "slowestMicroseconds"),
        renewingSlowestMicroseconds: middle(renewing, "slowestMicroseconds"),
        slowestOfAllMicroseconds: Math.max(...renewing.map(({ slowestMicroseconds }) => slowestMicroseconds)),
    };
    const ratio = figures.renewingMicroseconds / figures.quietMicroseconds;
    const mostMicroseconds = (EXCHANGE_MILLISECONDS * 1000) / 10;
    return {
        name: "refresh under load",
        measured:
            `99.9 % of ${String(figures.calls)} calls in ${String(LOAD_MILLISECONDS)} ms take ${figures.renewingMicroseconds.toFixed(1)} us while renewing, ` +
            `${figures.quietMicroseconds.toFixed(1)} us otherwise: ${ratio.toFixed(2)} x; the slowest ${figures.renewingSlowestMicroseconds.toFixed(0)} us, ` +
            `otherwise ${figures.quietSlowestMicroseconds.toFixed(0)} us; an exchange takes ${String(EXCHANGE_MILLISECONDS)} ms`,
        mustHold: `no call slower than a cached one: the same 99.9th percentile (at most ${String(MOST_NOISE)} x), and none waits for the exchange (a tenth of it)`,
        holds: ratio <= MOST_NOISE && figures.slowestOfAllMicroseconds < mostMicroseconds,
        figures: { ...figures, ratio },
    };
}

/** How long calls took. */
interface Load {
    readonly calls: number;
    /** The 99.9th percentile. */
    readonly highMicroseconds: number;
    readonly slowestMicroseconds: number;
}

/** Calls one after the other while the event loop keeps turning. */
async function load(credential: TokenCredential): Promise<Load> {
    const end = performance.now() + LOAD_MILLISECONDS;
    const times: number[] = [];
    while (performance.now() < end) {
        for (let call = 0; call < 100; call += 1) {
            const start = performance.now();
            await credential.getToken(SCOPE);
            times.push((performance.now() - start) * 1000);
        }
        await new Promise((resolve) => setImmediate(resolve));
    }
    times.sort((a, b) => a - b);
    return {
        calls: times.length,
        highMicroseconds: times[Math.floor(times.length * 0.999)] ?? NaN,
        slowestMicroseconds: times.at(-1) ?? NaN,
    };
}
