export {
    ApplicationPrincipal,
    type ApplicationPrincipalArgs,
    type FederatedCredentialArgs,
} from "./application-principal";
export { AzureCloud } from "./azure-cloud";
export type { CallerArgs, CallerRoleArgs, ServiceRoleArgs } from "./caller";
export { CognitoIssuer, type CognitoIssuerArgs } from "./cognito-issuer";
export { DeveloperIdentity, type DeveloperIdentityArgs } from "./developer-identity";
export {
    DeveloperIdentityProvider,
    type AssumeRoleArgs,
    type DeveloperIdentityProviderArgs,
} from "./developer-identity-provider";
export { FederatedWorkload, type FederatedWorkloadArgs, type WorkloadEnvironment } from "./federated-workload";
export { RoleAssignments, type AzureRoleAssignmentArgs, type RoleAssignmentsArgs } from "./role-assignments";
export type { Tags } from "./tags";
