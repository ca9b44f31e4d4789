import { FederatedCredential } from "../../workload";
import { RENEWAL_MARGIN_SECONDS } from "../../workload/token-schedule";
import { settle, SimulatedClock } from "./simulated-clock";
import {
    credentialNotSeen,
    ENVIRONMENT,
    networkDown,
    SCOPE,
    SimulatedCognito,
    SimulatedEntra,
} from "./simulated-clouds";
import type { WorkloadLine } from "./workload-line";

const SEEDS = [1, 2, 3, 5, 7, 11, 13, 17, 19, 23];
const HOURS = 24;
const CALLS_PER_SECOND = 100;
const LIFETIME_SECONDS = 3600;
const OUTAGE_MINUTES = 4;
const REFUSED = 1 / 50;
const THROTTLED = 1 / 5;

interface Day {
    readonly calls: number;
    readonly failedCalls: number;
    /** Exchanges that Entra answered with a token. */
    readonly granted: number;
    /** Exchanges that Entra refused: 1 in 50, each of which is retried. */
    readonly refused: number;
    /** Attempts during the outages, at AWS or Entra: no exchange took place. */
    readonly unreachable: number;
    readonly throttled: number;
    readonly assertions: number;
}

/**
 * Days of load with everything that can go wrong: the same chances in every run, different ones for each seed. A token
 * is renewed no earlier than the margin before its end, so at most 24 h / (lifetime - margin) exchanges are granted,
 * whatever fails; refused ones come on top, since they bring no token.
 */
export async function benchDay(): Promise<WorkloadLine> {
    const start = performance.now();
    const days: Day[] = [];
    for (const seed of SEEDS) {
        days.push(await simulateDay(seeded(seed)));
    }
    const seconds = (performance.now() - start) / 1000;
    const bound = (HOURS * 3600) / (LIFETIME_SECONDS - RENEWAL_MARGIN_SECONDS);
    const total = (count: keyof Day): number => days.reduce((sum, day) => sum + day[count], 0);
    const most = Math.max(...days.map(({ granted }) => granted));
    const mostInAll = Math.max(...days.map(({ granted, refused }) => granted + refused));
    const figures = {
        days: days.length,
        calls: total("calls"),
        failedCalls: total("failedCalls"),
        mostGranted: most,
        mostExchanges: mostInAll,
        refusedExchanges: total("refused"),
        unreachable: total("unreachable"),
        throttled: total("throttled"),
        assertions: total("assertions"),
        bound,
        seconds,
    };
    return {
        name: `24 simulated hours at ${String(CALLS_PER_SECOND)} calls/s, ${String(days.length)} seeds`,
        measured:
            `${String(figures.calls)} calls in ${seconds.toFixed(1)} s, ${String(figures.failedCalls)} failed; at most ${String(most)} exchanges granted ` +
            `in a day, ${String(mostInAll)} with the refused ones (in all days: ${String(figures.refusedExchanges)} refused, ` +
            `${String(figures.unreachable)} attempts without network, ${String(figures.throttled)} Cognito calls throttled); margin ${String(RENEWAL_MARGIN_SECONDS)} s`,
        mustHold: `0 failed calls, at most 24 h / (lifetime - margin) = ${bound.toFixed(1)} exchanges granted in a day`,
        holds: figures.failedCalls === 0 && most <= bound,
        figures,
    };
}

async function simulateDay(chance: () => number): Promise<Day> {
    const clock = new SimulatedClock();
    const entra = new SimulatedEntra(clock);
    const cognito = new SimulatedCognito();
    const credential = new FederatedCredential(
        { environment: ENVIRONMENT },
        { system: { clock, random: chance, fetch: entra.fetch }, source: cognito },
    );
    const startedAt = clock.now();
    const outageFrom = chance() * (60 - OUTAGE_MINUTES);
    const counts = { failedCalls: 0, refused: 0, unreachable: 0, throttled: 0 };
    const isDown = (): boolean => {
        const minute = ((clock.now() - startedAt) / 60_000 + 60 - outageFrom) % 60;
        return clock.now() > startedAt + 60_000 && minute < OUTAGE_MINUTES;
    };
    let isThrottled = false;
    entra.latencyMilliseconds = 150;
    entra.failure = () => {
        if (isDown()) {
            counts.unreachable += 1;
            return networkDown();
        }
        if (chance() < REFUSED) {
            counts.refused += 1;
            return credentialNotSeen();
        }
        return undefined;
    };
    // The network is down for AWS as well.
    cognito.failure = () => {
        if (isDown()) {
            counts.unreachable += 1;
            return "NetworkUnreachable";
        }
        if (isThrottled) {
            isThrottled = false;
            counts.throttled += 1;
            return "TooManyRequestsException";
        }
        return undefined;
    };
    const first = credential.getToken(SCOPE);
    for (let second = 0; second < 30; second += 1) {
        await settle();
        await clock.advance(1000);
    }
    await first;

    for (let second = 0; second < HOURS * 3600; second += 1) {
        isThrottled ||= second % 60 === 0 && chance() < THROTTLED;
        for (let call = 0; call < CALLS_PER_SECOND; call += 1) {
            try {
                const { expiresOnTimestamp } = await credential.getToken(SCOPE);
                counts.failedCalls += expiresOnTimestamp > clock.now() ? 0 : 1;
            } catch {
                counts.failedCalls += 1;
            }
            clock.jump(1000 / CALLS_PER_SECOND);
        }
        await clock.advance(0);
    }
    return {
        ...counts,
        granted: entra.granted,
        calls: HOURS * 3600 * CALLS_PER_SECOND,
        assertions: cognito.minted,
    };
}

/** A linear congruential generator: random enough, and the same every time. */
function seeded(seed: number): () => number {
    let state = seed;
    const next = (): number => {
        state = (state * 1664525 + 1013904223) % 2 ** 32;
        return state / 2 ** 32;
    };
    // Similar seeds begin with similar numbers.
    for (let skipped = 0; skipped < 8; skipped += 1) {
        next();
    }
    return next;
}
