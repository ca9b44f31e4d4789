import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface AwsRequest {
    readonly body: string;
    readonly authorization: string;
    readonly target: string | undefined;
}

export interface FakeAws {
    readonly url: string;
    readonly requests: AwsRequest[];
    /** Answers in turn; the last one stays. */
    answers: { readonly status: number; readonly body: string; readonly headers?: Record<string, string> }[];
    close(): Promise<void>;
}

/** An AWS endpoint with answers written by the test: what the SDK sends is real. */
export async function startFakeAws(): Promise<FakeAws> {
    const requests: AwsRequest[] = [];
    const server = createServer((request, response) => {
        void read(request).then((body) => {
            const target = request.headers["x-amz-target"];
            requests.push({
                body,
                authorization: request.headers.authorization ?? "",
                target: typeof target === "string" ? target : undefined,
            });
            const answer = fake.answers.length > 1 ? fake.answers.shift() : fake.answers[0];
            response.writeHead(answer?.status ?? 500, answer?.headers).end(answer?.body);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const fake: FakeAws = {
        url: `http://127.0.0.1:${String(portOf(server.address()))}`,
        requests,
        answers: [],
        close: () =>
            new Promise((resolve) => {
                server.close(() => {
                    resolve();
                });
                server.closeAllConnections();
            }),
    };
    return fake;
}

async function read(request: IncomingMessage): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) {
        if (chunk instanceof Uint8Array) {
            chunks.push(chunk);
        }
    }
    return Buffer.concat(chunks).toString("utf8");
}

function portOf(address: AddressInfo | string | null): number {
    return typeof address === "object" && address !== null ? address.port : 0;
}
