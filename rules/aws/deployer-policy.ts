import { physicalName } from "../workload-name";
import { policyDocuments, type AllowStatement, type PolicyDocument } from "./policy-document";
import { stackTagKey } from "./stack-tag";

/** What the deployer's policy depends on. All of it is known before anything is deployed. */
export interface AwsDeployment {
    /** Such as `aws`. */
    readonly partition: string;
    readonly region: string;
    /** 12 digits, or `*` if the account is not known yet. */
    readonly accountId: string;
    /** The prefix of all names: `<project>-<stack>`. */
    readonly namePrefix: string;
    /** The ARN of the permissions boundary of every role that may ask for tokens; undefined asks for the wider permissions. */
    readonly permissionsBoundary: string | undefined;
    readonly workloads: readonly AwsDeploymentWorkload[];
}

interface AwsDeploymentWorkload {
    readonly name: string;
    /** Existing roles; undefined if a role is created for the workload. */
    readonly callerRoleArns: readonly string[] | undefined;
    /** Where the environment is published in the Parameter Store. */
    readonly parameterPath: string | undefined;
    /**
     * Who signs its tokens: Cognito in the workload's own pool, or STS, whose issuer may have to be read from the
     * account.
     */
    readonly issuer: "cognito" | "sts" | "stsOfAccount";
}

/** ARNs per statement: few enough that no statement fills a policy on its own. */
const mostResources = 25;

/**
 * The IAM policies of whoever deploys a stack: what deploying it needs, and nothing that reaches beyond the stack.
 * There are several if one would be larger than IAM allows; they belong together.
 *
 * - Identity pools are told apart by the tag that they are created with. TagResource is never allowed on a pool without
 *   it, so that no other pool can be made one of the stack's. CreateIdentityPool also needs TagResource, on the ARN of
 *   a pool without an id.
 * - Policies and roles are named by their exact ARNs. Whatever is written into a workload's policy, its roles can do no
 *   more than their permissions boundary allows; nothing here allows changing a boundary or its policy.
 * - DeleteIdentities supports neither resources nor tags, and is left out: an identity is deleted with its pool.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitoidentity.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
export function deployerPolicies(deployment: AwsDeployment): readonly PolicyDocument[] {
    return policyDocuments([
        ...poolStatements(deployment),
        ...policyStatements(deployment),
        ...attachmentStatements(deployment),
        ...roleStatements(deployment),
        ...parameterStatements(deployment),
        ...accountIssuerStatements(deployment),
    ]);
}

/** The ARN of the one policy of a workload. */
function workloadPolicyArn({ partition, accountId, namePrefix }: AwsDeployment, workload: string): string {
    return `arn:${partition}:iam::${accountId}:policy/${physicalName(namePrefix, workload)}`;
}

/** Reads the account's issuer of outbound identity federation; the action does not support resources. */
function accountIssuerStatements({ workloads }: AwsDeployment): AllowStatement[] {
    return workloads.some(({ issuer }) => issuer === "stsOfAccount")
        ? [
              {
                  Sid: "ReadTheIssuerOfTheAccount",
                  Effect: "Allow",
                  Action: ["iam:GetOutboundWebIdentityFederationInfo"],
                  Resource: ["*"],
              },
          ]
        : [];
}

function poolStatements({ partition, region, accountId, namePrefix, workloads }: AwsDeployment): AllowStatement[] {
    if (workloads.every(({ issuer }) => issuer !== "cognito")) {
        return [];
    }
    const pools = `arn:${partition}:cognito-identity:${region}:${accountId}:identitypool/`;
    const inRegion = { "aws:RequestedRegion": region };
    const asked = { [`aws:RequestTag/${stackTagKey}`]: namePrefix };
    const ofStack = { StringEquals: { [`aws:ResourceTag/${stackTagKey}`]: namePrefix } };
    return [
        {
            Sid: "FindPools",
            Effect: "Allow",
            Action: ["cognito-identity:ListIdentityPools"],
            Resource: ["*"],
            Condition: { StringEquals: inRegion },
        },
        {
            Sid: "CreatePools",
            Effect: "Allow",
            Action: ["cognito-identity:CreateIdentityPool"],
            Resource: ["*"],
            Condition: { StringEquals: { ...inRegion, ...asked } },
        },
        {
            // No pool has an empty id, so this cannot tag an existing one.
            Sid: "TagPoolsAtCreation",
            Effect: "Allow",
            Action: ["cognito-identity:TagResource"],
            Resource: [pools],
            Condition: { StringEquals: asked },
        },
        {
            Sid: "ManagePools",
            Effect: "Allow",
            Action: [
                "cognito-identity:DeleteIdentityPool",
                "cognito-identity:DescribeIdentityPool",
                "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
                "cognito-identity:LookupDeveloperIdentity",
            ],
            Resource: [`${pools}*`],
            Condition: ofStack,
        },
        {
            // An update that carries tags replaces all of them, the stack's with them; the provider's carries none.
            Sid: "ChangePools",
            Effect: "Allow",
            Action: ["cognito-identity:UpdateIdentityPool"],
            Resource: [`${pools}*`],
            Condition: { ...ofStack, Null: { "aws:TagKeys": "true" } },
        },
        {
            Sid: "TagPools",
            Effect: "Allow",
            Action: ["cognito-identity:TagResource", "cognito-identity:UntagResource"],
            Resource: [`${pools}*`],
            Condition: { ...ofStack, "ForAllValues:StringNotEqualsIgnoreCase": { "aws:TagKeys": [stackTagKey] } },
        },
    ];
}

