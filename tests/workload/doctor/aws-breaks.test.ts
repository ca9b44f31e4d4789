import type { FederatedSandbox, Trust } from "../federated-sandbox";
import { describeBreaks, MINT, NOWHERE, option, sts, variable } from "./broken-trust";

const poolDeleted = (sandbox: FederatedSandbox, { poolId }: Trust): Promise<unknown> =>
    sandbox.cognito("DeleteIdentityPool", { IdentityPoolId: poolId });

/** Of a task of ECS. */
const containerRole = { AWS_CONTAINER_CREDENTIALS_FULL_URI: "", AWS_CONTAINER_AUTHORIZATION_TOKEN: "" };

describeBreaks("The doctor and broken AWS credentials", [
    {
        change: "the secret key is wrong",
        keys: (keys) => ({ ...keys, secretAccessKey: `${keys.secretAccessKey}x` }),
        fails: "aws-credentials",
        code: "SignatureDoesNotMatch",
        says: () => /signature/,
        fix: /secret key belongs to the access key/,
    },
    {
        change: "the access key is unknown",
        keys: (keys) => ({ ...keys, accessKeyId: "ASIAUNKNOWNUNKNOWN00" }),
        fails: "aws-credentials",
        code: "InvalidClientTokenId",
        says: () => /does not know the access key/,
        fix: /Renew the AWS credentials/,
    },
    {
        change: "the file of AWS_WEB_IDENTITY_TOKEN_FILE does not exist",
        environment: () => ({
            AWS_ACCESS_KEY_ID: undefined,
            AWS_SECRET_ACCESS_KEY: undefined,
            AWS_WEB_IDENTITY_TOKEN_FILE: "/nowhere/token",
            AWS_ROLE_ARN: "arn:aws:iam::111122223333:role/orders",
        }),
        fails: "aws-credentials",
        code: "CredentialsProviderError",
        says: () => /AWS_WEB_IDENTITY_TOKEN_FILE is \/nowhere\/token, which cannot be read \(ENOENT\)/,
        fix: /^Mount the token at that path, or set AWS_WEB_IDENTITY_TOKEN_FILE to where it is\./,
    },
    {
        change: "the profile that AWS_PROFILE names does not exist",
        environment: variable("AWS_PROFILE", "nobody"),
        fails: "aws-credentials",
        code: "CredentialsProviderError",
        says: () => /AWS_PROFILE is "nobody", and .* have no such profile/,
        fix: /^Set AWS_PROFILE to one of administrator, auditor, or unset it where the workload has a role\./,
    },
    {
        change: "the profile that AWS_PROFILE names does not exist, and the container has a role",
        environment: () => ({ AWS_PROFILE: "nobody", ...containerRole }),
        breakIt: async (sandbox) => {
            const { url, token } = await sandbox.listenForContainers();
            containerRole.AWS_CONTAINER_CREDENTIALS_FULL_URI = `${url}/credentials/orders`;
            containerRole.AWS_CONTAINER_AUTHORIZATION_TOKEN = token;
        },
        fails: "aws-credentials",
        code: "CredentialsProviderError",
        says: () => /AWS_PROFILE is "nobody", and .* have no such profile/,
        fix: /^Set AWS_PROFILE to one of administrator, auditor, or unset it where the workload has a role\./,
    },
    {
        change: "there are no credentials",
        environment: () => ({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }),
        fails: "aws-credentials",
        code: "CredentialsProviderError",
        says: () => /No AWS credentials were found/,
        fix: /Give the workload a role/,
    },
]);

