import { realSystem } from "../system";
import { run } from "./run";

const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => {
        stop.abort(signal);
    });
}

void run(process.argv.slice(2), {
    environment: process.env,
    system: realSystem,
    out: (text) => process.stdout.write(text),
    log: (line) => process.stderr.write(`${line}\n`),
    outIsTerminal: process.stdout.isTTY,
    inIsTerminal: process.stdin.isTTY,
    stop: stop.signal,
}).then((code) => {
    process.exitCode = code;
});
