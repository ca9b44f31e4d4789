import type { Clock } from "../../workload/clock";

interface Sleeper {
    readonly at: number;
    wake(): void;
}

/** A clock that stands until it is advanced; whoever sleeps wakes in the order of time. */
export class FakeClock implements Clock {
    #now = Date.parse("2026-01-01T00:00:00Z");
    readonly #sleepers: Sleeper[] = [];

    now(): number {
        return this.#now;
    }

    sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
        return new Promise((resolve) => {
            const wake = (): void => {
                signal?.removeEventListener("abort", wake);
                resolve();
            };
            this.#sleepers.push({ at: this.#now + milliseconds, wake });
            this.#sleepers.sort((a, b) => a.at - b.at);
            signal?.addEventListener("abort", wake);
        });
    }

    /** Moves on, waking sleepers on the way and letting each do what it can before the next. */
    async advance(milliseconds: number): Promise<void> {
        const target = this.#now + milliseconds;
        for (let next = this.#sleepers[0]; next !== undefined && next.at <= target; next = this.#sleepers[0]) {
            this.#sleepers.shift();
            this.#now = Math.max(this.#now, next.at);
            next.wake();
            await settle();
        }
        this.#now = target;
    }

    /** Time that passes without anybody waking yet. */
    jump(milliseconds: number): void {
        this.#now += milliseconds;
    }

    /** A machine's clock that somebody sets, or a machine that slept: timers do not notice. */
    set(milliseconds: number): void {
        this.#now += milliseconds;
        this.#sleepers.splice(
            0,
            Infinity,
            ...this.#sleepers.map((sleeper) => ({ ...sleeper, at: sleeper.at + milliseconds })),
        );
    }
}

/** Lets everything happen that waits for nothing but its turn. */
export async function settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
    }
}
