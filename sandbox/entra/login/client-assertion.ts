import { isTextList, type JsonObject, parseJsonObject } from "../../core/json-object";
import { jsonDefect } from "./json-defect";
import { tokenErrors } from "./token-errors";

/** Cognito writes `JWS`: it is known to work, although Entra's error message names only the other two. */
const TYPES = ["JWT", "JWS", "http://openid.net/specs/jwt/1.0"];
const HEADERS = new Set(["alg", "kid", "typ", "x5t"]);
const BASE64URL = /^[A-Za-z0-9_-]*$/;

/** A client assertion as it was presented: parsed, but not yet verified. */
export interface ClientAssertion {
    readonly compact: string;
    readonly algorithm: string;
    readonly keyId: string | undefined;
    readonly issuer: string;
    readonly subject: string | undefined;
    readonly audiences: readonly string[];
    /** Seconds since 1970. */
    readonly expires: number;
    readonly notBefore: number | undefined;
    readonly issuedAt: number | undefined;
}

export function readClientAssertion(compact: string): ClientAssertion {
    const parts = compact.split(".");
    const [header, payload] = parts;
    if (header === undefined || payload === undefined || parts.length !== 3 || !parts.every(isBase64Url)) {
        throw tokenErrors.malformedAssertion("It must be a compact JWS of three base64url parts.");
    }
    const { algorithm, keyId } = readHeader(decode(header, "header"));
    const claims = decode(payload, "payload");
    const issuer = optionalString(claims, "iss");
    const expires = optionalTime(claims, "exp");
    if (issuer === undefined || issuer === "" || expires === undefined) {
        throw tokenErrors.malformedAssertion("The claims 'iss' and 'exp' are required.");
    }
    return {
        compact,
        algorithm,
        keyId,
        issuer,
        subject: optionalString(claims, "sub"),
        audiences: readAudiences(claims["aud"]),
        expires,
        notBefore: optionalTime(claims, "nbf"),
        issuedAt: optionalTime(claims, "iat"),
    };
}

function readHeader(header: JsonObject): { algorithm: string; keyId: string | undefined } {
    const unsupported = Object.keys(header).find((name) => !HEADERS.has(name));
    if (unsupported !== undefined) {
        throw tokenErrors.unsupportedHeader(unsupported);
    }
    const type = optionalString(header, "typ");
    if (type !== undefined && !TYPES.includes(type)) {
        throw tokenErrors.unsupportedType(type);
    }
    const algorithm = optionalString(header, "alg");
    if (algorithm === undefined) {
        throw tokenErrors.malformedAssertion("The header 'alg' is required.");
    }
    return { algorithm, keyId: optionalString(header, "kid") };
}

function readAudiences(value: unknown): readonly string[] {
    if (typeof value === "string") {
        return [value];
    }
    if (value === undefined) {
        return [];
    }
    if (!isTextList(value)) {
        throw tokenErrors.malformedAssertion("The claim 'aud' must be a string or a list of strings.");
    }
    return value;
}

function decode(part: string, name: string): JsonObject {
    const json = decodeText(Buffer.from(part, "base64url"));
    const object = json === undefined ? undefined : parseJsonObject(json);
    if (json === undefined || object === undefined) {
        throw tokenErrors.malformedAssertion(`The ${name} is not a JSON object.`);
    }
    const defect = jsonDefect(json);
    if (defect !== undefined) {
        throw tokenErrors.malformedAssertion(`The ${name} cannot be read. ${defect}`);
    }
    return object;
}

/** Undefined if the bytes are not UTF-8: replacement characters would make two different strings equal. */
function decodeText(bytes: Uint8Array): string | undefined {
    try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
        return undefined;
    }
}

function optionalString(object: JsonObject, name: string): string | undefined {
    const value = object[name];
    if (value !== undefined && typeof value !== "string") {
        throw tokenErrors.malformedAssertion(`'${name}' must be a string.`);
    }
    return value;
}

/** Within the range of a Date. */
function optionalTime(object: JsonObject, name: string): number | undefined {
    const value = object[name];
    if (value !== undefined && (typeof value !== "number" || !(value >= 0 && value <= 8.64e12))) {
        throw tokenErrors.malformedAssertion(`The claim '${name}' must be a number of seconds since 1970.`);
    }
    return value;
}

function isBase64Url(part: string): boolean {
    return BASE64URL.test(part);
}
