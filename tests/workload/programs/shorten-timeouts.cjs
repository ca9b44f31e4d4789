// Shortens what ends a request that stays without an answer: the time-outs of fetch (300 s by default) and of node:http's shared agent.
const http = require("node:http");

http.globalAgent.options.timeout = 200;
void globalThis.fetch("data:,").then(() => {
    const dispatcher = Symbol.for("undici.globalDispatcher.1");
    const { constructor: Agent } = globalThis[dispatcher];
    globalThis[dispatcher] = new Agent({ headersTimeout: 200, bodyTimeout: 200 });
});
