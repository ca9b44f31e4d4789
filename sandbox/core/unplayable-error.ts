/** The sandbox was asked for clouds that it cannot play. The message says what and why, for a person. */
export class UnplayableError extends Error {}
