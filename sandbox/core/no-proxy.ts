import type { Network } from "./network";

const LOOPBACK = ["localhost", "127.0.0.1", "::1"];

/**
 * A value of NO_PROXY. The sandbox's own addresses never go through a person's proxy, and what the person excluded stays excluded, but for
 * entries that cover a host of the network: with those a client would go past SANDBOX_PROXY to the real clouds.
 */
export function hostsWithoutProxy(environment: NodeJS.ProcessEnv, network: Network): string {
    const given = [environment["NO_PROXY"], environment["no_proxy"]].flatMap((list) => list?.split(",") ?? []);
    const kept = given
        .map((entry) => entry.trim())
        .filter((entry) => entry !== "" && !network.hosts.some((host) => covers(entry, host)));
    return [...new Set([...LOOPBACK, ...kept])].join(",");
}

/** By the widest reading among clients: an entry stands for the domain and all under it; `*` is everything. */
function covers(entry: string, host: string): boolean {
    const domain = entry
        .toLowerCase()
        .replace(/:\d+$/, "")
        .replace(/^\*?\.?/, "");
    return domain === "" || host === domain || host.endsWith(`.${domain}`);
}
