export const userAssignedIdentityType = "Microsoft.ManagedIdentity/userAssignedIdentities";
export const federatedIdentityCredentialType = `${userAssignedIdentityType}/federatedIdentityCredentials`;
