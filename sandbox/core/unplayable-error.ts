/** The sandbox was asked for clouds that it cannot simulate. The message is for a person: what, and why. */
export class UnplayableError extends Error {}
