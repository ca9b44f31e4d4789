import { createServer } from "node:http";
import type { TokenFileHealth } from "./token-file-keeper";

/** Where the health endpoint listens. */
export interface HealthAddress {
    readonly host: string;
    readonly port: number;
}

export interface HealthServer {
    readonly url: string;
    close(): Promise<void>;
}

/** `8080` or `0.0.0.0:8080`; without a host, only this machine (or pod) can connect. */
export function parseHealthAddress(text: string): HealthAddress | undefined {
    const match = /^(?:(?<host>[\w.-]+|\[[\da-f:]+\]):)?(?<port>\d{1,5})$/i.exec(text);
    const port = Number(match?.groups?.["port"]);
    if (match === null || port > 65_535) {
        return undefined;
    }
    return { host: (match.groups?.["host"] ?? "127.0.0.1").replace(/^\[|\]$/g, ""), port };
}

/** Answers `GET /health`: 200 while the file holds a token that is valid, 503 otherwise; the body says why. */
export function serveHealth(address: HealthAddress, health: () => TokenFileHealth): Promise<HealthServer> {
    const server = createServer((request, response) => {
        const found = (request.method === "GET" || request.method === "HEAD") && request.url === "/health";
        const state = health();
        const status = !found ? 404 : state.status === "ok" ? 200 : 503;
        response.writeHead(status, { "content-type": "application/json" });
        response.end(found && request.method === "GET" ? `${JSON.stringify(state)}\n` : undefined);
    });
    return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(address.port, address.host, () => {
            const bound = server.address();
            const port = typeof bound === "object" && bound !== null ? bound.port : address.port;
            const host = address.host.includes(":") ? `[${address.host}]` : address.host;
            resolve({
                url: `http://${host}:${String(port)}/health`,
                close: () =>
                    new Promise((closed) => {
                        server.close(() => {
                            closed();
                        });
                        server.closeAllConnections();
                    }),
            });
        });
    });
}