describeBreaks("The doctor and a broken identity pool", [
    {
        change: "the pool id is of a pool that does not exist",
        environment: variable("COGNITO_IDENTITY_POOL_ID", NOWHERE),
        fails: "identity-pool",
        code: "ResourceNotFoundException",
        says: () => new RegExp(`there is no identity pool ${NOWHERE}`),
        fix: /^Set COGNITO_IDENTITY_POOL_ID from the stack's outputs; if the pool was deleted, run pulumi refresh/,
    },
    {
        change: "the pool was deleted",
        breakIt: poolDeleted,
        fails: "identity-pool",
        code: "ResourceNotFoundException",
        says: ({ poolId }) => new RegExp(`there is no identity pool ${poolId}`),
        fix: /if the pool was deleted, run pulumi refresh and pulumi up/,
    },
    {
        change: "the pool was deleted, seen without rights",
        breakIt: poolDeleted,
        withoutRights: true,
        fails: "outside-token",
        code: "ResourceNotFoundException",
        says: () => /identity pool is not in this account and region/,
        fix: /Set COGNITO_IDENTITY_POOL_ID and AWS_REGION/,
    },
    {
        change: "the developer provider name is another",
        environment: variable("COGNITO_DEVELOPER_PROVIDER_NAME", "entra.billing"),
        fails: "identity-pool",
        says: () => /is entra\.orders, COGNITO_DEVELOPER_PROVIDER_NAME is entra\.billing/,
        fix: /^Set COGNITO_DEVELOPER_PROVIDER_NAME from the stack's outputs/,
    },
    {
        change: "the developer user is not registered",
        environment: variable("COGNITO_DEVELOPER_USER_IDENTIFIER", "billing"),
        fails: "developer-identity",
        says: () => /entra\.orders has no user billing/,
        fix: /^Set COGNITO_DEVELOPER_USER_IDENTIFIER from the stack's outputs/,
    },
    {
        change: "the developer user is that of another workload",
        breakIt: (sandbox, { poolId }) => sandbox.mintIdentity(poolId, "shipping"),
        environment: variable("COGNITO_DEVELOPER_USER_IDENTIFIER", "shipping"),
        fails: "developer-identity",
        says: ({ identityId }) => new RegExp(`user shipping is identity .*, COGNITO_IDENTITY_ID is ${identityId}`),
        fix: /COGNITO_DEVELOPER_USER_IDENTIFIER and COGNITO_IDENTITY_ID from the same stack's outputs/,
    },
    {
        change: "the developer user is that of another workload, seen without rights",
        environment: variable("COGNITO_DEVELOPER_USER_IDENTIFIER", "shipping"),
        withoutRights: true,
        fails: "token-claims",
        code: "TokenNotAsDeployed",
        says: ({ identityId }) => new RegExp(`sub is .*, COGNITO_IDENTITY_ID is ${identityId}`),
        fix: /COGNITO_DEVELOPER_USER_IDENTIFIER and COGNITO_IDENTITY_ID from the same stack's outputs/,
    },
    {
        change: "the identity id is another",
        environment: variable("COGNITO_IDENTITY_ID", NOWHERE),
        fails: "developer-identity",
        says: ({ identityId }) => new RegExp(`is identity ${identityId}, COGNITO_IDENTITY_ID is ${NOWHERE}`),
        fix: /COGNITO_DEVELOPER_USER_IDENTIFIER and COGNITO_IDENTITY_ID from the same stack's outputs/,
    },
    {
        change: "the identity was deleted",
        breakIt: (sandbox, { identityId }) =>
            sandbox.cognito("DeleteIdentities", { IdentityIdsToDelete: [identityId] }),
        fails: "developer-identity",
        says: () => /entra\.orders has no user orders/,
        fix: /if the identity was deleted, run pulumi refresh and pulumi up/,
    },
]);

const stsWhere = (condition: Readonly<Record<string, unknown>>) => (sandbox: FederatedSandbox) =>
    sandbox.deploySts("orders", { Condition: condition });
const POOL_FIX = /^Allow role orders cognito-identity:\w+ on arn:aws:\S+identitypool\/\S+: deploy the stack/;

