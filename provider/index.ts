export type { AwsAccess } from "./cognito-clients";
export { developerIdentityProvider } from "./developer-identity-provider";
