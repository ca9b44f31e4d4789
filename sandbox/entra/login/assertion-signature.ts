import { compactVerify, importJWK } from "jose";
import type { JsonObject } from "../../core/json-object";
import type { ClientAssertion } from "./client-assertion";
import { tokenErrors } from "./token-errors";

/** Entra supports RS256; RS512, with which Cognito signs, is known to work. */
const ALGORITHMS = ["RS256", "RS512"];

/** Refuses an assertion that no key with its key id has signed. A key inside the assertion is never used. */
export async function verifySignature(assertion: ClientAssertion, keys: readonly JsonObject[]): Promise<void> {
    const { algorithm, keyId } = assertion;
    if (!ALGORITHMS.includes(algorithm)) {
        throw tokenErrors.invalidSignature(`The algorithm is not one of ${ALGORITHMS.join(", ")}.`);
    }
    const candidates = keys.filter((key) => keyId !== undefined && key["kid"] === keyId && signs(key, algorithm));
    if (candidates.length === 0) {
        throw tokenErrors.invalidSignature("The key was not found.");
    }
    const verified = await Promise.all(candidates.map((key) => isSignedBy(assertion, key)));
    if (!verified.includes(true)) {
        throw tokenErrors.invalidSignature("The key was found, but the signature does not match.");
    }
}

function signs(key: JsonObject, algorithm: string): boolean {
    const { use = "sig", alg = algorithm } = key;
    return key["kty"] === "RSA" && use === "sig" && alg === algorithm;
}

async function isSignedBy(assertion: ClientAssertion, key: JsonObject): Promise<boolean> {
    const { n, e } = key;
    if (typeof n !== "string" || typeof e !== "string") {
        return false;
    }
    try {
        const publicKey = await importJWK({ kty: "RSA", n: base64Url(n), e: base64Url(e) }, assertion.algorithm);
        await compactVerify(assertion.compact, publicKey, { algorithms: [assertion.algorithm] });
        return true;
    } catch {
        return false;
    }
}

/** Cognito publishes its numbers in standard base64 with padding, which not every runtime imports. */
function base64Url(text: string): string {
    return text
        .replaceAll("+", "-")
        .replaceAll("/", "_")
        .replace(/={1,2}$/, "");
}
