// A thread that does nothing but read the token file, and counts what no reader may ever see.
const { readFileSync } = require("node:fs");
const { parentPort, workerData } = require("node:worker_threads");

const { path, shared } = workerData;
const state = new Float64Array(shared);
const [NOW, STOP] = [0, 1];
const seen = { reads: 0, partial: 0, expired: 0, missing: 0 };

while (state[STOP] === 0) {
    const now = state[NOW];
    try {
        const [, payload, signature] = readFileSync(path, "utf8").split(".");
        const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
        seen.reads += 1;
        seen.partial += signature.length === 43 ? 0 : 1;
        seen.expired += claims.exp > now ? 0 : 1;
    } catch (error) {
        if (error.code === "ENOENT") {
            seen.missing += 1;
        } else {
            seen.partial += 1;
        }
    }
}
parentPort.postMessage(seen);
