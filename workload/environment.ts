/**
 * The environment variables that the kit reads. The stack's `environment` output gives those of the workload; whatever else is set is
 * passed on to commands that `exec` runs, and ignored. Values are strings as the process got them.
 */
export interface Environment {
    /** Tenant of the application: a GUID. Required. */
    readonly AZURE_TENANT_ID?: string | undefined;
    /** Client id of the application: a GUID. Required; for a managed identity (`--for aws`) it chooses a user-assigned one. */
    readonly AZURE_CLIENT_ID?: string | undefined;
    /** Origin of the login service. @default https://login.microsoftonline.com */
    readonly AZURE_AUTHORITY_HOST?: string | undefined;
    /** Tenants besides AZURE_TENANT_ID for which a service may request tokens, separated by semicolons; `*` for all. @default none */
    readonly AZURE_ADDITIONALLY_ALLOWED_TENANTS?: string | undefined;
    /** `dev` uses the developer's own sign-in; ignored where AWS runs the code. @default not set */
    readonly AZURE_TOKEN_CREDENTIALS?: string | undefined;
    /** Who issues the outside token: `cognito` or `sts`. @default cognito */
    readonly FEDERATION_ISSUER?: string | undefined;
    /** `REGION:GUID`; required with Cognito. */
    readonly COGNITO_IDENTITY_POOL_ID?: string | undefined;
    /** 1-128 letters, digits, dots, hyphens or underscores; required with Cognito. */
    readonly COGNITO_DEVELOPER_PROVIDER_NAME?: string | undefined;
    /** 1-1024 characters; required with Cognito. */
    readonly COGNITO_DEVELOPER_USER_IDENTIFIER?: string | undefined;
    /** The identity that was deployed, `REGION:GUID`: a token of another one is refused before Entra is asked. @default not checked */
    readonly COGNITO_IDENTITY_ID?: string | undefined;
    /** Region of STS; required with STS. Cognito's is the one in the pool's id. @default AWS_DEFAULT_REGION */
    readonly AWS_REGION?: string | undefined;
    /** Used where AWS_REGION is not set. */
    readonly AWS_DEFAULT_REGION?: string | undefined;

    /** `--for aws`: Application ID URI or client id of the application that stands for AWS. @default --audience */
    readonly AWS_WEB_IDENTITY_AUDIENCE?: string | undefined;
    /** `--for aws`: the outside token of an Azure workload (AKS). @default the managed identity is asked */
    readonly AZURE_FEDERATED_TOKEN_FILE?: string | undefined;
    /** `--for aws`: the managed identity endpoint of App Service, Container Apps and Functions, set by Azure. */
    readonly IDENTITY_ENDPOINT?: string | undefined;
    /** `--for aws`: the secret of IDENTITY_ENDPOINT, set by Azure. */
    readonly IDENTITY_HEADER?: string | undefined;
    /** `--for aws`: origin of a virtual machine's metadata service. @default http://169.254.169.254 */
    readonly AZURE_POD_IDENTITY_AUTHORITY_HOST?: string | undefined;
    /** `exec --for aws` passes it on. @default cognito-entra */
    readonly AWS_ROLE_SESSION_NAME?: string | undefined;

    /** `lambda-extension`: `HOST:PORT` of the Extensions API, set by Lambda. */
    readonly AWS_LAMBDA_RUNTIME_API?: string | undefined;

    /** If any of these six is set, AWS runs the code, and AZURE_TOKEN_CREDENTIALS is ignored. */
    readonly AWS_EXECUTION_ENV?: string | undefined;
    readonly AWS_LAMBDA_FUNCTION_NAME?: string | undefined;
    readonly AWS_CONTAINER_CREDENTIALS_RELATIVE_URI?: string | undefined;
    readonly AWS_CONTAINER_CREDENTIALS_FULL_URI?: string | undefined;
    readonly AWS_WEB_IDENTITY_TOKEN_FILE?: string | undefined;
    readonly ECS_CONTAINER_METADATA_URI_V4?: string | undefined;

    readonly [variable: string]: string | undefined;
}
