import { access, constants } from "node:fs/promises";
import type { Environment } from "../federation-settings";
import { isRecord } from "../json-web-token";
import { AWS_TIMEOUT_MILLISECONDS, toSourceError } from "../sources/source-error";
import { nameSome, noSuchProfile } from "./doctor-arguments";
import { readAwsProfiles } from "./aws-profiles";
import { isUntrusted, TRUST_THE_AUTHORITY } from "./certificate-trust";
import { fail, failWith, type Finding, ok } from "./check";

const NO_CREDENTIALS = { code: "CredentialsProviderError" };

/** Who calls AWS from here: the caller's ARN. */
export async function checkAwsCredentials(region: string, environment: Environment): Promise<Finding<string>> {
    // The AWS SDK continues without that profile, as whoever the machine is; other clients stop.
    const problem = await missingProfile(environment);
    if (problem !== undefined) {
        return problem;
    }
    try {
        const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
        const { Arn: arn = "unknown" } = await new STSClient({ region, maxAttempts: 2 }).send(
            new GetCallerIdentityCommand({}),
            { abortSignal: AbortSignal.timeout(AWS_TIMEOUT_MILLISECONDS) },
        );
        return ok(`AWS calls are made as ${arn}`, arn);
    } catch (error) {
        return explainFailure(error, environment);
    }
}

/** What the environment has that explains it, else what the error says. */
async function explainFailure(error: unknown, environment: Environment): Promise<Finding<never>> {
    const failure = isRecord(error) ? error : {};
    const code = typeof failure["code"] === "string" ? failure["code"] : undefined;
    if (isUntrusted(code)) {
        return fail(`AWS's certificate is not trusted here (${code})`, TRUST_THE_AUTHORITY, {
            code: "NetworkUnreachable",
        });
    }
    const isAnswer = isRecord(failure["$metadata"]) && failure["$metadata"]["httpStatusCode"] !== undefined;
    const explained = isAnswer ? undefined : await missingTokenFile(environment);
    return explained ?? failWith(toSourceError("STS", error));
}

async function missingProfile(environment: Environment): Promise<Finding<never> | undefined> {
    const profile = environment["AWS_PROFILE"];
    if (!profile) {
        return undefined;
    }
    const profiles = await readAwsProfiles(environment);
    if (profiles.names.includes(profile)) {
        return undefined;
    }
    const known = nameSome(profiles);
    return fail(
        `AWS_PROFILE is ${noSuchProfile(profile, profiles)}`,
        known === ""
            ? "Unset AWS_PROFILE where the workload has a role, or add the profile with aws configure sso."
            : `Set AWS_PROFILE to one of ${known}, or unset it where the workload has a role.`,
        NO_CREDENTIALS,
    );
}

async function missingTokenFile(environment: Environment): Promise<Finding<never> | undefined> {
    const path = environment["AWS_WEB_IDENTITY_TOKEN_FILE"];
    if (!path) {
        return undefined;
    }
    try {
        await access(path, constants.R_OK);
        return undefined;
    } catch (error) {
        const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
        return fail(
            `AWS_WEB_IDENTITY_TOKEN_FILE is ${path}, which cannot be read (${String(code)})`,
            "Mount the token at that path, or set AWS_WEB_IDENTITY_TOKEN_FILE to where it is.",
            NO_CREDENTIALS,
        );
    }
}