describeBreaks("The doctor and the permission to ask for a token", [
    {
        change: "the policy was detached from the role",
        breakIt: (sandbox) => sandbox.forbidMinting(),
        fails: "outside-token",
        says: () => /may not mint|does not allow/,
        fix: /Allow the workload's role/,
    },
    {
        change: "the policy was detached from the role, seen with rights in IAM",
        breakIt: (sandbox) => sandbox.forbidMinting(),
        auditor: true,
        fails: "caller-policy",
        says: ({ poolId }) => new RegExp(`no policy allows role orders ${MINT} on arn:\\S+/${poolId}`),
        fix: POOL_FIX,
    },
    {
        change: "the policy names another pool, seen with rights in IAM",
        breakIt: async (sandbox) => sandbox.allowMinting(`other-${String(Date.now())}`, NOWHERE),
        auditor: true,
        fails: "caller-policy",
        says: ({ poolId }) => new RegExp(`no policy allows role orders ${MINT} on arn:\\S+/${poolId}`),
        fix: POOL_FIX,
    },
    {
        change: "another policy denies it",
        breakIt: (sandbox) => sandbox.attach({ Effect: "Deny", Action: "cognito-identity:Get*", Resource: "*" }),
        auditor: true,
        fails: "caller-policy",
        says: () => /policy more-\w+ denies role orders cognito-identity:/,
        fix: /^Remove cognito-identity:\w+ from the deny in policy more-\w+: a deny beats every allow\./,
    },
    {
        change: "an inline policy denies it on every other pool",
        breakIt: (sandbox) =>
            sandbox.putInline({
                Version: "2012-10-17",
                Statement: {
                    Effect: "Deny",
                    Action: [MINT],
                    NotResource: `arn:aws:cognito-identity:eu-central-1:111122223333:identitypool/${NOWHERE}`,
                },
            }),
        restore: (sandbox) => sandbox.deleteInline(),
        auditor: true,
        fails: "caller-policy",
        says: () => /policy role_orders_inline denies role orders/,
        fix: /from the deny in policy role_orders_inline/,
    },
    {
        change: "the role's permissions boundary does not allow it",
        breakIt: (sandbox) => sandbox.limitRole({ Effect: "Allow", Action: "s3:*", Resource: "*" }),
        restore: (sandbox) => sandbox.limitRole(undefined),
        auditor: true,
        fails: "caller-policy",
        says: () => /the permissions boundary of role orders does not allow cognito-identity:/,
        fix: /^Allow cognito-identity:\w+ in the role's permissions boundary, or remove the boundary/,
    },
    {
        change: "the organization's policy denies it",
        breakIt: (sandbox) => {
            const deny = { Effect: "Deny", Action: MINT, Resource: "*" };
            const Statement = [{ Effect: "Allow", Action: "*", Resource: "*" }, deny];
            sandbox.aws.aws.applyServiceControlPolicy(JSON.stringify({ Version: "2012-10-17", Statement }));
            return Promise.resolve();
        },
        restore: (sandbox) => {
            sandbox.aws.aws.applyServiceControlPolicy(undefined);
        },
        auditor: true,
        fails: "caller-policy",
        says: () => /a service control policy of the AWS organization does not allow cognito-identity:/,
        fix: /^Ask whoever runs the AWS organization to allow cognito-identity:\w+ in this account/,
    },
    {
        change: "--caller-role names a role that does not exist",
        options: option("callerRole", "nobody"),
        auditor: true,
        fails: "caller-policy",
        says: () => /there is no role nobody in the account/,
        fix: /^Pass --caller-role the role that the workload has\./,
    },
    {
        change: "outbound federation of the account is off",
        deploy: sts,
        breakIt: (sandbox) => sandbox.switchFederation(false),
        fails: "outside-token",
        code: "OutboundWebIdentityFederationDisabledException",
        says: () => /off in this AWS account/,
        fix: /aws iam enable-outbound-web-identity-federation/,
    },
    {
        change: "the role may not ask STS for a token",
        deploy: sts,
        breakIt: (sandbox) => sandbox.forbidMinting(),
        auditor: true,
        fails: "caller-policy",
        says: () => /no policy allows role orders sts:GetWebIdentityToken/,
        fix: /^Allow role orders sts:GetWebIdentityToken for this audience, algorithm and duration/,
    },
    {
        change: "the role may not ask STS for a token, seen without rights",
        deploy: sts,
        breakIt: (sandbox) => sandbox.forbidMinting(),
        withoutRights: true,
        fails: "outside-token",
        code: "AccessDenied",
        says: () => /IAM does not allow the caller this action/,
        fix: /Allow the workload's role `sts:GetWebIdentityToken`/,
    },
    {
        change: "the role may ask STS only for tokens with another algorithm",
        deploy: stsWhere({ StringEquals: { "sts:SigningAlgorithm": "ES384" } }),
        auditor: true,
        fails: "caller-policy",
        says: () => /sts:GetWebIdentityToken with .*sts:SigningAlgorithm RS256/,
        fix: /^Allow role orders sts:GetWebIdentityToken for this audience, algorithm and duration/,
    },
    {
        change: "the role may ask STS only for tokens of another audience",
        deploy: stsWhere({ "ForAnyValue:StringEquals": { "sts:IdentityTokenAudience": "api://other" } }),
        auditor: true,
        fails: "caller-policy",
        says: () => /with sts:IdentityTokenAudience api:\/\/AzureADTokenExchange/,
        fix: /^Allow role orders sts:GetWebIdentityToken for this audience, algorithm and duration/,
    },
    {
        change: "the role may ask STS only for shorter tokens",
        deploy: stsWhere({ NumericLessThanEquals: { "sts:DurationSeconds": "120" } }),
        auditor: true,
        fails: "caller-policy",
        says: () => /sts:DurationSeconds 300/,
        fix: /^Allow role orders sts:GetWebIdentityToken for this audience, algorithm and duration/,
    },
]);
