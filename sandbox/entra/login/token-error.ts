export type OAuthErrorName =
    | "invalid_client"
    | "invalid_instance"
    | "invalid_request"
    | "invalid_resource"
    | "invalid_scope"
    | "unauthorized_client"
    | "unsupported_grant_type";

/**
 * A refusal of the login host, with the number that follows `AADSTS`.
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export class TokenError extends Error {
    constructor(
        readonly code: number,
        readonly error: OAuthErrorName,
        text: string,
    ) {
        super(`AADSTS${code}: ${text}`);
        this.name = "TokenError";
    }
}

export interface TokenErrorContext {
    readonly now: Date;
    readonly traceId: string;
    readonly correlationId: string;
    readonly loginOrigin: string;
}

/** Entra's error answer: 401 for a client that did not prove who it is, else 400. */
export function tokenErrorResponse(problem: TokenError, context: TokenErrorContext): Response {
    const timestamp = `${context.now.toISOString().slice(0, 19).replace("T", " ")}Z`;
    const trail = `Trace ID: ${context.traceId} Correlation ID: ${context.correlationId} Timestamp: ${timestamp}`;
    return Response.json(
        {
            error: problem.error,
            error_description: `${problem.message} ${trail}`,
            error_codes: [problem.code],
            timestamp,
            trace_id: context.traceId,
            correlation_id: context.correlationId,
            error_uri: `${context.loginOrigin}/error?code=${problem.code}`,
        },
        { status: problem.error === "invalid_client" ? 401 : 400 },
    );
}