function policyStatements(deployment: AwsDeployment): AllowStatement[] {
    const arns = deployment.workloads.map(({ name }) => workloadPolicyArn(deployment, name));
    return inParts("ManagePolicies", arns, (Sid, Resource) => ({
        Sid,
        Effect: "Allow",
        Action: [
            "iam:CreatePolicy",
            "iam:CreatePolicyVersion",
            "iam:DeletePolicy",
            "iam:DeletePolicyVersion",
            "iam:GetPolicy",
            "iam:GetPolicyVersion",
            "iam:ListPolicyVersions",
            "iam:TagPolicy",
            "iam:UntagPolicy",
        ],
        Resource,
    }));
}

function attachmentStatements(deployment: AwsDeployment): AllowStatement[] {
    const { workloads, permissionsBoundary } = deployment;
    const isBounded =
        permissionsBoundary === undefined ? {} : { StringEquals: { "iam:PermissionsBoundary": permissionsBoundary } };
    const roles = workloads.map(({ name, callerRoleArns }) => callerRoleArns ?? [roleArn(deployment, name)]);
    return [
        ...workloads.flatMap(({ name }, index) =>
            inParts(`LetIn${capitalised(name)}${String(index + 1)}`, roles[index] ?? [], (Sid, Resource) => ({
                Sid,
                Effect: "Allow",
                Action: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
                Resource,
                Condition: { ArnLike: { "iam:PolicyARN": workloadPolicyArn(deployment, name) }, ...isBounded },
            })),
        ),
        ...inParts("SeeWhoIsIn", [...new Set(roles.flat())], (Sid, Resource) => ({
            Sid,
            Effect: "Allow",
            Action: ["iam:ListAttachedRolePolicies"],
            Resource,
        })),
    ];
}

function roleStatements(deployment: AwsDeployment): AllowStatement[] {
    const { workloads, permissionsBoundary } = deployment;
    const arns = workloads.flatMap(({ name, callerRoleArns }) =>
        callerRoleArns === undefined ? [roleArn(deployment, name)] : [],
    );
    const isBounded =
        permissionsBoundary === undefined
            ? {}
            : { Condition: { StringEquals: { "iam:PermissionsBoundary": permissionsBoundary } } };
    return [
        ...inParts("CreateRoles", arns, (Sid, Resource) => ({
            Sid,
            Effect: "Allow",
            Action: ["iam:CreateRole"],
            Resource,
            ...isBounded,
        })),
        ...inParts("ManageRoles", arns, (Sid, Resource) => ({
            Sid,
            Effect: "Allow",
            Action: [
                "iam:DeleteRole",
                "iam:GetRole",
                "iam:ListInstanceProfilesForRole",
                "iam:ListRolePolicies",
                "iam:TagRole",
                "iam:UntagRole",
                "iam:UpdateAssumeRolePolicy",
                "iam:UpdateRole",
                "iam:UpdateRoleDescription",
            ],
            Resource,
        })),
    ];
}

function parameterStatements({ partition, region, accountId, workloads }: AwsDeployment): AllowStatement[] {
    const paths = workloads.flatMap(({ parameterPath }) => parameterPath ?? []);
    const arns = paths.map((path) => `arn:${partition}:ssm:${region}:${accountId}:parameter${path}/*`);
    const publish = inParts("PublishEnvironments", arns, (Sid, Resource) => ({
        Sid,
        Effect: "Allow",
        Action: [
            "ssm:AddTagsToResource",
            "ssm:DeleteParameter",
            "ssm:GetParameter",
            "ssm:ListTagsForResource",
            "ssm:PutParameter",
            "ssm:RemoveTagsFromResource",
        ],
        Resource,
    }));
    return paths.length === 0
        ? []
        : [
              ...publish,
              {
                  Sid: "FindParameters",
                  Effect: "Allow",
                  Action: ["ssm:DescribeParameters"],
                  Resource: ["*"],
                  Condition: { StringEquals: { "aws:RequestedRegion": region } },
              },
          ];
}

function roleArn({ partition, accountId, namePrefix }: AwsDeployment, workload: string): string {
    return `arn:${partition}:iam::${accountId}:role/${physicalName(namePrefix, workload)}`;
}

/** One statement per chunk of the resources; none without resources. */
function inParts(
    sid: string,
    resources: readonly string[],
    statement: (sid: string, part: readonly string[]) => AllowStatement,
): AllowStatement[] {
    const count = Math.ceil(resources.length / mostResources);
    return Array.from({ length: count }, (_, index) =>
        statement(
            count === 1 ? sid : `${sid}Part${String(index + 1)}`,
            resources.slice(index * mostResources, (index + 1) * mostResources),
        ),
    );
}

/** `DailyReports` of `daily-reports`: a Sid may contain only letters and digits. */
function capitalised(workload: string): string {
    return workload
        .split("-")
        .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
        .join("");
}
