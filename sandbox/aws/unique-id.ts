import { randomBytes } from "node:crypto";

const BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * A unique id as IAM makes them, 20 characters: `AROA…` of roles, `AIDA…` of users, `ANPA…` of policies, `AKIA…` and `ASIA…` of keys.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
export function uniqueId(prefix: "AROA" | "AIDA" | "ANPA" | "AKIA" | "ASIA"): string {
    return prefix + Array.from(randomBytes(16), (byte) => BASE_32.charAt(byte % 32)).join("");
}
