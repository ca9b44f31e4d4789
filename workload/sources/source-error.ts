import { findKnownError } from "../error-table";
import { explain, FederationError, SourceError } from "../errors";
import { isRecord } from "../json-web-token";
import { networkFailure, systemCode } from "../network-failure";

/** What an AWS call of the kit may take, in milliseconds. */
export const AWS_TIMEOUT_MILLISECONDS = 10_000;

/** Turns what the AWS SDK threw into an error of the kit. The original is not kept: it holds the signed request. */
export function toSourceError(place: string, thrown: unknown): FederationError {
    if (thrown instanceof FederationError) {
        return thrown;
    }
    const error = isRecord(thrown) ? thrown : {};
    // A server in AWS's place may send any name.
    const name =
        typeof error["name"] === "string" && /^[A-Z][A-Za-z]{1,80}$/.test(error["name"])
            ? error["name"]
            : "UnknownError";
    const metadata = isRecord(error["$metadata"]) ? error["$metadata"] : {};
    const status = typeof metadata["httpStatusCode"] === "number" ? metadata["httpStatusCode"] : undefined;
    const correlationId = typeof metadata["requestId"] === "string" ? metadata["requestId"] : undefined;
    const code = codeOf(name, thrown, status);
    return new SourceError(place, explain(code), { detail: detailOf(code, error), correlationId });
}

// What the AWS SDK's credential chain reads; values of these are names and places, never secrets.
const CREDENTIAL_VARIABLES = [
    "AWS_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
] as const;
const FILE_CODES: readonly string[] = ["ENOENT", "EACCES", "EPERM", "EISDIR", "ENOTDIR", "ELOOP", "ENAMETOOLONG"];

const ADDRESS_VARIABLES = [
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_COGNITO_IDENTITY",
    "AWS_ENDPOINT_URL_STS",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
] as const;

/** Where AWS credentials come from, by the variables that are set: `AWS_PROFILE is orders`. The SDK reads no other environment. */
export function credentialVariables(): string[] {
    return describe(CREDENTIAL_VARIABLES, () => true);
}

function describe(variables: readonly string[], isMeant: (value: string) => boolean): string[] {
    return variables.flatMap((variable) => {
        const value = process.env[variable];
        return value && isMeant(value) ? [`${variable} is ${value}`] : [];
    });
}

function detailOf(code: string, error: Record<string, unknown>): string | undefined {
    const { message, path, code: systemCode } = error;
    if (code === "CredentialFileUnreadable") {
        const variable = CREDENTIAL_VARIABLES.find((candidate) => process.env[candidate] === path);
        const reason = `${typeof path === "string" ? path : "a file"}: ${String(systemCode)}`;
        return variable === undefined ? [...credentialVariables(), reason].join("; ") : `${variable} is ${reason}`;
    }
    // A signature error repeats the request's headers, the session token among them.
    if (typeof message !== "string" || code.includes("Signature")) {
        return undefined;
    }
    if (code === "AddressMalformed") {
        return [...describe(ADDRESS_VARIABLES, (value) => !URL.canParse(value)), message].join("; ");
    }
    return code === "CredentialsProviderError" ? [...credentialVariables(), message].join("; ") : message;
}

function codeOf(name: string, thrown: unknown, status: number | undefined): string {
    // The Query protocol gives some names without their ending.
    const known = [name, `${name}Exception`].find((candidate) => findKnownError(candidate) !== undefined);
    if (known !== undefined) {
        return known;
    }
    if (status === undefined) {
        return localFailure(thrown) ?? networkFailure(thrown) ?? name;
    }
    if (status === 429) {
        return "Throttled";
    }
    return status >= 500 ? "ServiceError" : name;
}

/** What went wrong before a request was sent. */
function localFailure(thrown: unknown): string | undefined {
    const code = systemCode(thrown) ?? "";
    const { syscall } = isRecord(thrown) ? thrown : {};
    if (FILE_CODES.includes(code) && syscall !== "connect") {
        return "CredentialFileUnreadable";
    }
    if (code === "ERR_INVALID_URL") {
        return "AddressMalformed";
    }
    return code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND" ? "PackageMissing" : undefined;
}
