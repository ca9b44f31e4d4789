import type { AwsError } from "../aws-error";
import type { Credential } from "../credentials";
import type { Document } from "./document";
import type { RequestMembers } from "./request-members";

/** One call, its signature checked. */
export interface Call {
    readonly members: RequestMembers;
    /** Whether the call came by HTTPS. */
    readonly secure: boolean;
}

/** One call of somebody known. */
export interface SignedCall extends Call {
    readonly credential: Credential;
}

/** What an operation does; it throws AwsError to refuse. */
export type Operation<C extends Call> = (call: C) => Document | Promise<Document>;

/** The refusals of a signature, as a protocol names them. */
export interface SignatureErrorCodes {
    readonly missing: string;
    readonly incomplete: string;
    readonly unknownKey: string;
    readonly mismatch: string;
    readonly expiredToken: string;
    readonly status: number;
}

/** How requests and answers of a service look on the wire. */
export interface Protocol {
    readonly signatureErrorCodes: SignatureErrorCodes;
    readonly accessDeniedCode: string;
    readonly accessDeniedStatus: number;
    readonly throttlingCode: string;
    readonly unknownOperationCode: string;
    /** Whether a request at the endpoint of all services is meant for the one that speaks this. */
    recognises(request: Request, body: string): boolean;
    /** Throws AwsError for what it cannot read. */
    readAction(request: Request, body: string): string;
    readMembers(body: string): RequestMembers;
    answer(action: string, result: Document, requestId: string): Response;
    refusal(error: AwsError, requestId: string): Response;
}
