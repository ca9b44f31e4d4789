import { isJsonObject, type JsonObject, parseJsonObject } from "../../core/json-object";
import type { Network } from "../../core/network";
import type { TokenError } from "./token-error";
import { tokenErrors } from "./token-errors";

/** Entra keeps at most this many signing keys of an issuer. */
const MAXIMUM_KEYS = 100;

/** OpenID Connect Discovery 1.0, section 3; GitHub's issuer has no authorization endpoint and is accepted. */
const REQUIRED_FIELDS = [
    "issuer",
    "jwks_uri",
    "response_types_supported",
    "subject_types_supported",
    "id_token_signing_alg_values_supported",
];
const FIELDS_NOT_EMPTY = ["authorization_endpoint", "subject_types_supported"];

/**
 * The signing keys that an issuer publishes, found through its discovery document.
 * Call it only with the issuer of a credential: it sends requests to whatever server that names.
 */
export async function fetchIssuerKeys(network: Network, issuer: string): Promise<readonly JsonObject[]> {
    if (!isPublicHttps(issuer)) {
        throw tokenErrors.unacceptableIssuer(issuer);
    }
    const metadata = parseJsonObject(
        await fetchText(
            network,
            `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
            tokenErrors.metadataUnreachable(),
        ),
    );
    if (metadata === undefined) {
        throw tokenErrors.metadataUnreadable();
    }
    const keysUrl = checkMetadata(metadata, issuer);
    const document = parseJsonObject(await fetchText(network, keysUrl, tokenErrors.keysUnreachable()));
    const keys: unknown = document?.["keys"];
    if (!Array.isArray(keys)) {
        throw tokenErrors.keysUnreadable();
    }
    return keys.filter(isJsonObject).slice(0, MAXIMUM_KEYS);
}

function checkMetadata(metadata: JsonObject, issuer: string): string {
    const missing = REQUIRED_FIELDS.find((field) => metadata[field] === undefined || metadata[field] === null);
    if (missing !== undefined) {
        throw tokenErrors.metadataFieldMissing(missing);
    }
    const empty = FIELDS_NOT_EMPTY.find((field) => isEmpty(metadata[field]));
    if (empty !== undefined) {
        throw tokenErrors.metadataFieldEmpty(empty);
    }
    const published = metadata["issuer"];
    if (published !== issuer) {
        throw tokenErrors.metadataIssuerDiffers(
            issuer,
            typeof published === "string" ? published : JSON.stringify(published),
        );
    }
    const keysUrl = metadata["jwks_uri"];
    if (typeof keysUrl !== "string" || !isPublicHttps(keysUrl)) {
        throw tokenErrors.keysUnreachable();
    }
    return keysUrl;
}

async function fetchText(network: Network, url: string, unreachable: TokenError): Promise<string> {
    const response = await network.fetch(url, { headers: { accept: "application/json" } }).catch(() => undefined);
    if (response?.status !== 200) {
        throw unreachable;
    }
    return response.text();
}

function isPublicHttps(text: string): boolean {
    if (!URL.canParse(text) || /[?#]/.test(text)) {
        return false;
    }
    const { protocol, hostname } = new URL(text);
    return protocol === "https:" && !/^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function isEmpty(value: unknown): boolean {
    return value === "" || (Array.isArray(value) && value.length === 0);
}
