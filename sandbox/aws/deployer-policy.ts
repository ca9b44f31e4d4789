import { type Account, iamArn, identityPoolArn } from "./account";

/** What whoever deploys may do, and nothing more. */
export function deployerPolicy(account: Account): string {
    const anyPool = identityPoolArn(account, "*");
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Action: ["cognito-identity:CreateIdentityPool", "cognito-identity:ListIdentityPools"],
                Resource: "*",
            },
            {
                Effect: "Allow",
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
                Effect: "Allow",
                Action: ["cognito-identity:DescribeIdentity", "cognito-identity:DeleteIdentities"],
                Resource: "*",
                Condition: { ArnLike: { "cognito-identity:IdentityPoolArn": anyPool } },
            },
            {
                Effect: "Allow",
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
                Resource: iamArn(account, "policy/*"),
            },
            {
                Effect: "Allow",
                Action: [
                    "iam:CreateRole",
                    "iam:GetRole",
                    "iam:DeleteRole",
                    "iam:UpdateRole",
                    "iam:UpdateRoleDescription",
                    "iam:UpdateAssumeRolePolicy",
                    "iam:TagRole",
                    "iam:UntagRole",
                    "iam:AttachRolePolicy",
                    "iam:DetachRolePolicy",
                    "iam:ListAttachedRolePolicies",
                    "iam:ListRolePolicies",
                    "iam:ListInstanceProfilesForRole",
                ],
                Resource: iamArn(account, "role/*"),
            },
        ],
    });
}
