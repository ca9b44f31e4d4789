import type { CommandContext, StopSignal } from "../../workload/command/command-context";

/** Signals as a process gets them, sent by the test. */
export class FakeSignals {
    readonly #stop = new AbortController();
    readonly #listeners = new Set<(signal: StopSignal) => void>();

    /** The part of a command's context that tells of signals. */
    get context(): Pick<CommandContext, "stop" | "onSignal"> {
        return {
            stop: this.#stop.signal,
            onSignal: (listener) => {
                this.#listeners.add(listener);
                return () => this.#listeners.delete(listener);
            },
        };
    }

    send(signal: StopSignal): void {
        this.#stop.abort(signal);
        for (const listener of this.#listeners) {
            listener(signal);
        }
    }
}
