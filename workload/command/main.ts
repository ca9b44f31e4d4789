import { constants } from "node:os";
import { realSystem } from "../system";
import type { StopSignal } from "./command-context";
import { run } from "./run";

// As a shell reports a command that wrote to a pipe without a reader.
const READER_IS_GONE = 128 + constants.signals.SIGPIPE;

const stop = new AbortController();
const listeners = new Set<(signal: StopSignal) => void>();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => {
        stop.abort(signal);
        for (const listener of listeners) {
            listener(signal);
        }
    });
}

let outputFailure: number | undefined;
process.stdout.on("error", (error: Error) => {
    const isReaderGone = "code" in error && error.code === "EPIPE";
    if (!isReaderGone) {
        process.stderr.write(`Standard output cannot be written: ${error.message}.\n`);
    }
    outputFailure = isReaderGone ? READER_IS_GONE : 1;
    process.exitCode = outputFailure;
});
// Without a reader of its log, a sidecar goes on all the same.
process.stderr.on("error", () => undefined);

void run(process.argv.slice(2), {
    environment: process.env,
    system: realSystem,
    out: (text) => process.stdout.write(text),
    log: (line) => process.stderr.write(`${line}\n`),
    outIsTerminal: process.stdout.isTTY,
    inIsTerminal: process.stdin.isTTY,
    stop: stop.signal,
    onSignal: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
    },
}).then((code) => {
    process.exitCode = outputFailure ?? code;
});
