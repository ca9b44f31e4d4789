import { AwsError } from "../aws-error";
import type { Document } from "./document";
import type { Protocol } from "./protocol";
import { RequestMembers } from "./request-members";

const CONTENT_TYPE = "application/x-amz-json-1.1";

/** What a service calls the refusals that services name differently. */
export interface JsonErrorCodes {
    readonly throttling: string;
    /** Of a member that the operation does not have. */
    readonly unknownMember: string;
}

/**
 * AWS JSON 1.1, as Cognito identity pools and Systems Manager speak it.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function jsonProtocol(targetPrefix: string, codes: JsonErrorCodes): Protocol {
    return {
        signatureErrorCodes: {
            missing: "MissingAuthenticationTokenException",
            incomplete: "IncompleteSignatureException",
            unknownKey: "UnrecognizedClientException",
            mismatch: "InvalidSignatureException",
            expiredToken: "ExpiredTokenException",
            status: 400,
        },
        accessDeniedCode: "AccessDeniedException",
        accessDeniedStatus: 400,
        throttlingCode: codes.throttling,
        unknownOperationCode: "UnknownOperationException",
        recognises: (request) => request.headers.get("x-amz-target")?.startsWith(`${targetPrefix}.`) === true,
        readAction: (request) => {
            const [prefix, action, ...rest] = (request.headers.get("x-amz-target") ?? "").split(".");
            if (prefix !== targetPrefix || action === undefined || rest.length > 0) {
                throw new AwsError("UnknownOperationException", "The requested operation is not supported.");
            }
            return action;
        },
        readMembers: (body) =>
            new RequestMembers(parseJson(body), {
                validationCode: "ValidationException",
                wrongTypeCode: "SerializationException",
                unknownMemberCode: codes.unknownMember,
                textual: false,
            }),
        answer: (_action, result, requestId) =>
            new Response(isEmpty(result) ? "{}" : JSON.stringify(withEpochDates(result)), {
                headers: { "content-type": CONTENT_TYPE, "x-amzn-requestid": requestId },
            }),
        refusal: ({ code, message, status }, requestId) =>
            new Response(JSON.stringify({ __type: code, message }), {
                status,
                headers: {
                    "content-type": CONTENT_TYPE,
                    "x-amzn-requestid": requestId,
                    "x-amzn-errortype": `${code}:`,
                },
            }),
    };
}

function parseJson(body: string): unknown {
    try {
        return JSON.parse(body === "" ? "{}" : body);
    } catch {
        throw new AwsError("SerializationException", "The request's body is not JSON.");
    }
}

function isEmpty(result: Document): boolean {
    return typeof result === "object" && Object.keys(result).length === 0 && !(result instanceof Date);
}

/** JSON 1.1 counts times in seconds since 1970. */
function withEpochDates(value: Document | undefined): unknown {
    if (value instanceof Date) {
        return value.getTime() / 1000;
    }
    if (isList(value)) {
        return value.map(withEpochDates);
    }
    return typeof value === "object"
        ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withEpochDates(member)]))
        : value;
}

function isList(value: Document | undefined): value is readonly Document[] {
    return Array.isArray(value);
}
