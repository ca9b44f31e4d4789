/** Answers one HTTP request. */
export type Handler = (request: Request) => Response | Promise<Response>;

/**
 * The internet inside the sandbox: host names of the real world, answered by this process.
 * So an issuer keeps its real name, and what is deployed here is byte for byte what is deployed in the clouds.
 */
export class Network {
    readonly #hosts = new Map<string, Handler>();

    register(host: string, handler: Handler): void {
        this.#hosts.set(host, handler);
    }

    /** Rejects with a TypeError, as `fetch` does, when nobody answers under that name. */
    async fetch(url: string, init?: RequestInit): Promise<Response> {
        const handler = this.#hosts.get(new URL(url).host);
        if (handler === undefined) {
            throw new TypeError(`fetch failed: no host ${new URL(url).host}`);
        }
        return handler(new Request(url, init));
    }
}
