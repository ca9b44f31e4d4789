import type { Network } from "./network";

const LOOPBACK = ["localhost", "127.0.0.1", "::1"];

/**
 * The value of NO_PROXY. Loopback never goes through a proxy, and what a person has excluded stays excluded, except for entries that cover
 * a host of the network: with those, clients would bypass SANDBOX_PROXY and reach the real clouds.
 */
export function hostsWithoutProxy(environment: NodeJS.ProcessEnv, network: Network): string {
    const given = [environment["NO_PROXY"], environment["no_proxy"]].flatMap((list) => list?.split(",") ?? []);
    const kept = given
        .map((entry) => entry.trim())
        .filter((entry) => entry !== "" && !network.hosts.some((host) => covers(entry, host)));
    return [...new Set([...LOOPBACK, ...kept])].join(",");
}

/** As the most generous client reads it: an entry covers the domain and everything below it; `*` covers everything. */
function covers(entry: string, host: string): boolean {
    const domain = entry
        .toLowerCase()
        .replace(/:\d+$/, "")
        .replace(/^\*?\.?/, "");
    return domain === "" || host === domain || host.endsWith(`.${domain}`);
}
