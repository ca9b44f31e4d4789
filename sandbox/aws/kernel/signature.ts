import { createHash } from "node:crypto";
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import { isEqual } from "../../core/is-equal";
import { AwsError } from "./aws-error";
import type { Credential, Credentials } from "./credentials";
import type { SignatureErrorCodes } from "./protocol/protocol";

const ALGORITHM = "AWS4-HMAC-SHA256";
const MAXIMUM_SKEW_SECONDS = 300;

/** What a signature is checked against. */
export interface SignatureExpectation {
    readonly service: string;
    readonly regions: readonly string[];
    readonly codes: SignatureErrorCodes;
    readonly now: Date;
    readonly credentials: Credentials;
}

interface Authorization {
    readonly accessKeyId: string;
    /** yyyymmdd */
    readonly day: string;
    readonly region: string;
    readonly service: string;
    readonly signedHeaders: readonly string[];
    readonly signature: string;
}

/** The service in the credential scope of the Authorization header, if there is one. */
export function signedService(request: Request): string | undefined {
    return /Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(
        request.headers.get("authorization") ?? "",
    )?.[1];
}

/**
 * Whose call it is, by Signature Version 4 in the Authorization header; throws AwsError with the service's codes.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */
export async function verifySignature(
    request: Request,
    body: Uint8Array,
    expected: SignatureExpectation,
): Promise<Credential> {
    const { codes } = expected;
    const authorization = parseAuthorization(request, codes);
    const mismatch = (message: string): AwsError => new AwsError(codes.mismatch, message, codes.status);
    const signedAt = checkTimes(request, authorization, expected);
    const credential = expected.credentials.find(authorization.accessKeyId);
    if (
        credential === undefined ||
        credential.sessionToken !== (request.headers.get("x-amz-security-token") ?? undefined)
    ) {
        throw new AwsError(codes.unknownKey, "The security token included in the request is invalid.", codes.status);
    }
    if (authorization.service !== expected.service) {
        throw mismatch(`Credential should be scoped to correct service: '${expected.service}'.`);
    }
    if (!expected.regions.includes(authorization.region)) {
        throw mismatch(`Credential should be scoped to a valid region, not '${authorization.region}'.`);
    }
    const unsigned = mustBeSigned(request).find((name) => !authorization.signedHeaders.includes(name));
    if (unsigned !== undefined) {
        throw mismatch(`'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`);
    }
    const signature = await sign(request, body, authorization, credential, signedAt);
    if (!isPayloadHashRight(request, body) || !isEqual(signature, authorization.signature)) {
        throw mismatch(
            "The request signature we calculated does not match the signature you provided. " +
                "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
        );
    }
    const { principal } = credential;
    if (principal.kind === "session" && principal.expiresAt <= expected.now) {
        throw new AwsError(codes.expiredToken, "The security token included in the request is expired", codes.status);
    }
    return credential;
}

