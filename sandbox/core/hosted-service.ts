import type { Handler, Network } from "./network";

/** A service that answers under host names of its own. */
export interface HostedService {
    readonly name: string;
    /** The vendor's names of it. */
    readonly hosts: readonly string[];
    readonly handler: Handler;
    /** Everything created in it since the start, one line each. */
    contents(): readonly string[];
}

type Services = Readonly<Record<string, HostedService>>;

/** Registers services under their own host names. */
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

/** The host name that a request names, in lower case, with the port unless it is 443. */
export function hostOf(request: Request): string {
    return new URL(request.url).host;
}
