import type { FederationError } from "./errors";

const FIRST_MILLISECONDS = 500;
// A longer Retry-After is cut to this: a wrong header must not outlast a token.
const LONGEST_HEEDED_MILLISECONDS = 300_000;

/**
 * How long to wait after so many failures in a row, in milliseconds: doubling from half a second up to `longestMilliseconds`, the
 * upper half of it random, so that a fleet that failed together does not come back together.
 */
export function backOff(failures: number, longestMilliseconds: number, random: () => number): number {
    const ceiling = Math.min(FIRST_MILLISECONDS * 2 ** Math.min(failures, 16), longestMilliseconds);
    return ceiling / 2 + (random() * ceiling) / 2;
}

/** How long a service's Retry-After header makes the kit wait, in milliseconds; at most five minutes. */
export function heededMilliseconds({ retryAfterSeconds = 0 }: Pick<FederationError, "retryAfterSeconds">): number {
    return Math.min(retryAfterSeconds * 1000, LONGEST_HEEDED_MILLISECONDS);
}
