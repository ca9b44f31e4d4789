import { networkDown, refusal } from "../../tests/workload/fake-entra";
import { settle } from "../../tests/workload/fake-clock";
import { FederatedTestWorkload, SCOPE } from "../../tests/workload/federated-workload";
import { RENEWAL_MARGIN_SECONDS } from "../../workload/token-schedule";
import type { WorkloadLine } from "./workload-line";

const HOURS = 24;
const CALLS_PER_SECOND = 100;
const LIFETIME_SECONDS = 3600;
const REFUSED = 1 / 50;
const THROTTLED = 1 / 5;

/** A day of load with everything that goes wrong in it; the same chances at every run. */
export async function benchDay(): Promise<WorkloadLine> {
    const chance = seeded(7);
    const workload = new FederatedTestWorkload({}, chance);
    const { clock, credential, entra, source } = workload;
    const startedAt = clock.now();
    entra.latencyMilliseconds = 150;
    const figures = { calls: 0, failedCalls: 0, tokens: 0, refusedExchanges: 0, unreachable: 0, throttled: 0 };
    entra.always = (form, url) => {
        const minute = ((clock.now() - startedAt) / 60_000) % 60;
        if (minute >= 50 && minute < 54) {
            figures.unreachable += 1;
            return networkDown(form, url);
        }
        if (chance() < REFUSED) {
            figures.refusedExchanges += 1;
            return refusal(700213)(form, url);
        }
        figures.tokens += 1;
        return entra.token();
    };
    const first = credential.getToken(SCOPE);
    for (let second = 0; second < 30; second += 1) {
        await settle();
        await clock.advance(1000);
    }
    await first;

    const start = performance.now();
    for (let second = 0; second < HOURS * 3600; second += 1) {
        if (second % 60 === 0 && chance() < THROTTLED && source.failures.length === 0) {
            figures.throttled += 1;
            source.failures.push("TooManyRequestsException");
        }
        for (let call = 0; call < CALLS_PER_SECOND; call += 1) {
            try {
                const { expiresOnTimestamp } = await credential.getToken(SCOPE);
                figures.failedCalls += expiresOnTimestamp > clock.now() ? 0 : 1;
            } catch {
                figures.failedCalls += 1;
            }
            clock.jump(1000 / CALLS_PER_SECOND);
        }
        figures.calls += CALLS_PER_SECOND;
        await clock.advance(0);
    }
    const seconds = (performance.now() - start) / 1000;
    const bound = (HOURS * 3600) / (LIFETIME_SECONDS - RENEWAL_MARGIN_SECONDS);
    return {
        name: "24 simulated hours at 100 calls/s",
        measured:
            `${String(figures.calls)} calls in ${seconds.toFixed(1)} s, ${String(figures.failedCalls)} failed; ${String(figures.tokens)} tokens ` +
            `(besides ${String(figures.refusedExchanges)} exchanges refused, ${String(figures.unreachable)} without network, ` +
            `${String(figures.throttled)} Cognito calls throttled); margin ${String(RENEWAL_MARGIN_SECONDS)} s`,
        mustHold: `0 failed calls, at most 24 h / (lifetime - margin) = ${bound.toFixed(1)} tokens`,
        holds: figures.failedCalls === 0 && figures.tokens <= bound,
        figures: { ...figures, bound, seconds },
    };
}

/** A linear congruential generator: enough for chances, and the same every time. */
function seeded(seed: number): () => number {
    let state = seed;
    return () => {
        state = (state * 1664525 + 1013904223) % 2 ** 32;
        return state / 2 ** 32;
    };
}
