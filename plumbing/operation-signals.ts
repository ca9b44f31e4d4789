/** The abort signals of the operations in flight: each ends at its own deadline, all of them when the engine cancels. */
export class OperationSignals {
    #cancellation = new AbortController();

    /** Aborts every operation in flight. Operations that begin later are not affected. */
    cancel(): void {
        const cancelled = this.#cancellation;
        this.#cancellation = new AbortController();
        cancelled.abort(new Error("The operation was cancelled."));
    }

    /** Runs one operation. With `timeoutSeconds` 0 the engine waits indefinitely. */
    async run<T>(timeoutSeconds: number, operation: (signal: AbortSignal) => Promise<T>): Promise<T> {
        const ended = new AbortController();
        const timer =
            timeoutSeconds > 0
                ? setTimeout(() => {
                      ended.abort(
                          new Error(
                              `The operation did not finish in ${timeoutSeconds} seconds: give it longer with customTimeouts.`,
                          ),
                      );
                  }, timeoutSeconds * 1000)
                : undefined;
        const signal = AbortSignal.any([this.#cancellation.signal, ended.signal]);
        try {
            return await operation(signal);
        } catch (error) {
            throw signal.aborted && isAbort(error) ? signal.reason : error;
        } finally {
            clearTimeout(timer);
        }
    }
}

function isAbort(error: unknown): boolean {
    return error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError");
}
