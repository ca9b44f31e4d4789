/**
 * The components of this project. They are not published as a package: import them from this folder, as `index.ts` does.
 *
 * ```ts
 * import { FederatedWorkload } from "./components";
 * ```
 *
 * An argument that AWS, Entra or Azure would refuse is a `pulumi.ResourceError`: for a plain value at once, for an
 * output when it becomes known.
 */

export { FederatedWorkload, type FederatedWorkloadArgs } from "./workloads/federated-workload";
export { PublishedEnvironment, type PublishedEnvironmentArgs } from "./workloads/published-environment";

export type { CallerArgs, CallerRoleArgs, ServiceRoleArgs } from "./issuers/caller";
export { CognitoIssuer, type CognitoIssuerArgs } from "./issuers/cognito-issuer";
export { DeveloperIdentity, type DeveloperIdentityArgs } from "./issuers/developer-identity";
export {
    DeveloperIdentityProvider,
    type AssumeRoleArgs,
    type AssumeRoleWithWebIdentityArgs,
    type DeveloperIdentityProviderArgs,
} from "./issuers/developer-identity-provider";
export type { AwsIssuer, Environment, Issuer } from "./issuers/issuer";
export { IssuerKind, type IssuerArgs } from "./issuers/kinds";
export { StsIssuer, type StsIssuerArgs } from "./issuers/sts-issuer";

export { ApplicationPrincipal, type ApplicationPrincipalArgs } from "./principals/application-principal";
export type { FederatedCredentialArgs, Principal, TrustArgs } from "./principals/principal";

export { AwsWebIdentityRole, type AwsWebIdentityRoleArgs } from "./aws-access/aws-web-identity-role";
export { AzureCloud } from "./azure-access/azure-cloud";
export {
    RoleAssignments,
    type AzureRoleAssignmentArgs,
    type RoleAssignmentsArgs,
} from "./azure-access/role-assignments";

export type { Tags } from "./internal/tags";
