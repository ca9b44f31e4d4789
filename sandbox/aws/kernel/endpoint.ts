import { randomUUID } from "node:crypto";
import type { Handler } from "../../core/network";
import type { Account } from "./account";
import { AwsError } from "./aws-error";
import type { Credential } from "./credentials";
import type { Document } from "./protocol/document";
import type { Protocol } from "./protocol/protocol";
import type { Service, ServiceContext } from "./service";
import { signedService, verifySignature } from "./signature";

/** Calls that are refused for now: `action` -> how many more. */
export type Throttles = Map<string, number>;

export interface EndpointContext extends ServiceContext {
    readonly throttles: Throttles;
}

/** One endpoint for all services, as AWS_ENDPOINT_URL names it; each is called by its own protocol. */
export function commonEndpoint(context: EndpointContext, services: readonly Service[]): Handler {
    return endpoint(context, (request, body) => {
        const service =
            services.find(({ protocol }) => protocol.recognises(request, body)) ??
            services.find(({ name }) => name === signedService(request));
        return service === undefined
            ? `The sandbox's AWS has these services: ${services.map(({ name }) => name).join(", ")}.`
            : { service, regions: [context.account.region, ...service.hosts.map(({ region }) => region)] };
    });
}

/** The endpoint of each service under its own names, and what the services publish under theirs. */
export function endpointsByHost(context: EndpointContext, services: readonly Service[]): ReadonlyMap<string, Handler> {
    const published = new Map(services.flatMap((service) => [...service.published]));
    const own = services.flatMap((service) =>
        service.hosts.map(({ name, region }): [string, Handler] => {
            const calls = endpoint(context, () => ({ service, regions: [region] }));
            const documents = published.get(name) ?? calls;
            return [name, (request) => (request.method === "GET" ? documents(request) : calls(request))];
        }),
    );
    return new Map([...published, ...own]);
}

interface Addressee {
    readonly service: Service;
    /** Regions that its calls may be signed for. */
    readonly regions: readonly string[];
}

/** @param findAddressee Whom a request is meant for, or why it is meant for nobody. */
function endpoint(
    { account, iam, credentials, throttles }: EndpointContext,
    findAddressee: (request: Request, body: string) => Addressee | string,
): Handler {
    return async (request) => {
        const requestId = randomUUID();
        const body = new Uint8Array(await request.arrayBuffer());
        const text = new TextDecoder().decode(body);
        const addressee = findAddressee(request, text);
        if (typeof addressee === "string") {
            return dated(new Response(`${addressee}\n`, { status: 404 }), account);
        }
        const { service } = addressee;
        try {
            const { action, result } = await answer(addressee, request, body, text);
            return dated(service.protocol.answer(action, result, requestId), account);
        } catch (error) {
            if (!(error instanceof AwsError)) {
                throw error;
            }
            return dated(service.protocol.refusal(error, requestId), account);
        }
    };

    async function answer(
        { service, regions }: Addressee,
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
        const credential = await authenticate({ service, regions }, request, body);
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
        { service: { name, protocol }, regions }: Addressee,
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
        if (principal.kind === "session" && iam.findRole(principal.role.name) !== principal.role) {
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
