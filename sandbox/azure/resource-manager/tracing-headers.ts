import { randomUUID } from "node:crypto";
import { isGuid } from "../../core/guid";
import { ServiceError } from "./service-error";

/** Serves one request: a ServiceError becomes the answer, and every answer has the headers that support asks for. */
export async function withTracingHeaders(
    request: Request,
    region: string,
    serve: () => Promise<Response>,
): Promise<Response> {
    const answer = await serve().catch((error: unknown) => {
        if (error instanceof ServiceError) {
            return error.toResponse();
        }
        throw error;
    });
    const requestId = randomUUID();
    const asked = request.headers.get("x-ms-correlation-request-id") ?? "";
    const clientRequestId = request.headers.get("x-ms-client-request-id") ?? "";
    const headers = new Headers(answer.headers);
    headers.set("x-ms-request-id", requestId);
    headers.set("x-ms-correlation-request-id", isGuid(asked) ? asked : requestId);
    headers.set("x-ms-routing-request-id", `${region.toUpperCase()}:${requestId}`);
    headers.set("cache-control", "no-cache");
    headers.set("x-content-type-options", "nosniff");
    if (request.headers.get("x-ms-return-client-request-id") === "true" && isGuid(clientRequestId)) {
        headers.set("x-ms-client-request-id", clientRequestId);
    }
    return new Response(request.method === "HEAD" ? null : answer.body, { status: answer.status, headers });
}
