import type { CognitoIdentityClient, CognitoIdentityClientConfig } from "@aws-sdk/client-cognito-identity";
import type { AssumeRole } from "./assume-role";
import type { Configuration } from "../configuration";

/** How to reach AWS where the environment of the process does not say it. @default the SDK's own ways */
export type AwsAccess = Pick<CognitoIdentityClientConfig, "endpoint" | "requestHandler" | "credentials">;

type Credentials = NonNullable<CognitoIdentityClientConfig["credentials"]>;

/** Throttling, internal errors and lost connections are tried again with exponential back-off and jitter: 45 seconds on average. */
const maximumAttempts = 10;

const timeouts = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };

/** AWS's own names for a role that is to be assumed. */
function assumeRoleParameters(role: AssumeRole) {
    return {
        RoleArn: role.roleArn,
        RoleSessionName: role.sessionName ?? "pulumi-cognito-entra",
        ExternalId: role.externalId,
        DurationSeconds: role.durationSeconds,
        Policy: role.policy,
        PolicyArns: role.policyArns?.map((arn) => ({ arn })),
        SourceIdentity: role.sourceIdentity,
        Tags: role.tags && Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
        TransitiveTagKeys: role.transitiveTagKeys && [...role.transitiveTagKeys],
    };
}

/** The SDK is loaded by the first call that needs it: a preview that asks AWS nothing does not wait for it. */
async function createClient(
    region: string,
    { profile, assumeRoles }: Configuration,
    access: AwsAccess,
): Promise<CognitoIdentityClient> {
    const { CognitoIdentityClient } = await import("@aws-sdk/client-cognito-identity");
    const { fromIni, fromNodeProviderChain, fromTemporaryCredentials } = await import("@aws-sdk/credential-providers");
    const common = { region, requestHandler: timeouts, maxAttempts: maximumAttempts, retryMode: "standard", ...access };
    const chain =
        profile === undefined
            ? fromNodeProviderChain({ clientConfig: common })
            : fromIni({ profile, clientConfig: common });
    const credentials = assumeRoles.reduce<Credentials>(
        (masterCredentials, role) =>
            fromTemporaryCredentials({ params: assumeRoleParameters(role), masterCredentials, clientConfig: common }),
        access.credentials ?? chain,
    );
    return new CognitoIdentityClient({ ...common, credentials });
}

/** One client a region, made when it is first asked for. */
export function cognitoClients(
    configuration: Configuration,
    access: AwsAccess,
): (region: string) => Promise<CognitoIdentityClient> {
    const clients = new Map<string, Promise<CognitoIdentityClient>>();
    return (region) => {
        const client = clients.get(region) ?? createClient(region, configuration, access);
        clients.set(region, client);
        return client;
    };
}
