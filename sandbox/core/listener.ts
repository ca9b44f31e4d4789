import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { getRequestListener } from "@hono/node-server";
import type { ServerCertificate } from "./certificate-authority";
import type { Handler } from "./network";

/** What a client may offer in the TLS handshake; Node.js ends a handshake that offers `http/1.0` only. */
export const HTTP_PROTOCOLS = ["http/1.1", "http/1.0"] as const;

/** A web server on a loopback port that the system chooses. */
export interface Listener {
    readonly port: number;
    close(): Promise<void>;
}

/** Serves `handler` over HTTPS with `certificate`, or over HTTP without one. */
export function listen(handler: Handler, certificate?: ServerCertificate): Promise<Listener> {
    const answer = nodeListener(handler);
    return openOnLoopback(
        certificate === undefined
            ? createHttpServer(answer)
            : createHttpsServer(
                  { key: certificate.key, cert: certificate.certificate, ALPNProtocols: [...HTTP_PROTOCOLS] },
                  answer,
              ),
    );
}

/** What Node.js's servers call for each request. */
export function nodeListener(handler: Handler): RequestListener {
    const answer = getRequestListener(handler);
    return (request, response) => {
        void answer(request, response);
    };
}

/** Starts a server; closing it ends its connections. */
export function openOnLoopback(server: Server): Promise<Listener> {
    return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", () => {
            const address = server.address();
            if (address === null || typeof address === "string") {
                reject(new Error("The server has no port."));
                return;
            }
            resolve({
                port: address.port,
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
