import type { ExchangedToken } from "./entra-exchange";

/** The longest time ahead of its expiry at which a token is renewed. */
export const RENEWAL_MARGIN_SECONDS = 600;
const MARGIN_OF_LIFETIME = 1 / 6;
const SHORTEST_MARGIN_OF_MARGIN = 0.6;

/**
 * When a token is renewed, in milliseconds after its arrival.
 *
 * The margin is a sixth of the lifetime and at most ten minutes: ten minutes of an hour. A network that is gone for four minutes, the
 * longest pause between two attempts (30 s) and one attempt that times out on both sides (20 s) fit into six of them, and six is the
 * least that chance leaves: the renewals of a fleet that started together spread over the other four.
 * A token that Entra wants renewed earlier (`refresh_in`, given for tokens of many hours) is.
 */
export function renewalDelay(token: ExchangedToken, random: () => number): number {
    const longest = Math.min(RENEWAL_MARGIN_SECONDS, token.expiresInSeconds * MARGIN_OF_LIFETIME);
    const margin = longest * (SHORTEST_MARGIN_OF_MARGIN + (1 - SHORTEST_MARGIN_OF_MARGIN) * random());
    const own = token.expiresInSeconds - margin;
    return Math.min(own, token.refreshInSeconds ?? own) * 1000;
}
