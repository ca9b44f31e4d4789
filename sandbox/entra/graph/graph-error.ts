export type GraphStatus = 400 | 401 | 403 | 404 | 409 | 413;

/** A refusal of Microsoft Graph. https://learn.microsoft.com/graph/errors */
export class GraphError extends Error {
    constructor(
        readonly status: GraphStatus,
        readonly code: string,
        message: string,
    ) {
        super(message);
        this.name = "GraphError";
    }
}

export const graphErrors = {
    badRequest: (message: string) => new GraphError(400, "Request_BadRequest", message),
    unreadableBody: () =>
        new GraphError(
            400,
            "BadRequest",
            "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
        ),
    unknownSegment: (segment: string) =>
        new GraphError(400, "BadRequest", `Resource not found for the segment '${segment}'.`),
    noUser: () => new GraphError(400, "BadRequest", "/me request is only valid with delegated authentication flow."),
    unsupportedQuery: (message: string) => new GraphError(400, "Request_UnsupportedQuery", message),
    notFound: (id: string) =>
        new GraphError(
            404,
            "Request_ResourceNotFound",
            `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
        ),
    conflict: (message: string) => new GraphError(409, "Request_MultipleObjectsWithSameKeyValue", message),
    denied: () =>
        new GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."),
    foreignBackingApplication: () =>
        new GraphError(
            403,
            "Authorization_RequestDenied",
            "When using this permission, the backing application of the service principal being created must in the local tenant",
        ),
    bodyTooLarge: () => new GraphError(413, "RequestEntityTooLarge", "The request body is too large."),
    unauthenticated: (message: string) => new GraphError(401, "InvalidAuthenticationToken", message),
} as const;
