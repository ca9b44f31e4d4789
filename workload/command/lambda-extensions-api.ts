import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { ConfigurationError } from "../errors";
import { jsonObject } from "../json-object";
import { systemCode } from "../network-failure";

/** What an extension is told: an invocation has begun, or the environment is about to be shut down. */
export type LambdaEvent = "INVOKE" | "SHUTDOWN";

/** A request to Lambda failed; the message says why in a few words. */
export class LambdaApiError extends Error {
    override readonly name = "LambdaApiError";

    /** `wasAnswered`: whether Lambda itself said so, and not a connection that broke. */
    constructor(
        message: string,
        readonly wasAnswered: boolean,
    ) {
        super(message);
    }
}

interface Answer {
    readonly status: number | undefined;
    readonly headers: IncomingHttpHeaders;
    readonly text: string;
}

interface Asked {
    readonly method: "GET" | "POST";
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly signal?: AbortSignal;
}

/**
 * Lambda's Extensions API, over node:http: its requests have no time-out unless one is set, while fetch gives up a server that has been
 * silent for 300 seconds, and Lambda is silent for as long as nobody invokes the function.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
 */
export class LambdaExtensionsApi {
    readonly #base: string;
    // The shared agent has a time-out of its own.
    readonly #agent = new Agent();

    /**
     * @param host `HOST:PORT`, as Lambda gives it in AWS_LAMBDA_RUNTIME_API
     * @throws ConfigurationError
     */
    constructor(host: string) {
        const base = `http://${host}`;
        if (!URL.canParse(base) || (new URL(base).host !== host && `${new URL(base).host}:80` !== host)) {
            throw new ConfigurationError([`AWS_LAMBDA_RUNTIME_API is ${JSON.stringify(host)}, not HOST:PORT`]);
        }
        this.#base = `${base}/2020-01-01/extension`;
    }

    /**
     * Registers for invocations and the shutdown. The result is the extension's identifier.
     * @throws LambdaApiError
     */
    async register(name: string): Promise<string> {
        const body = JSON.stringify({ events: ["INVOKE", "SHUTDOWN"] });
        const answer = await this.#ask("/register", {
            method: "POST",
            headers: { "lambda-extension-name": name },
            body,
        });
        const identifier = answer.headers["lambda-extension-identifier"];
        if (answer.status !== 200 || typeof identifier !== "string") {
            throw new LambdaApiError(`HTTP ${String(answer.status)}`, true);
        }
        return identifier;
    }

    /**
     * Waits for the next event, however long that takes, or until `signal` aborts.
     * @throws LambdaApiError
     */
    async nextEvent(identifier: string, signal: AbortSignal): Promise<LambdaEvent> {
        const headers = { "lambda-extension-identifier": identifier };
        const answer = await this.#ask("/event/next", { method: "GET", headers, signal });
        if (answer.status !== 200) {
            throw new LambdaApiError(`HTTP ${String(answer.status)}`, true);
        }
        const { eventType } = jsonObject(answer.text);
        if (eventType !== "INVOKE" && eventType !== "SHUTDOWN") {
            throw new LambdaApiError("an answer without an event", true);
        }
        return eventType;
    }

    /**
     * Tells Lambda why the extension ends.
     * @throws LambdaApiError
     */
    async reportExit(identifier: string, errorType: string, errorMessage: string): Promise<void> {
        await this.#ask("/exit/error", {
            method: "POST",
            headers: { "lambda-extension-identifier": identifier, "lambda-extension-function-error-type": errorType },
            body: JSON.stringify({ errorMessage, errorType, stackTrace: [] }),
        });
    }

    #ask(path: string, { body, ...options }: Asked): Promise<Answer> {
        return new Promise((resolve, reject) => {
            const fail = (error: Error): void => {
                reject(new LambdaApiError(systemCode(error) ?? error.name, false));
            };
            const asked = request(`${this.#base}${path}`, { ...options, agent: this.#agent }, (response) => {
                const chunks: string[] = [];
                response.setEncoding("utf8");
                response.on("data", (chunk: string) => chunks.push(chunk));
                response.once("error", fail);
                response.once("end", () => {
                    resolve({ status: response.statusCode, headers: response.headers, text: chunks.join("") });
                });
            });
            asked.once("error", fail);
            asked.end(body);
        });
    }
}
