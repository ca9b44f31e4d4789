import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { serve } from "@hono/node-server";
import type { ServerCertificate } from "./certificate-authority";
import type { Handler } from "./network";

/** A web server on a loopback port of the system's choice. */
export interface Listener {
    readonly port: number;
    close(): Promise<void>;
}

/** Serves `handler` by HTTPS under `certificate`, or by HTTP without one. */
export function listen(handler: Handler, certificate?: ServerCertificate): Promise<Listener> {
    return new Promise((resolve, reject) => {
        const options = { fetch: handler, hostname: "127.0.0.1", port: 0 };
        const server =
            certificate === undefined
                ? serve({ ...options, createServer: createHttpServer }, ready)
                : serve(
                      {
                          ...options,
                          createServer: createHttpsServer,
                          serverOptions: { key: certificate.key, cert: certificate.certificate },
                      },
                      ready,
                  );
        server.once("error", reject);

        function ready(address: { readonly port: number }): void {
            resolve({
                port: address.port,
                close: () =>
                    new Promise((closed) => {
                        server.close(() => {
                            closed();
                        });
                        if ("closeAllConnections" in server) {
                            server.closeAllConnections();
                        }
                    }),
            });
        }
    });
}
