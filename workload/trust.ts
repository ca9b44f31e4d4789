import { backOff, heededMilliseconds } from "./back-off";
import { FederationError } from "./errors";
import type { System } from "./system";

// The longest pause between two attempts while calls wait for the trust.
const LONGEST_WAIT_MILLISECONDS = 15_000;
// The longest pause after that: a workload recovers within a minute of the fix.
const LONGEST_PAUSE_MILLISECONDS = 60_000;

/** Entra's last refusal to match the outside token. All times in milliseconds by this machine's clock. */
interface Refusal {
    readonly error: FederationError;
    /** When the first refusal in a row came. */
    readonly since: number;
    readonly failures: number;
    readonly at: number;
    readonly askAgainAt: number;
}

/**
 * Whether Entra matches the outside token to a federated credential, by the last exchange in one tenant.
 *
 * That depends on the application and not on the scope, so exchanges for all scopes share it. While Entra refuses, one exchange at a
 * time asks again, with growing pauses. The others wait for its answer; once more than `patienceMilliseconds` have passed since the
 * first refusal, they fail at once with the last refusal.
 */
export class Trust {
    readonly #system: System;
    readonly #patienceMilliseconds: number;
    #refusal: Refusal | undefined;
    #attempt: Promise<unknown> | undefined;

    constructor(system: System, patienceMilliseconds: number) {
        this.#system = system;
        this.#patienceMilliseconds = patienceMilliseconds;
    }

    /**
     * The result of `exchange`, which is repeated while Entra may not have seen the federated credential yet.
     * @throws FederationError the refusal, or whatever else `exchange` throws
     */
    async exchange<T>(exchange: () => Promise<T>): Promise<T> {
        for (;;) {
            const refusal = this.#refusal;
            if (refusal !== undefined) {
                await this.#waitForTurn(refusal);
                // Another call has asked meanwhile, or is asking now.
                if (this.#refusal !== refusal || this.#attempt !== undefined) {
                    continue;
                }
            }
            try {
                return await (refusal === undefined ? this.#ask(exchange) : this.#askAlone(exchange));
            } catch (error) {
                if (!isUnmatched(error)) {
                    throw error;
                }
            }
        }
    }

    /** Throws the last refusal when waiting would take too long. */
    async #waitForTurn(refusal: Refusal): Promise<void> {
        if (this.#attempt !== undefined) {
            const error = await this.#attempt;
            if (error instanceof FederationError && error.retry === "transient") {
                throw error;
            }
            return;
        }
        const now = this.#system.clock.now();
        // A clock that was set back says nothing about how long ago the refusal was.
        const pause = now < refusal.at ? 0 : refusal.askAgainAt - now;
        if (pause > 0 && refusal.askAgainAt - refusal.since > this.#patienceMilliseconds) {
            throw refusal.error;
        }
        if (pause > 0) {
            await this.#system.clock.sleep(pause);
        }
    }

    async #askAlone<T>(exchange: () => Promise<T>): Promise<T> {
        const asked = this.#ask(exchange);
        this.#attempt = asked
            .catch((error: unknown) => error)
            .finally(() => {
                this.#attempt = undefined;
            });
        return asked;
    }

    async #ask<T>(exchange: () => Promise<T>): Promise<T> {
        const before = this.#refusal;
        try {
            const result = await exchange();
            this.#refusal = undefined;
            return result;
        } catch (error) {
            // Of several refusals at once, the first counts.
            if (isUnmatched(error) && this.#refusal === before) {
                this.#refusal = this.#refuse(error, before);
            }
            throw error;
        }
    }

    #refuse(error: FederationError, before: Refusal | undefined): Refusal {
        const at = this.#system.clock.now();
        const since = Math.min(before?.since ?? at, at);
        const failures = before?.failures ?? 0;
        const pauseUpTo = (longest: number): number =>
            Math.max(
                heededMilliseconds(error),
                backOff(failures, longest, () => this.#system.random()),
            );
        const wait = pauseUpTo(LONGEST_WAIT_MILLISECONDS);
        const isWaitedFor = at + wait - since <= this.#patienceMilliseconds;
        const askAgainAt = at + (isWaitedFor ? wait : pauseUpTo(LONGEST_PAUSE_MILLISECONDS));
        return { error, since, failures: failures + 1, at, askAgainAt };
    }
}

function isUnmatched(error: unknown): error is FederationError {
    return error instanceof FederationError && error.retry === "propagation";
}
