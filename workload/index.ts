export { type AzureCloud, cloudOf } from "./azure-clouds";
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
