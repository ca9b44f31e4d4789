import { findKnownError } from "../error-table";
import { explain, FederationError, SourceError } from "../errors";
import { isRecord } from "../json-web-token";

/** What an AWS call of the kit may take, in milliseconds. */
export const AWS_TIMEOUT_MILLISECONDS = 10_000;

/** What the AWS SDK threw, as the kit's own. The original is not kept: it holds the signed request. */
export function toSourceError(place: string, thrown: unknown): FederationError {
    if (thrown instanceof FederationError) {
        return thrown;
    }
    const error = isRecord(thrown) ? thrown : {};
    // Whatever answers in AWS's place may give any name.
    const name =
        typeof error["name"] === "string" && /^[A-Z][A-Za-z]{1,80}$/.test(error["name"])
            ? error["name"]
            : "UnknownError";
    const metadata = isRecord(error["$metadata"]) ? error["$metadata"] : {};
    const status = typeof metadata["httpStatusCode"] === "number" ? metadata["httpStatusCode"] : undefined;
    const correlationId = typeof metadata["requestId"] === "string" ? metadata["requestId"] : undefined;
    const message = typeof error["message"] === "string" ? error["message"] : undefined;
    // A signature error repeats the request's headers, the session token among them.
    const detail = /Signature/.test(name) ? undefined : message;
    return new SourceError(place, explain(codeOf(name, error["code"], status)), { detail, correlationId });
}

function codeOf(name: string, systemCode: unknown, status: number | undefined): string {
    // The Query protocol gives some names without their ending.
    const known = [name, `${name}Exception`].find((candidate) => findKnownError(candidate) !== undefined);
    if (known !== undefined) {
        return known;
    }
    if (name === "TimeoutError") {
        return "TimedOut";
    }
    if (status === undefined && typeof systemCode === "string" && /^[A-Z_]+$/.test(systemCode)) {
        return "NetworkUnreachable";
    }
    if (status === 429) {
        return "Throttled";
    }
    return status !== undefined && status >= 500 ? "ServiceError" : name;
}
