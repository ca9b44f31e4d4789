import { parseArgs } from "node:util";
import { backOff } from "../back-off";
import { FederationError } from "../errors";
import { prepareTokenFile, TokenFileError, writeTokenFile } from "../token-file/write-token-file";
import type { CommandContext } from "./command-context";
import { LambdaApiError, type LambdaEvent, LambdaExtensionsApi } from "./lambda-extensions-api";
import { readTokenRequest, TOKEN_OPTIONS } from "./token-request";
import { UsageError } from "./usage";

const EXTENSION_NAME = "cognito-entra";
const RENEWAL_OF_LIFETIME = 0.5;
const MOST_BROKEN_POLLS = 5;
const LONGEST_PAUSE_MILLISECONDS = 2000;

/**
 * `cognito-entra lambda-extension`: a token file in an AWS Lambda function. Lambda freezes every process between invocations, so the
 * token is renewed when an invocation begins, and not by a timer.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
 */
export async function lambdaExtensionCommand(args: readonly string[], context: CommandContext): Promise<number> {
    const { values } = parseArgs({ args: [...args], options: { ...TOKEN_OPTIONS, file: { type: "string" } } });
    const { file } = values;
    const host = context.environment["AWS_LAMBDA_RUNTIME_API"];
    if (file === undefined || !host) {
        throw new UsageError("lambda-extension takes --file PATH, and runs in AWS Lambda only.");
    }
    const { mint } = readTokenRequest(values, context);
    const api = new LambdaExtensionsApi(host);
    const { clock } = context.system;
    await prepareTokenFile(file, clock.now());
    let renewAt = 0;
    let current: string | undefined;
    const renew = async (): Promise<void> => {
        if (clock.now() < renewAt) {
            return;
        }
        try {
            const { token, lifetimeSeconds } = await mint();
            await writeTokenFile(file, token, current);
            current = token;
            renewAt = clock.now() + lifetimeSeconds * RENEWAL_OF_LIFETIME * 1000;
        } catch (error) {
            // The token at hand may still hold, and the next invocation tries again.
            const isKnown = error instanceof FederationError || error instanceof TokenFileError;
            context.log(isKnown ? error.message : "The token could not be renewed: an unforeseen error.");
        }
    };

    const identifier = await register(api, context);
    if (identifier === undefined) {
        return 1;
    }
    // Lambda starts the function's code when every extension has asked for its first event: by then the file is there.
    do {
        await renew();
        const event = await nextEvent(api, identifier, context);
        if (event !== "INVOKE") {
            return event === undefined ? 1 : 0;
        }
    } while (!context.stop.aborted);
    return 0;
}

async function register(api: LambdaExtensionsApi, context: CommandContext): Promise<string | undefined> {
    try {
        return await api.register(EXTENSION_NAME);
    } catch (error) {
        const reason = reasonOf(error);
        context.log(
            `Lambda did not register the extension (${reason}): its file must be /opt/extensions/${EXTENSION_NAME}.`,
        );
        return undefined;
    }
}

/**
 * The next event; `undefined` when Lambda gives none, which it was told then. A poll whose connection broke is repeated: Lambda keeps the
 * event. What Lambda answers is final: after an error it wants the extension to end.
 */
async function nextEvent(
    api: LambdaExtensionsApi,
    identifier: string,
    context: CommandContext,
): Promise<LambdaEvent | undefined> {
    const { stop, system } = context;
    for (let broken = 1; ; broken += 1) {
        try {
            return await api.nextEvent(identifier, stop);
        } catch (error) {
            if (stop.aborted) {
                return "SHUTDOWN";
            }
            const wasAnswered = error instanceof LambdaApiError && error.wasAnswered;
            if (!wasAnswered && broken < MOST_BROKEN_POLLS) {
                await system.clock.sleep(
                    backOff(broken, LONGEST_PAUSE_MILLISECONDS, () => system.random()),
                    stop,
                );
                continue;
            }
            const reason = wasAnswered ? reasonOf(error) : `${reasonOf(error)}, ${String(broken)} times in a row`;
            const message = `Lambda's Extensions API gives no event: ${reason}. The extension ends; Lambda starts it again with a new environment.`;
            context.log(message);
            await api.reportExit(identifier, "Extension.NoEvent", message).catch(() => undefined);
            return undefined;
        }
    }
}

function reasonOf(error: unknown): string {
    return error instanceof LambdaApiError ? error.message : "an unforeseen error";
}
