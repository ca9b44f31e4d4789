import { parseArgs } from "node:util";
import { FederationError } from "../errors";
import { isRecord } from "../json-web-token";
import { TokenFileError, writeTokenFile } from "../token-file/write-token-file";
import type { CommandContext } from "./command-context";
import { readTokenRequest, TOKEN_OPTIONS } from "./token-request";
import { UsageError } from "./usage";

const EXTENSION_NAME = "cognito-entra";
const RENEWAL_OF_LIFETIME = 0.5;

/**
 * `cognito-entra lambda-extension`: a token file in an AWS Lambda function. Lambda stops every process between invocations, so the
 * file is looked at when one begins, and not by a timer.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
 */
export async function lambdaExtensionCommand(args: readonly string[], context: CommandContext): Promise<number> {
    const { values } = parseArgs({ args: [...args], options: { ...TOKEN_OPTIONS, file: { type: "string" } } });
    const { file } = values;
    const host = context.environment["AWS_LAMBDA_RUNTIME_API"];
    if (file === undefined || !host) {
        throw new UsageError("lambda-extension takes --file PATH, and runs in AWS Lambda alone.");
    }
    const { mint } = readTokenRequest(values, context);
    const { clock } = context.system;
    let renewAt = 0;
    const renew = async (): Promise<void> => {
        if (clock.now() < renewAt) {
            return;
        }
        try {
            const { token, lifetimeSeconds } = await mint();
            await writeTokenFile(file, token);
            renewAt = clock.now() + lifetimeSeconds * RENEWAL_OF_LIFETIME * 1000;
        } catch (error) {
            // The token at hand may still hold, and the next invocation tries again.
            const isKnown = error instanceof FederationError || error instanceof TokenFileError;
            context.log(isKnown ? error.message : "The token could not be renewed: an unforeseen error.");
        }
    };

    const api = `http://${host}/2020-01-01/extension`;
    const registration = await context.system.fetch(`${api}/register`, {
        method: "POST",
        headers: { "lambda-extension-name": EXTENSION_NAME },
        body: JSON.stringify({ events: ["INVOKE", "SHUTDOWN"] }),
    });
    const identifier = registration.headers.get("lambda-extension-identifier");
    if (!registration.ok || identifier === null) {
        context.log(
            `Lambda did not register the extension (HTTP ${String(registration.status)}): its file must be /opt/extensions/${EXTENSION_NAME}.`,
        );
        return 1;
    }
    // Lambda starts the function's code when every extension has asked for its first event: by then the file is there.
    await renew();
    while (!context.stop.aborted) {
        const answer = await context.system.fetch(`${api}/event/next`, {
            headers: { "lambda-extension-identifier": identifier },
        });
        const event: unknown = await answer.json();
        if (!isRecord(event) || event["eventType"] !== "INVOKE") {
            return 0;
        }
        await renew();
    }
    return 0;
}
