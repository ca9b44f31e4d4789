import type { CognitoIdentityClient, CognitoIdentityClientConfig } from "@aws-sdk/client-cognito-identity";
import type { STSClient } from "@aws-sdk/client-sts";
import type { Configuration } from "../configuration";
import type { AssumeRole } from "./assume-role";
import type { WebIdentityRole } from "./web-identity-role";

/** How to reach AWS, if the environment of the process does not say. @default the SDK's own way */
export type AwsAccess = Pick<CognitoIdentityClientConfig, "endpoint" | "requestHandler" | "credentials">;

type Credentials = NonNullable<CognitoIdentityClientConfig["credentials"]>;

/** The clients of one region. */
export interface AwsClients {
    readonly cognitoIdentity: CognitoIdentityClient;
    readonly sts: STSClient;
}

/**
 * Throttling, internal errors and lost connections are retried with exponential back-off and jitter: 45 seconds on
 * average.
 */
const maximumAttempts = 10;

const timeouts = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };

const defaultSessionName = "pulumi-cognito-entra";

/** AWS's own names for a role to assume. */
function assumeRoleParameters(role: AssumeRole) {
    return {
        RoleArn: role.roleArn,
        RoleSessionName: role.sessionName ?? defaultSessionName,
        ExternalId: role.externalId,
        DurationSeconds: role.durationSeconds,
        Policy: role.policy,
        PolicyArns: role.policyArns?.map((arn) => ({ arn })),
        SourceIdentity: role.sourceIdentity,
        Tags: role.tags && Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
        TransitiveTagKeys: role.transitiveTagKeys && [...role.transitiveTagKeys],
    };
}

/** The SDK's names for a role that is assumed with another issuer's token. */
function webIdentityParameters(role: WebIdentityRole) {
    return {
        roleArn: role.roleArn,
        roleSessionName: role.sessionName ?? defaultSessionName,
        ...(role.durationSeconds === undefined ? {} : { durationSeconds: role.durationSeconds }),
        ...(role.policy === undefined ? {} : { policy: role.policy }),
        ...(role.policyArns === undefined ? {} : { policyArns: role.policyArns.map((arn) => ({ arn })) }),
    };
}

/** The first call that needs the SDK loads it: a preview without calls to AWS does not wait for it. */
async function createClients(region: string, configuration: Configuration, access: AwsAccess): Promise<AwsClients> {
    const { CognitoIdentityClient } = await import("@aws-sdk/client-cognito-identity");
    const { STSClient } = await import("@aws-sdk/client-sts");
    const { fromTemporaryCredentials } = await import("@aws-sdk/credential-providers");
    const { useFipsEndpoint, useDualstackEndpoint, endpoints, stsRegion } = configuration;
    const common = {
        region,
        requestHandler: timeouts,
        maxAttempts: maximumAttempts,
        retryMode: "standard",
        ...(useFipsEndpoint === undefined ? {} : { useFipsEndpoint }),
        ...(useDualstackEndpoint === undefined ? {} : { useDualstackEndpoint }),
        ...access,
    };
    const sts = {
        ...common,
        region: stsRegion ?? region,
        ...(endpoints.sts === undefined ? {} : { endpoint: endpoints.sts }),
    };
    const credentials = configuration.assumeRoles.reduce<Credentials>(
        (masterCredentials, role) =>
            fromTemporaryCredentials({ params: assumeRoleParameters(role), masterCredentials, clientConfig: sts }),
        access.credentials ?? (await firstCredentials(configuration, sts)),
    );
    const cognito = endpoints.cognitoIdentity === undefined ? {} : { endpoint: endpoints.cognitoIdentity };
    return {
        cognitoIdentity: new CognitoIdentityClient({ ...common, ...cognito, credentials }),
        sts: new STSClient({ ...sts, credentials }),
    };
}

/** The credentials with which the first of `assumeRoles` is assumed, in the AWS provider's order. */
async function firstCredentials(
    configuration: Configuration,
    clientConfig: Pick<CognitoIdentityClientConfig, "region" | "endpoint" | "requestHandler">,
): Promise<Credentials> {
    const { accessKey, profile, sharedConfigFile, sharedCredentialsFile, assumeRoleWithWebIdentity } = configuration;
    const { fromIni, fromNodeProviderChain, fromTokenFile, fromWebToken } =
        await import("@aws-sdk/credential-providers");
    if (assumeRoleWithWebIdentity !== undefined) {
        const parameters = { ...webIdentityParameters(assumeRoleWithWebIdentity), clientConfig };
        const { token } = assumeRoleWithWebIdentity;
        return token.kind === "value"
            ? fromWebToken({ ...parameters, webIdentityToken: token.value })
            : fromTokenFile({ ...parameters, webIdentityTokenFile: token.path });
    }
    if (accessKey !== undefined) {
        const { accessKeyId, secretAccessKey, sessionToken } = accessKey;
        return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
    }
    const files = {
        ...(sharedConfigFile === undefined ? {} : { configFilepath: sharedConfigFile }),
        ...(sharedCredentialsFile === undefined ? {} : { filepath: sharedCredentialsFile }),
    };
    return profile === undefined
        ? fromNodeProviderChain({ ...files, clientConfig })
        : fromIni({ profile, ...files, clientConfig });
}

/** The clients of each region, created when they are first asked for. */
export function awsClients(configuration: Configuration, access: AwsAccess): (region: string) => Promise<AwsClients> {
    const clients = new Map<string, Promise<AwsClients>>();
    return (region) => {
        const known = clients.get(region) ?? createClients(region, configuration, access);
        clients.set(region, known);
        return known;
    };
}