function parseAuthorization(request: Request, codes: SignatureErrorCodes): Authorization {
    const header = request.headers.get("authorization");
    if (header === null) {
        throw new AwsError(codes.missing, "Request is missing Authentication Token", codes.status);
    }
    const incomplete = (message: string): AwsError => new AwsError(codes.incomplete, message, codes.status);
    const [algorithm, rest = ""] = header.trim().split(/\s+(.*)/s);
    if (algorithm !== ALGORITHM) {
        throw incomplete(`Unsupported AWS 'algorithm': the sandbox takes ${ALGORITHM} in the Authorization header.`);
    }
    const parameters = new Map(
        rest.split(",").map((part): [string, string] => {
            const at = part.indexOf("=");
            return [part.slice(0, Math.max(at, 0)).trim(), part.slice(at + 1).trim()];
        }),
    );
    const parameter = (name: string): string => {
        const value = parameters.get(name);
        if (value === undefined || value === "") {
            throw incomplete(`Authorization header requires '${name}' parameter.`);
        }
        return value;
    };
    const scope = /^([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/.exec(parameter("Credential"));
    const [, accessKeyId, day, region, service] = scope ?? [];
    if (accessKeyId === undefined || day === undefined || region === undefined || service === undefined) {
        throw incomplete(
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.",
        );
    }
    return {
        accessKeyId,
        day,
        region,
        service,
        signedHeaders: parameter("SignedHeaders").split(";"),
        signature: parameter("Signature"),
    };
}

function checkTimes(request: Request, { day }: Authorization, { codes, now }: SignatureExpectation): Date {
    const text = request.headers.get("x-amz-date") ?? "";
    const signedAt = new Date(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
    if (!/^\d{8}T\d{6}Z$/.test(text) || Number.isNaN(signedAt.getTime())) {
        throw new AwsError(
            codes.incomplete,
            "Authorization header requires existence of an 'X-Amz-Date' header in ISO-8601 basic format.",
            codes.status,
        );
    }
    if (!text.startsWith(day)) {
        const message = `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${day}' != '${text.slice(0, 8)}', from '${text}'.`;
        throw new AwsError(codes.mismatch, message, codes.status);
    }
    const lateSeconds = Math.trunc((now.getTime() - signedAt.getTime()) / 1000);
    if (lateSeconds > MAXIMUM_SKEW_SECONDS) {
        const earliest = basicFormat(new Date(now.getTime() - MAXIMUM_SKEW_SECONDS * 1000));
        throw new AwsError(
            codes.mismatch,
            `Signature expired: ${text} is now earlier than ${earliest} (${basicFormat(now)} - 5 min.)`,
            codes.status,
        );
    }
    if (lateSeconds < -MAXIMUM_SKEW_SECONDS) {
        const latest = basicFormat(new Date(now.getTime() + MAXIMUM_SKEW_SECONDS * 1000));
        throw new AwsError(
            codes.mismatch,
            `Signature not yet current: ${text} is still later than ${latest} (${basicFormat(now)} + 5 min.)`,
            codes.status,
        );
    }
    return signedAt;
}

function basicFormat(date: Date): string {
    return date.toISOString().replace(/[-:]|\.\d{3}/g, "");
}

/** Whatever decides what the call does or who makes it. */
function mustBeSigned(request: Request): readonly string[] {
    const names = [...request.headers.keys()].map((name) => name.toLowerCase());
    return ["host", ...names.filter((name) => name.startsWith("x-amz-"))];
}

async function sign(
    request: Request,
    body: Uint8Array,
    authorization: Authorization,
    { accessKeyId, secretAccessKey }: Credential,
    signingDate: Date,
): Promise<string> {
    const url = new URL(request.url);
    const signer = new SignatureV4({
        credentials: { accessKeyId, secretAccessKey },
        region: authorization.region,
        service: authorization.service,
        sha256: Sha256,
        applyChecksum: false,
    });
    const headers = authorization.signedHeaders.map((name): [string, string] => [
        name,
        request.headers.get(name) ?? (name === "host" ? url.host : ""),
    ]);
    const signed = await signer.sign(
        {
            method: request.method,
            protocol: url.protocol,
            hostname: url.hostname,
            path: url.pathname,
            query: queryOf(url),
            headers: Object.fromEntries(headers),
            body,
        },
        { signingDate, signableHeaders: new Set(authorization.signedHeaders) },
    );
    return /Signature=([0-9a-f]+)$/.exec(signed.headers["authorization"] ?? "")?.[1] ?? "";
}

function queryOf(url: URL): Record<string, string[]> {
    const names = [...new Set(url.searchParams.keys())];
    return Object.fromEntries(names.map((name) => [name, url.searchParams.getAll(name)]));
}

/** A payload hash that the caller sends along must be the body's: no UNSIGNED-PAYLOAD here. */
function isPayloadHashRight(request: Request, body: Uint8Array): boolean {
    const hash = request.headers.get("x-amz-content-sha256");
    return hash === null || hash === createHash("sha256").update(body).digest("hex");
}
