import { realSystem } from "../system";
import { run } from "./run";

const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
        stop.abort();
    });
}

void run(process.argv.slice(2), {
    environment: process.env,
    system: realSystem,
    out: (text) => process.stdout.write(text),
    log: (line) => process.stderr.write(`${line}\n`),
    outIsTerminal: process.stdout.isTTY,
    stop: stop.signal,
}).then((code) => {
    process.exitCode = code;
});
