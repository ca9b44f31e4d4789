import type { Clock } from "../../workload/clock";

interface Sleeper {
    readonly at: number;
    wake(): void;
}

/** A clock that moves when a benchmark says so. */
export class SimulatedClock implements Clock {
    #now = Date.parse("2026-01-01T00:00:00Z");
    readonly #sleepers = new Set<Sleeper>();

    now(): number {
        return this.#now;
    }

    sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
        return new Promise((resolve) => {
            const sleeper = {
                at: this.#now + milliseconds,
                wake: (): void => {
                    signal?.removeEventListener("abort", sleeper.wake);
                    this.#sleepers.delete(sleeper);
                    resolve();
                },
            };
            this.#sleepers.add(sleeper);
            signal?.addEventListener("abort", sleeper.wake);
        });
    }

    /** Advances; whoever wakes on the way does all it can before the next one wakes. */
    async advance(milliseconds: number): Promise<void> {
        const target = this.#now + milliseconds;
        for (let next = this.#first(target); next !== undefined; next = this.#first(target)) {
            this.#now = Math.max(this.#now, next.at);
            next.wake();
            await settle();
        }
        this.#now = target;
    }

    /** Advances without waking anybody. */
    jump(milliseconds: number): void {
        this.#now += milliseconds;
    }

    #first(until: number): Sleeper | undefined {
        return [...this.#sleepers]
            .filter(({ at }) => at <= until)
            .reduce<Sleeper | undefined>(
                (first, each) => (first === undefined || each.at < first.at ? each : first),
                undefined,
            );
    }
}

/** Waits until nothing is left to do without advancing the clock. */
export async function settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
    }
}
