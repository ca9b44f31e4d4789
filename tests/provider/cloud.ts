import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { CreateIdentityPoolCommand, CognitoIdentityClient } from "@aws-sdk/client-cognito-identity";
import { createAws, type AwsCloud } from "../../sandbox/aws";
import { Clock } from "../../sandbox/core/clock";
import { Network } from "../../sandbox/core/network";
import { wideGrants } from "../sandbox/aws/wide-deployer";

export const accountId = "111122223333";
export const region = "eu-central-1";

/** Answers in AWS's place. */
type Fault = () => Response | Promise<Response>;

/** What came in: the operation, who signed it and, where the protocol is Query, its parameters. */
export interface Arrival {
    readonly action: string;
    readonly accessKeyId: string | undefined;
    readonly parameters: Readonly<Record<string, string>>;
}

function isTokenAnswer(value: unknown): value is { readonly Token: string } {
    return typeof value === "object" && value !== null && "Token" in value && typeof value.Token === "string";
}

/** The sandbox's AWS behind HTTP, with a record of what came in and of every token that went out. */
export class Cloud {
    readonly aws: AwsCloud;
    readonly tokens: string[] = [];
    readonly arrivals: Arrival[] = [];
    readonly #faults = new Map<string, Fault[]>();
    readonly #waiting = new Map<string, () => void>();
    readonly #server: Server;
    #connectionsToLose = 0;

    constructor(account = accountId) {
        this.aws = createAws({
            clock: new Clock(),
            network: new Network(),
            accountId: account,
            region,
            callerRoleArns: [],
            deployer: wideGrants(account, region, []),
        });
        const answer = getRequestListener((request) => this.#answer(request));
        this.#server = createServer((request, response) => {
            if (this.#connectionsToLose > 0) {
                this.#connectionsToLose -= 1;
                request.socket.destroy();
            } else {
                void answer(request, response);
            }
        });
    }

    async start(): Promise<void> {
        await new Promise<void>((resolve) => {
            this.#server.listen(0, "127.0.0.1", resolve);
        });
    }

    async close(): Promise<void> {
        this.#server.closeAllConnections();
        await new Promise((resolve) => {
            this.#server.close(resolve);
        });
    }

    get endpoint(): string {
        const address = this.#server.address();
        return `http://127.0.0.1:${String(typeof address === "object" ? address?.port : undefined)}`;
    }

    /** The next request gets its connection closed. */
    loseNextConnection(): void {
        this.#connectionsToLose += 1;
    }

    client(): CognitoIdentityClient {
        return new CognitoIdentityClient({ region, endpoint: this.endpoint, credentials: this.aws.deployer });
    }

    async createPool(developerProviderName: string): Promise<string> {
        const client = this.client();
        const { IdentityPoolId } = await client.send(
            new CreateIdentityPoolCommand({
                IdentityPoolName: developerProviderName,
                DeveloperProviderName: developerProviderName,
                AllowUnauthenticatedIdentities: false,
            }),
        );
        client.destroy();
        return IdentityPoolId ?? "";
    }

    /** The next call of that operation gets this answer. */
    failNext(action: string, fault: Fault): void {
        this.#faults.set(action, [...(this.#faults.get(action) ?? []), fault]);
    }

    /** The next call of that operation gets no answer. Resolves when it has come. */
    async holdNext(action: string): Promise<void> {
        await new Promise<void>((resolve) => {
            this.#waiting.set(action, resolve);
            this.failNext(action, () => {
                this.#waiting.get(action)?.();
                return new Promise<Response>(() => undefined);
            });
        });
    }

    async #answer(request: Request): Promise<Response> {
        const body = await request.clone().text();
        const parameters = Object.fromEntries(new URLSearchParams(body));
        const action = request.headers.get("x-amz-target")?.split(".")[1] ?? parameters.Action ?? "";
        const accessKeyId = /Credential=(\w+)\//.exec(request.headers.get("authorization") ?? "")?.[1];
        this.arrivals.push({ action, accessKeyId, parameters });
        const fault = this.#faults.get(action)?.shift();
        const response = await (fault?.() ?? this.aws.handler(request));
        if (action === "GetOpenIdTokenForDeveloperIdentity" && response.ok && fault === undefined) {
            const answer: unknown = await response.clone().json();
            if (isTokenAnswer(answer)) {
                this.tokens.push(answer.Token);
            }
        }
        return response;
    }
}
