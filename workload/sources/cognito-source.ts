import type { CognitoIdentityClient } from "@aws-sdk/client-cognito-identity";
import type { CognitoSourceSettings } from "../federation-settings";
import type { Assertion, AssertionSource } from "./assertion-source";
import { resolveAwsCredentials } from "./aws-credentials";
import { checkAssertion } from "./checked-assertion";
import { AWS_TIMEOUT_MILLISECONDS, toSourceError } from "./source-error";

/**
 * Tokens of a Cognito developer identity. AWS credentials come from the standard chain of the AWS SDK (environment, profile,
 * SSO, web identity, container, instance).
 * https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetOpenIdTokenForDeveloperIdentity.html
 */
export class CognitoSource implements AssertionSource {
    readonly kind = "cognito";
    readonly #settings: CognitoSourceSettings;
    #client: CognitoIdentityClient | undefined;

    constructor(settings: CognitoSourceSettings) {
        this.#settings = settings;
    }

    async mint(lifetimeSeconds: number): Promise<Assertion> {
        const { identityPoolId, developerProviderName, developerUserIdentifier, identityId, region } = this.#settings;
        try {
            // Loaded at the first token: importing the SDK costs more than importing the whole kit.
            const { CognitoIdentityClient, GetOpenIdTokenForDeveloperIdentityCommand } =
                await import("@aws-sdk/client-cognito-identity");
            // Two attempts: after the first, the SDK knows how wrong this machine's clock is. Further retries are the kit's.
            this.#client ??= new CognitoIdentityClient({ ...(region === undefined ? {} : { region }), maxAttempts: 2 });
            await resolveAwsCredentials(this.#client);
            const answer = await this.#client.send(
                new GetOpenIdTokenForDeveloperIdentityCommand({
                    IdentityPoolId: identityPoolId,
                    Logins: { [developerProviderName]: developerUserIdentifier },
                    TokenDuration: Math.min(Math.max(Math.floor(lifetimeSeconds), 1), 86_400),
                }),
                { abortSignal: AbortSignal.timeout(AWS_TIMEOUT_MILLISECONDS) },
            );
            return checkAssertion("Cognito", answer.Token, { audience: identityPoolId, subject: identityId });
        } catch (error) {
            throw toSourceError("Cognito", error);
        }
    }
}
