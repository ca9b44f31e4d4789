import { createServer, type ServerResponse } from "node:http";

export interface ExtensionRequest {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: string;
}

/** Lambda's Extensions API on a port of its own. */
export interface FakeExtensionsApi {
    /** What Lambda sets as AWS_LAMBDA_RUNTIME_API. */
    readonly host: string;
    readonly requests: ExtensionRequest[];
    /** How `/register` is answered. */
    registrationStatus: number;
    /** Answers `/event/next`; without an answer the request stays open. */
    next: (response: ServerResponse) => void | Promise<void>;
    close(): Promise<void>;
}

export function sendEvent(response: ServerResponse, eventType: "INVOKE" | "SHUTDOWN"): void {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ eventType }));
}

export async function startFakeExtensionsApi(): Promise<FakeExtensionsApi> {
    const server = createServer((request, response) => {
        let body = "";
        request.setEncoding("utf8");
        request.on("data", (chunk: string) => (body += chunk));
        request.on("end", () => {
            const path = request.url ?? "";
            api.requests.push({ method: request.method ?? "", path, headers: request.headers, body });
            if (path.endsWith("/register")) {
                response.writeHead(api.registrationStatus, { "lambda-extension-identifier": "id-1" }).end("{}");
            } else if (path.endsWith("/event/next")) {
                void api.next(response);
            } else {
                response.writeHead(202).end("{}");
            }
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const api: FakeExtensionsApi = {
        host: `127.0.0.1:${String(typeof address === "object" && address !== null ? address.port : 0)}`,
        requests: [],
        registrationStatus: 200,
        next: () => undefined,
        close: () =>
            new Promise((resolve) => {
                server.close(() => {
                    resolve();
                });
                server.closeAllConnections();
            }),
    };
    return api;
}
