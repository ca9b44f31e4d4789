import { backOff, heededMilliseconds } from "./back-off";
import { explain, FederationError } from "./errors";
import type { System } from "./system";

/** A value with an end. All times in milliseconds by this machine's clock. */
export interface Timed<T> {
    readonly value: T;
    readonly expiresAt: number;
    /** From then on, the next call starts a renewal in the background. */
    readonly renewAt: number;
}

/** Callbacks for whoever counts what happens. */
export interface RenewingValueEvents {
    onRenewal?(): void;
    onError?(error: FederationError): void;
}

const LONGEST_WAIT_MILLISECONDS = 15_000;
const LONGEST_BACKGROUND_PAUSE_MILLISECONDS = 30_000;
const FRESH_ASSERTIONS_AT_ONCE = 1;
// A busy workload must not repeat a hopeless request with every call.
const REFUSAL_HOLDS_MILLISECONDS = 1000;

/** A failure that still holds: why there is no value, and when it is worth asking again. */
interface Refusal {
    readonly error: FederationError;
    readonly until: number;
}

/**
 * A value that expires. All callers share one fetch. While the value is valid it is renewed in the background; once it has expired,
 * callers wait for a new one. Nothing runs between calls: no timer keeps the process alive.
 */
export class RenewingValue<T> {
    readonly #fetch: () => Promise<Timed<T>>;
    readonly #system: System;
    readonly #patienceMilliseconds: number;
    readonly #events: RenewingValueEvents;
    #current: Timed<Promise<T>> | undefined;
    #waiting: Promise<T> | undefined;
    #renewal: Promise<void> | undefined;
    #renewalFailures = 0;
    #nextRenewalAt = 0;
    /** How many values were put: a fetch that began before the last of them is outdated. */
    #puts = 0;
    #refusal: Refusal | undefined;
    #seenAt = -Infinity;

    /** `patienceMilliseconds`: how long a caller waits for a service that is down, throttles or cannot be reached. */
    constructor(
        fetch: () => Promise<Timed<T>>,
        system: System,
        patienceMilliseconds: number,
        events: RenewingValueEvents = {},
    ) {
        this.#fetch = fetch;
        this.#system = system;
        this.#patienceMilliseconds = patienceMilliseconds;
        this.#events = events;
    }

    /** The cached value, `undefined` if there is none or it has expired; starts a renewal that is due. Neither waits nor allocates. */
    peek(): Promise<T> | undefined {
        const now = this.#now();
        const current = this.#current;
        if (current === undefined) {
            return undefined;
        }
        if (now < current.renewAt) {
            return current.value;
        }
        if (now >= current.expiresAt) {
            return undefined;
        }
        if (this.#renewal === undefined && this.#waiting === undefined && now >= this.#nextRenewalAt) {
            this.#renewal = this.#renew();
        }
        return current.value;
    }

    get(): Promise<T> {
        return this.peek() ?? this.refetch();
    }

