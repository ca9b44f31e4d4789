import { type Account, iamArn, identityPoolArn, parameterArn, systemsManagerArn } from "./kernel/account";

/**
 * What whoever deploys may do, and nothing more: all that is deployed, and of the roles that were there already only
 * which policies are attached.
 */
export function deployerPolicy(account: Account, existingRoleArns: readonly string[]): string {
    const anyPool = identityPoolArn(account, "*");
    const anyPolicy = iamArn(account, "policy/*");
    const anyRole = iamArn(account, "role/*");
    const statements = [
        {
            Action: ["cognito-identity:CreateIdentityPool", "cognito-identity:ListIdentityPools"],
            Resource: "*",
        },
        {
            Action: [
                "cognito-identity:DescribeIdentityPool",
                "cognito-identity:UpdateIdentityPool",
                "cognito-identity:DeleteIdentityPool",
                "cognito-identity:TagResource",
                "cognito-identity:UntagResource",
                "cognito-identity:ListTagsForResource",
                "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
                "cognito-identity:LookupDeveloperIdentity",
            ],
            Resource: anyPool,
        },
        {
            Action: "cognito-identity:DeleteIdentities",
            Resource: "*",
            Condition: { ArnLike: { "cognito-identity:IdentityPoolArn": anyPool } },
        },
        {
            Action: [
                "iam:CreatePolicy",
                "iam:GetPolicy",
                "iam:DeletePolicy",
                "iam:CreatePolicyVersion",
                "iam:GetPolicyVersion",
                "iam:ListPolicyVersions",
                "iam:DeletePolicyVersion",
                "iam:TagPolicy",
                "iam:UntagPolicy",
            ],
            Resource: anyPolicy,
        },
        {
            Action: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
            Resource: anyRole,
            Condition: { ArnLike: { "iam:PolicyARN": anyPolicy } },
        },
        { Action: "iam:ListAttachedRolePolicies", Resource: anyRole },
        {
            Action: [
                "iam:CreateRole",
                "iam:GetRole",
                "iam:DeleteRole",
                "iam:UpdateRole",
                "iam:UpdateRoleDescription",
                "iam:UpdateAssumeRolePolicy",
                "iam:TagRole",
                "iam:UntagRole",
                "iam:ListRolePolicies",
                "iam:ListInstanceProfilesForRole",
            ],
            ...(existingRoleArns.length === 0 ? { Resource: anyRole } : { NotResource: existingRoleArns }),
        },
        {
            Action: [
                "iam:CreateOpenIDConnectProvider",
                "iam:GetOpenIDConnectProvider",
                "iam:DeleteOpenIDConnectProvider",
                "iam:AddClientIDToOpenIDConnectProvider",
                "iam:RemoveClientIDFromOpenIDConnectProvider",
                "iam:UpdateOpenIDConnectProviderThumbprint",
                "iam:TagOpenIDConnectProvider",
                "iam:UntagOpenIDConnectProvider",
            ],
            Resource: iamArn(account, "oidc-provider/*"),
        },
        {
            Action: [
                "ssm:PutParameter",
                "ssm:GetParameter",
                "ssm:DeleteParameter",
                "ssm:AddTagsToResource",
                "ssm:RemoveTagsFromResource",
                "ssm:ListTagsForResource",
            ],
            Resource: parameterArn(account, "*"),
        },
        { Action: "iam:GetOutboundWebIdentityFederationInfo", Resource: "*" },
        { Action: "ssm:DescribeParameters", Resource: systemsManagerArn(account, "*") },
    ];
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
    });
}
