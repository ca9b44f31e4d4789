export type { AwsAccess } from "./clients/aws-clients";
export { developerIdentityProvider } from "./developer-identity-provider";
