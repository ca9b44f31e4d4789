/** Answers one HTTP request. */
export type Handler = (request: Request) => Response | Promise<Response>;

/**
 * The internet inside the sandbox: the vendors' own host names, answered by this process. Issuers keep their real names, so that what is
 * deployed here is byte for byte what is deployed in the clouds. The clouds call each other through it; clients reach it through the
 * proxy (`core/proxy.ts`).
 */
export class Network {
    readonly #hosts = new Map<string, Handler>();

    /** @param host In lower case, with the port where it is not 443. */
    register(host: string, handler: Handler): void {
        this.#hosts.set(host, handler);
    }

    find(host: string): Handler | undefined {
        return this.#hosts.get(host);
    }

    get hosts(): readonly string[] {
        return [...this.#hosts.keys()];
    }

    /** Rejects with a TypeError, as `fetch` does, when the host does not exist. */
    async fetch(url: string, init?: RequestInit): Promise<Response> {
        const { host } = new URL(url);
        const handler = this.find(host);
        if (handler === undefined) {
            throw new TypeError(`fetch failed: no host ${host}`);
        }
        return handler(new Request(url, init));
    }
}
