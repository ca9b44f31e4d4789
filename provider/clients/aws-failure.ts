/** An error from an AWS service: the SDK marks it with whose fault it is. */
interface ServiceError extends Error {
    readonly $fault: unknown;
}

function isServiceError(error: unknown): error is ServiceError {
    return error instanceof Error && "$fault" in error;
}

/** What to do about the errors that a person can fix. */
const advice: Readonly<Record<string, string>> = {
    NotAuthorizedException: "Allow the deploying identity this action on the identity pool.",
    AccessDeniedException: "Allow the deploying identity this action on the identity pool.",
    ResourceNotFoundException: "Check that the identity pool exists in the account whose credentials are used.",
    ResourceConflictException: "Unlink the developer user from the other identity, or choose another user identifier.",
    DeveloperUserAlreadyRegisteredException:
        "Unlink the developer user from the other identity, or choose another user identifier.",
    TooManyRequestsException: "Run again later, or lower --parallel.",
    ExpiredTokenException: "Renew the AWS credentials.",
    InvalidClientTokenId: "Check the AWS credentials: they are not valid here.",
    SignatureDoesNotMatch: "Check the AWS credentials: they are not valid here.",
    UnrecognizedClientException: "Check the AWS credentials: they are not valid here.",
};

function sentence(text: string): string {
    return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Whether the resource does not exist. */
export function isResourceNotFound(error: unknown): boolean {
    return isServiceError(error) && error.name === "ResourceNotFoundException";
}

/** Whether AWS denied the caller the action. */
export function isAccessDenied(error: unknown): error is Error {
    return isServiceError(error) && ["AccessDeniedException", "NotAuthorizedException"].includes(error.name);
}

/**
 * The part of an AWS SDK error that a person may see. Only messages of a service, the credential chain or the network
 * are quoted: the SDK's other errors may contain the response, and so a token.
 */
export function awsFailure(operation: string, region: string, error: unknown): Error {
    if (isServiceError(error) && error.name !== "Unknown") {
        const refusal = `AWS refused ${operation} in ${region}: ${sentence(`${error.name}: ${error.message}`)}`;
        return new Error(`${refusal} ${advice[error.name] ?? ""}`.trim());
    }
    if (error instanceof Error && error.name === "CredentialsProviderError") {
        return new Error(`There are no AWS credentials for ${operation} in ${region}: ${sentence(error.message)}`);
    }
    return new Error(
        `${operation} in ${region} failed: ${reason(error)}. Check the network between here and AWS, and run again.`,
    );
}

function reason(error: unknown): string {
    if (!(error instanceof Error)) {
        return "no reason given";
    }
    const name = "code" in error ? String(error.code) : error.name;
    const status = httpStatus(error);
    return status === undefined ? name : `${name}, HTTP status ${status}`;
}

function httpStatus(error: Error): number | undefined {
    if (!("$metadata" in error) || typeof error.$metadata !== "object" || error.$metadata === null) {
        return undefined;
    }
    const { $metadata } = error;
    return "httpStatusCode" in $metadata && typeof $metadata.httpStatusCode === "number"
        ? $metadata.httpStatusCode
        : undefined;
}
