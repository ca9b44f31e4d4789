/**
 * The workload kit: an Azure credential for code that runs in AWS.
 *
 * The kit is built from the repository (`npm run build --workspace workload && npm pack ./workload/dist`); install the package that this
 * makes (`npm install ./cognito-entra-workload-0.1.0.tgz`), and import it by its name:
 *
 * @example
 * import { SecretClient } from "@azure/keyvault-secrets";
 * import { FederatedCredential } from "@cognito-entra/workload";
 *
 * const secrets = new SecretClient("https://orders.vault.azure.net", new FederatedCredential());
 *
 * @packageDocumentation
 */
export { type AzureCloud, cloudOf } from "./azure-clouds";
export type { Environment } from "./environment";
export { ERROR_TABLE, type KnownError, type Retry } from "./error-table";
export {
    ConfigurationError,
    ExchangeError,
    FederationError,
    SourceError,
    TenantNotAllowedError,
    TokenMismatchError,
    TokenRequestAbortedError,
} from "./errors";
export { FederatedCredential, type FederatedCredentialOptions } from "./federated-credential";
export type { CognitoSourceSettings, StsSourceSettings } from "./federation-settings";
