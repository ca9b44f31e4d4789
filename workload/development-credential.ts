import type { AccessToken, GetTokenOptions, TokenCredential } from "@azure/core-auth";
import { ConfigurationError } from "./errors";
import type { Environment } from "./environment";

// What AWS sets where it runs code: Lambda, ECS and EKS, CodeBuild, roles for service accounts.
const IN_AWS = [
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "ECS_CONTAINER_METADATA_URI_V4",
] as const;

/** Whether the developer's own sign-in is to be used: only when told to, and never in AWS. */
export function isDevelopment(environment: Environment): boolean {
    return environment["AZURE_TOKEN_CREDENTIALS"] === "dev" && IN_AWS.every((variable) => !environment[variable]);
}

/**
 * The developer's `az login`, `azd` or editor's sign-in, by `DefaultAzureCredential` of the optional package @azure/identity, which
 * reads `AZURE_TOKEN_CREDENTIALS=dev` itself.
 */
export class DevelopmentCredential implements TokenCredential {
    #credential: TokenCredential | undefined;

    async getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null> {
        this.#credential ??= await load();
        return this.#credential.getToken(scopes, options);
    }
}

async function load(): Promise<TokenCredential> {
    try {
        const { DefaultAzureCredential } = await import("@azure/identity");
        return new DefaultAzureCredential();
    } catch (error) {
        if (error instanceof Error && Reflect.get(error, "code") === "MODULE_NOT_FOUND") {
            throw new ConfigurationError([
                "AZURE_TOKEN_CREDENTIALS=dev needs the package @azure/identity (npm install --save-dev @azure/identity)",
            ]);
        }
        throw error;
    }
}
