import { stat } from "node:fs/promises";
import { findKnownError } from "../error-table";
import { explain, type FederationError, SourceError } from "../errors";
import { isRecord } from "../json-web-token";
import { AWS_TIMEOUT_MILLISECONDS, credentialVariables, toSourceError } from "./source-error";

const PLACE = "AWS credentials";

/** What the kit uses of a client of the AWS SDK. */
interface ClientWithCredentials<Credentials> {
    readonly config: { credentials(): Promise<Credentials> };
}

/**
 * The credentials by which `client` will sign, resolved ahead of the request: a failure here lies in the workload's AWS
 * configuration, and not in the service that the request is for. The SDK remembers them until they are about to expire.
 * @throws SourceError
 */
export async function resolveAwsCredentials<Credentials>(
    client: ClientWithCredentials<Credentials>,
    timeoutMilliseconds = AWS_TIMEOUT_MILLISECONDS,
): Promise<Credentials> {
    await checkWebIdentityFile();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
            reject(new SourceError(PLACE, explain("TimedOut"), { detail: credentialVariables().join("; ") }));
        }, timeoutMilliseconds);
    });
    try {
        return await Promise.race([client.config.credentials(), late]);
    } catch (error) {
        throw toCredentialsError(error);
    } finally {
        clearTimeout(timer);
    }
}

/** The SDK reads the file in one blocking step: a pipe to which nobody writes would stop the whole process. */
async function checkWebIdentityFile(): Promise<void> {
    const { AWS_WEB_IDENTITY_TOKEN_FILE: path, AWS_ACCESS_KEY_ID: key, AWS_PROFILE: profile } = process.env;
    if (!path || key || profile) {
        return;
    }
    // The SDK itself reports a file that does not exist.
    const found = await stat(path).catch(() => undefined);
    const problem = found?.isFile() === false ? "it is not a file" : found?.size === 0 ? "it is empty" : undefined;
    if (problem !== undefined) {
        const detail = `AWS_WEB_IDENTITY_TOKEN_FILE is ${path}: ${problem}`;
        throw new SourceError(PLACE, explain("CredentialFileUnreadable"), { detail });
    }
}

function toCredentialsError(thrown: unknown): FederationError {
    const { name, message, $metadata: metadata } = isRecord(thrown) ? thrown : {};
    const status = isRecord(metadata) ? metadata["httpStatusCode"] : undefined;
    const isRefusal = typeof status === "number" && status >= 400 && status < 500 && status !== 429;
    if (!isRefusal || typeof name !== "string" || findKnownError(name)?.retry === "transient") {
        return toSourceError(PLACE, thrown);
    }
    const words = typeof message === "string" ? `${name}: ${message}` : name;
    return new SourceError(PLACE, explain("RoleNotAssumed"), { detail: [...credentialVariables(), words].join("; ") });
}
