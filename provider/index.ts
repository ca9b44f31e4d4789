export type { AwsAccess } from "./clients/cognito-clients";
export { developerIdentityProvider } from "./developer-identity-provider";
