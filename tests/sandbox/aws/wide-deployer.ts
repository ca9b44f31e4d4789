import type { DeployerGrants } from "../../../sandbox/aws/deployer-grants";

/**
 * A deployer for tests of the sandbox itself: all that can be deployed, under whatever name, and of roles that exist only which policies are
 * attached. Tests of the project's own stacks hold what the project prints and nothing else.
 */
export function wideGrants(accountId: string, region: string, existingRoleArns: readonly string[]): DeployerGrants {
    const iam = (resource: string): string => `arn:${partitionOf(region)}:iam::${accountId}:${resource}`;
    const anyPool = `arn:${partitionOf(region)}:cognito-identity:${region}:${accountId}:identitypool/*`;
    const anySystem = `arn:${partitionOf(region)}:ssm:${region}:${accountId}`;
    const anyPolicy = iam("policy/*");
    const anyRole = iam("role/*");
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
                "iam:PutRolePermissionsBoundary",
                "iam:DeleteRolePermissionsBoundary",
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
            Resource: iam("oidc-provider/*"),
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
            Resource: `${anySystem}:parameter/*`,
        },
        { Action: "iam:GetOutboundWebIdentityFederationInfo", Resource: "*" },
        { Action: "ssm:DescribeParameters", Resource: `${anySystem}:*` },
    ];
    const policy = {
        Version: "2012-10-17",
        Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
    };
    return { policies: [JSON.stringify(policy)] };
}

function partitionOf(region: string): string {
    return region.startsWith("us-gov-") ? "aws-us-gov" : region.startsWith("cn-") ? "aws-cn" : "aws";
}
