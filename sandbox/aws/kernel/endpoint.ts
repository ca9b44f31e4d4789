import { randomUUID } from "node:crypto";
import type { Handler } from "../../core/network";
import type { Account } from "./account";
import { AwsError } from "./aws-error";
import type { Credential, Credentials } from "./credentials";
import type { IamStore } from "../iam/store";
import type { Document } from "./protocol/document";
import type { Call, Operation, Protocol, SignedCall } from "./protocol/protocol";
import { signedService, verifySignature } from "./signature";

/** A service behind the endpoint. */
export interface Service {
    /** As the credential scope names it. */
    readonly name: string;
    readonly protocol: Protocol;
    /** Regions that its calls may be signed for. */
    readonly regions: readonly string[];
    readonly operations: ReadonlyMap<string, Operation<SignedCall>>;
    /** Operations that need no signature. */
    readonly openOperations: ReadonlyMap<string, Operation<Call>>;
    /** Whether an unsigned or wrongly scoped request is meant for this service. */
    recognises(request: Request, body: string): boolean;
}

/** Calls that are refused for now: `action` -> how many more. */
export type Throttles = Map<string, number>;

/** One endpoint for all services, each called by its own protocol. */
export function awsEndpoint(
    account: Account,
    services: readonly Service[],
    store: IamStore,
    credentials: Credentials,
    throttles: Throttles,
): Handler {
    return async (request) => {
        const requestId = randomUUID();
        const body = new Uint8Array(await request.arrayBuffer());
        const text = new TextDecoder().decode(body);
        const service =
            services.find((candidate) => candidate.recognises(request, text)) ??
            services.find(({ name }) => name === signedService(request));
        if (service === undefined) {
            return dated(
                new Response("The sandbox's AWS speaks Cognito identity pools, STS, IAM and the Parameter Store.\n", {
                    status: 404,
                }),
                account,
            );
        }
        try {
            const { action, result } = await answer(service, request, body, text);
            return dated(service.protocol.answer(action, result, requestId), account);
        } catch (error) {
            if (!(error instanceof AwsError)) {
                throw error;
            }
            return dated(service.protocol.refusal(error, requestId), account);
        }
    };

    async function answer(
        service: Service,
        request: Request,
        body: Uint8Array,
        text: string,
    ): Promise<{ action: string; result: Document }> {
        const { protocol } = service;
        if (request.method !== "POST") {
            throw new AwsError("InvalidAction", `The sandbox answers POST, not ${request.method}.`, 405);
        }
        const secure = new URL(request.url).protocol === "https:";
        const openAction = request.headers.has("authorization") ? undefined : protocol.readAction(request, text);
        const openOperation = openAction === undefined ? undefined : service.openOperations.get(openAction);
        if (openAction !== undefined && openOperation !== undefined) {
            throttle(openAction, protocol);
            return { action: openAction, result: await openOperation({ members: protocol.readMembers(text), secure }) };
        }
        const credential = await authenticate(service, request, body);
        const action = protocol.readAction(request, text);
        const operation = service.operations.get(action) ?? service.openOperations.get(action);
        if (operation === undefined) {
            throw new AwsError(
                protocol.unknownOperationCode,
                `The sandbox's ${service.name} does not have the operation ${action}.`,
            );
        }
        throttle(action, protocol);
        return { action, result: await operation({ members: protocol.readMembers(text), secure, credential }) };
    }

    async function authenticate(
        { name, regions, protocol }: Service,
        request: Request,
        body: Uint8Array,
    ): Promise<Credential> {
        const codes = protocol.signatureErrorCodes;
        const credential = await verifySignature(request, body, {
            service: name,
            regions,
            codes,
            now: account.clock.now(),
            credentials,
        });
        const { principal } = credential;
        if (principal.kind === "session" && store.findRole(principal.role.name) !== principal.role) {
            throw new AwsError(
                codes.unknownKey,
                "The security token included in the request is invalid.",
                codes.status,
            );
        }
        return credential;
    }

    function throttle(action: string, protocol: Protocol): void {
        const remaining = throttles.get(action) ?? 0;
        if (remaining > 0) {
            throttles.set(action, remaining - 1);
            throw new AwsError(protocol.throttlingCode, "Rate exceeded");
        }
    }
}

/** Clients set their clocks by this header. */
function dated(response: Response, account: Account): Response {
    response.headers.set("date", account.clock.now().toUTCString());
    return response;
}
