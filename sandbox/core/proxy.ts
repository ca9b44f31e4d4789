import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Duplex } from "node:stream";
import { createSecureContext, type SecureContext } from "node:tls";
import type { CertificateAuthority } from "./certificate-authority";
import { HTTP_PROTOCOLS, type Listener, nodeListener, openOnLoopback } from "./listener";
import type { Handler, Network } from "./network";

const HTTPS_PORT = "443";
/** How long a client may take for the TLS handshake in its tunnel. */
const HANDSHAKE_MILLISECONDS = 20_000;
/** Most clients show only the reason phrase of a refusal. */
const REASON = "Not a host of the sandbox";

/**
 * A forward proxy on loopback: CONNECT (RFC 9110, section 9.3.6) to port 443 of a host of the network ends in this process, with a
 * certificate of the authority; everything else is refused. The hop to the proxy is plain HTTP, because not every client speaks TLS to a
 * proxy; what goes through the tunnel is TLS.
 */
export async function listenAsProxy(network: Network, authority: CertificateAuthority): Promise<Listener> {
    const tunnels = new Set<Duplex>();
    const contexts = new Map<string, Promise<SecureContext>>();
    const contextOf = (host: string): Promise<SecureContext> => {
        const made = contexts.get(host) ?? issue(authority, host);
        contexts.set(host, made);
        return made;
    };
    const hosts = createHttpsServer(
        {
            handshakeTimeout: HANDSHAKE_MILLISECONDS,
            ALPNProtocols: [...HTTP_PROTOCOLS],
            SNICallback: (name, done) => {
                const host = name.toLowerCase();
                if (network.find(host) === undefined) {
                    done(new Error(`no host ${host}`));
                    return;
                }
                contextOf(host).then(
                    (context) => {
                        done(null, context);
                    },
                    (error: unknown) => {
                        done(error instanceof Error ? error : new Error(String(error)));
                    },
                );
            },
        },
        nodeListener(answerFrom(network)),
    );
    const proxy = createHttpServer((request, response) => {
        const text = refusal(`${request.method ?? ""} ${request.url ?? ""}`);
        response.writeHead(403, REASON, { "content-type": "text/plain", connection: "close" }).end(text);
    });
    proxy.on("connect", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        socket.on("error", () => socket.destroy());
        socket.once("close", () => tunnels.delete(socket));
        tunnels.add(socket);
        const target = request.url ?? "";
        if (!isServed(target, network)) {
            socket.resume().end(rawRefusal(refusal(`CONNECT ${target}`)));
            return;
        }
        socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        socket.unshift(head);
        // Node.js's HTTP server leaves sockets half open: a client that hangs up before the handshake would hold its socket until the timeout.
        socket.allowHalfOpen = false;
        hosts.emit("connection", socket);
    });
    const listener = await openOnLoopback(proxy);
    return {
        port: listener.port,
        close: async () => {
            for (const tunnel of tunnels) {
                tunnel.destroy();
            }
            await listener.close();
        },
    };
}

/** Passes a request to the host that it names; 421 if the network has no such host. */
function answerFrom(network: Network): Handler {
    return (request) => {
        const { host } = new URL(request.url);
        return network.find(host)?.(request) ?? new Response(refusal(`A request for ${host}`), { status: 421 });
    };
}

async function issue(authority: CertificateAuthority, host: string): Promise<SecureContext> {
    const { key, certificate } = await authority.issue([host]);
    return createSecureContext({ key, cert: certificate });
}

function isServed(target: string, network: Network): boolean {
    const [, host, port] = /^([^:]+):(\d+)$/.exec(target) ?? [];
    return host !== undefined && port === HTTPS_PORT && network.find(host.toLowerCase()) !== undefined;
}

function refusal(what: string): string {
    return (
        `${what.trim()} is refused: the sandbox's proxy leads only to port 443 of its clouds' own host names, such as management.azure.com, ` +
        "by CONNECT; unset HTTPS_PROXY for anything else, or add the host to NO_PROXY.\n"
    );
}

function rawRefusal(text: string): string {
    return [
        `HTTP/1.1 403 ${REASON}`,
        "Content-Type: text/plain",
        `Content-Length: ${Buffer.byteLength(text)}`,
        "Connection: close",
        "",
        text,
    ].join("\r\n");
}
