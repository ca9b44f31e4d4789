import { randomBytes } from "node:crypto";

const BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * A unique id as IAM makes them: `AROA…` of roles, `AIDA…` of users and `ANPA…` of policies with 21 characters, `AKIA…` and
 * `ASIA…` of access keys with 20.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
export function uniqueId(prefix: "AROA" | "AIDA" | "ANPA" | "AKIA" | "ASIA"): string {
    const length = prefix === "AKIA" || prefix === "ASIA" ? 16 : 17;
    return prefix + Array.from(randomBytes(length), (byte) => BASE_32.charAt(byte % 32)).join("");
}
