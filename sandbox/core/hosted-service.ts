import type { Handler, Network } from "./network";

/** A service that answers under host names of its own. */
export interface HostedService {
    readonly name: string;
    /** The vendor's names of it. */
    readonly hosts: readonly string[];
    readonly handler: Handler;
    /** Everything that exists in it and did not at the start, a line each. */
    contents(): readonly string[];
}

type Services = Readonly<Record<string, HostedService>>;

/** Puts services under their own host names. */
export function publish(services: Services, network: Network): void {
    for (const { hosts, handler } of Object.values(services)) {
        for (const host of hosts) {
            network.register(host, handler);
        }
    }
}

export function contentsOf(services: Services): string[] {
    return Object.values(services).flatMap((service) => service.contents());
}

/** The host name that a request was sent to, in lower case, with the port where it is not 443. */
export function hostOf(request: Request): string {
    return new URL(request.url).host;
}
