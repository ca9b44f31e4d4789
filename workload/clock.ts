/** Time as the kit sees it; tests use their own. */
export interface Clock {
    /** Milliseconds since 1970 by this machine's clock, however wrong. */
    now(): number;
    /** Resolves after `milliseconds`, or at once when `signal` aborts. */
    sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

// A timer of Node.js that is set for longer fires at once.
const LONGEST_TIMER_MILLISECONDS = 2 ** 31 - 1;

/** The machine's clock and timers. */
export const systemClock: Clock = {
    now: () => Date.now(),
    sleep: (milliseconds, signal) =>
        new Promise((resolve) => {
            if (signal?.aborted === true) {
                resolve();
                return;
            }
            const done = (): void => {
                clearTimeout(timer);
                signal?.removeEventListener("abort", done);
                resolve();
            };
            const timer = setTimeout(done, Math.min(milliseconds, LONGEST_TIMER_MILLISECONDS));
            signal?.addEventListener("abort", done, { once: true });
        }),
};
