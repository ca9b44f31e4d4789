export {
    ApplicationPrincipal,
    type ApplicationPrincipalArgs,
    type FederatedCredentialArgs,
} from "./application-principal";
export { AzureCloud } from "./azure-cloud";
export type { CallerArgs, CallerRoleArgs, ServiceRoleArgs } from "./caller";
export { AwsWebIdentityRole, type AwsWebIdentityRoleArgs } from "./aws-web-identity-role";
export { CognitoIssuer, type CognitoIssuerArgs } from "./cognito-issuer";
export { DeveloperIdentity, type DeveloperIdentityArgs } from "./developer-identity";
export {
    DeveloperIdentityProvider,
    type AssumeRoleArgs,
    type DeveloperIdentityProviderArgs,
} from "./developer-identity-provider";
export { FederatedWorkload, type FederatedWorkloadArgs, type WorkloadEnvironment } from "./federated-workload";
export { PublishedEnvironment, type PublishedEnvironmentArgs } from "./published-environment";
export { RoleAssignments, type AzureRoleAssignmentArgs, type RoleAssignmentsArgs } from "./role-assignments";
export type { Tags } from "./tags";
