import { AwsError } from "../aws-error";
import type { Document } from "./document";
import type { Protocol } from "./protocol";
import { RequestMembers } from "./request-members";

/**
 * AWS Query, as STS and IAM speak it: form parameters in, XML out.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function queryProtocol(version: string, namespace: string): Protocol {
    return {
        signatureErrorCodes: {
            missing: "MissingAuthenticationToken",
            incomplete: "IncompleteSignature",
            unknownKey: "InvalidClientTokenId",
            mismatch: "SignatureDoesNotMatch",
            expiredToken: "ExpiredToken",
            status: 403,
        },
        accessDeniedCode: "AccessDenied",
        accessDeniedStatus: 403,
        throttlingCode: "Throttling",
        unknownOperationCode: "InvalidAction",
        recognises: (_request, body) => new URLSearchParams(body).get("Version") === version,
        readAction: (_request, body) => {
            const parameters = new URLSearchParams(body);
            const action = parameters.get("Action");
            const given = parameters.get("Version");
            if (action === null) {
                throw new AwsError("MissingAction", "The request must contain the parameter Action.");
            }
            if (given !== version) {
                throw new AwsError(
                    "InvalidAction",
                    `Could not find operation ${action} for version ${given ?? "NO_VERSION_SPECIFIED"}`,
                );
            }
            return action;
        },
        readMembers: (body) =>
            new RequestMembers(membersOf(new URLSearchParams(body)), {
                validationCode: "ValidationError",
                wrongTypeCode: "MalformedInput",
                unknownMemberCode: "ValidationError",
                textual: true,
            }),
        answer: (action, result, requestId) =>
            xml(
                `<${action}Response xmlns="${namespace}"><${action}Result>${write(result)}</${action}Result>` +
                    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`,
                200,
                requestId,
            ),
        refusal: ({ code, message, status }, requestId) =>
            xml(
                `<ErrorResponse xmlns="${namespace}"><Error><Type>${status < 500 ? "Sender" : "Receiver"}</Type>` +
                    `<Code>${code}</Code><Message>${escape(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
                status,
                requestId,
            ),
    };
}

function xml(text: string, status: number, requestId: string): Response {
    return new Response(text, { status, headers: { "content-type": "text/xml", "x-amzn-requestid": requestId } });
}

/** The tree that `Tags.member.1.Key=…` spells, without Action and Version. */
function membersOf(parameters: URLSearchParams): unknown {
    const root: Branch = new Map();
    for (const [path, value] of parameters) {
        if (path !== "Action" && path !== "Version") {
            plant(root, path.split("."), value);
        }
    }
    return valueOf(root);
}

type Branch = Map<string, Branch | string>;

function plant(branch: Branch, [name = "", ...rest]: readonly string[], value: string): void {
    if (rest.length === 0) {
        branch.set(name, value);
        return;
    }
    const existing = branch.get(name);
    const next: Branch = typeof existing === "object" ? existing : new Map<string, Branch | string>();
    branch.set(name, next);
    plant(next, rest, value);
}

function valueOf(node: Branch | string): unknown {
    if (typeof node === "string") {
        return node;
    }
    const list = node.get("member");
    if (node.size === 1 && list instanceof Map) {
        return [...list].sort(([left], [right]) => Number(left) - Number(right)).map(([, item]) => valueOf(item));
    }
    return Object.fromEntries([...node].map(([name, child]) => [name, valueOf(child)]));
}

function write(value: Document): string {
    if (value instanceof Date) {
        return value.toISOString().replace(/\.\d{3}Z$/, "Z");
    }
    if (isList(value)) {
        return value.map((item) => `<member>${write(item)}</member>`).join("");
    }
    if (typeof value === "object") {
        return Object.entries(value)
            .map(([name, member]) => (member === undefined ? "" : `<${name}>${write(member)}</${name}>`))
            .join("");
    }
    return escape(String(value));
}

function isList(value: Document): value is readonly Document[] {
    return Array.isArray(value);
}

function escape(text: string): string {
    return text
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;")
        .replaceAll('"', "&quot;")
        .replaceAll("\r", "&#13;");
}