    /** A new value in place of the cached one; concurrent callers share one fetch. */
    refetch(): Promise<T> {
        this.#waiting ??= this.#fetchWithPatience().finally(() => {
            this.#waiting = undefined;
        });
        return this.#waiting;
    }

    /** Forgets the value. */
    invalidate(): void {
        this.#current = undefined;
    }

    /** Stores a value that was fetched elsewhere. A fetch that is under way does not replace it. */
    put(timed: Timed<T>): void {
        this.#puts += 1;
        this.#keep(timed);
    }

    #keep(timed: Timed<T>): void {
        this.#current = { ...timed, value: Promise.resolve(timed.value) };
        this.#renewalFailures = 0;
        this.#nextRenewalAt = 0;
        this.#refusal = undefined;
        this.#now();
    }

    /** The current time. If the clock was set back, everything that is planned moves back with it. */
    #now(): number {
        const now = this.#system.clock.now();
        if (now < this.#seenAt) {
            this.#moveBack(this.#seenAt - now);
        }
        this.#seenAt = now;
        return now;
    }

    #moveBack(milliseconds: number): void {
        if (this.#current !== undefined) {
            const { value, expiresAt, renewAt } = this.#current;
            this.#current = { value, expiresAt: expiresAt - milliseconds, renewAt: renewAt - milliseconds };
        }
        if (this.#refusal !== undefined) {
            this.#refusal = { ...this.#refusal, until: this.#refusal.until - milliseconds };
        }
        this.#nextRenewalAt -= milliseconds;
    }

    async #renew(): Promise<void> {
        const puts = this.#puts;
        // Not in the caller's turn: the call that starts a renewal takes no longer than any other.
        await this.#system.clock.sleep(0);
        try {
            const timed = await this.#fetch();
            if (puts === this.#puts) {
                this.#keep(timed);
                this.#events.onRenewal?.();
            }
        } catch (thrown) {
            const error = toFederationError(thrown);
            this.#events.onError?.(error);
            if (puts === this.#puts) {
                const pause = backOff(this.#renewalFailures, LONGEST_BACKGROUND_PAUSE_MILLISECONDS, () =>
                    this.#system.random(),
                );
                this.#renewalFailures += 1;
                this.#nextRenewalAt = this.#now() + Math.max(pause, heededMilliseconds(error));
                this.#remember(error);
            }
        } finally {
            this.#renewal = undefined;
        }
    }

    async #fetchWithPatience(): Promise<T> {
        if (this.#renewal !== undefined) {
            const before = this.#current;
            await this.#renewal;
            if (this.#current !== undefined && this.#current !== before) {
                return this.#current.value;
            }
        }
        const puts = this.#puts;
        const startedAt = this.#now();
        await this.#outwait(startedAt);
        for (let failures = 0; ; failures += 1) {
            try {
                const timed = await this.#fetch();
                if (puts === this.#puts) {
                    this.#keep(timed);
                }
                return (await this.#current?.value) ?? timed.value;
            } catch (thrown) {
                const error = toFederationError(thrown);
                this.#events.onError?.(error);
                if (puts !== this.#puts && this.#current !== undefined) {
                    return this.#current.value;
                }
                this.#remember(error);
                const pause = this.#pauseAfter(error, failures, startedAt);
                if (pause === undefined) {
                    throw error;
                }
                await this.#system.clock.sleep(pause);
            }
        }
    }

    #remember(error: FederationError): void {
        const holds = error.retry === "never" ? REFUSAL_HOLDS_MILLISECONDS : heededMilliseconds(error);
        this.#refusal = holds === 0 ? undefined : { error, until: this.#now() + holds };
    }

    /** Waits until the service that refused may be asked again; throws its refusal if a call may not wait that long. */
    async #outwait(now: number): Promise<void> {
        const left = this.#refusal === undefined ? 0 : this.#refusal.until - now;
        if (this.#refusal === undefined || left <= 0) {
            return;
        }
        if (this.#refusal.error.retry === "never" || left > this.#patienceMilliseconds) {
            throw this.#refusal.error;
        }
        await this.#system.clock.sleep(left);
    }

    /** `undefined` when waiting does not help, or would take too long. */
    #pauseAfter(error: FederationError, failures: number, startedAt: number): number | undefined {
        const now = this.#now();
        // `Trust` has already waited for a credential that Entra had not seen.
        if (error.retry === "never" || error.retry === "propagation") {
            return undefined;
        }
        if (error.retry === "newAssertion" && failures < FRESH_ASSERTIONS_AT_ONCE) {
            return 0;
        }
        const own = backOff(failures, LONGEST_WAIT_MILLISECONDS, () => this.#system.random());
        const pause = Math.max(own, heededMilliseconds(error));
        return now + pause - startedAt > this.#patienceMilliseconds ? undefined : pause;
    }
}

function toFederationError(thrown: unknown): FederationError {
    return thrown instanceof FederationError ? thrown : new UnforeseenError(thrown);
}

/** A defect, or a failure that the kit does not classify. Only its name is shown: its message may hold anything. */
class UnforeseenError extends FederationError {
    constructor(thrown: unknown) {
        super("cognito-entra", explain("UnknownError"), {
            detail: thrown instanceof Error ? thrown.name : typeof thrown,
        });
    }
}
