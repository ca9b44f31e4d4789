import {
    CognitoIdentityClient,
    CognitoIdentityServiceException,
    GetOpenIdTokenForDeveloperIdentityCommand,
} from "@aws-sdk/client-cognito-identity";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { fromHttp } from "@aws-sdk/credential-providers";
import type { Answer } from "./clouds";
import type { WorkloadOutput } from "./workload-outputs";

const TOKEN_DURATION_SECONDS = 900;

/** Code that runs in AWS under a role: its credentials come from the container endpoint, as in ECS. */
export class AwsWorkload {
    readonly roleName: string;
    readonly #cognito: CognitoIdentityClient;
    readonly #sts: STSClient;

    constructor(roleName: string, region: string) {
        this.roleName = roleName;
        const credentials = fromHttp({
            awsContainerCredentialsFullUri: `${process.env.SANDBOX_CONTAINER_CREDENTIALS_URL ?? ""}/${roleName}`,
            awsContainerAuthorizationToken: process.env.SANDBOX_CONTAINER_AUTHORIZATION_TOKEN ?? "",
        });
        this.#cognito = new CognitoIdentityClient({ region, credentials });
        this.#sts = new STSClient({ region, credentials });
    }

    /** The ARN under which AWS knows this workload. */
    async callerArn(): Promise<string> {
        return (await this.#sts.send(new GetCallerIdentityCommand({}))).Arn ?? "";
    }

    /** Asks Cognito for a token of a developer identity. */
    async token(
        environment: WorkloadOutput["environment"],
        durationSeconds = TOKEN_DURATION_SECONDS,
    ): Promise<Answer<string>> {
        try {
            const answer = await this.#cognito.send(
                new GetOpenIdTokenForDeveloperIdentityCommand({
                    IdentityPoolId: environment.COGNITO_IDENTITY_POOL_ID,
                    Logins: {
                        [environment.COGNITO_DEVELOPER_PROVIDER_NAME]: environment.COGNITO_DEVELOPER_USER_IDENTIFIER,
                    },
                    TokenDuration: durationSeconds,
                }),
            );
            return { ok: true, value: answer.Token ?? "" };
        } catch (error) {
            if (error instanceof CognitoIdentityServiceException) {
                return { ok: false, code: error.name, message: error.message };
            }
            throw error;
        }
    }
}
