import { accepted, refused, type Checked } from "../checked";
import { quote } from "../quote";
import type { PolicyDocument } from "./policy-document";
import { stackTagKey } from "./stack-tag";

export interface BoundaryArnParts {
    readonly partition: string;
    /** 12 digits. */
    readonly accountId: string;
    readonly name: string;
}

const pattern =
    /^arn:(?<partition>aws(?:-[a-z]+)*):iam::(?<account>[0-9]{12}):policy\/(?:[A-Za-z0-9.,+@=_-]+\/)*(?<name>[\w+=,.@-]{1,128})$/;

/**
 * Parses the ARN of a customer managed policy, as permissions boundaries are.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function parseBoundaryArn(text: string): Checked<string> {
    return pattern.test(text)
        ? accepted(text)
        : refused(
              `${quote(text)} is not the ARN of a customer managed policy, which is arn:<partition>:iam::<12 digits>:policy/<name>`,
          );
}

/** The parts of an ARN that `parseBoundaryArn` has accepted; undefined for any other string. */
export function boundaryArnParts(arn: string): BoundaryArnParts | undefined {
    const { partition, account, name } = pattern.exec(arn)?.groups ?? {};
    return partition === undefined || account === undefined || name === undefined
        ? undefined
        : { partition, accountId: account, name };
}

export interface BoundaryDeployment {
    readonly partition: string;
    readonly region: string;
    /** 12 digits, or `*`. */
    readonly accountId: string;
    /** `<project>-<stack>`: the value of the stack's tag on its identity pools. */
    readonly namePrefix: string;
    /** The audience that Entra recommends in the stack's Azure cloud. */
    readonly tokenExchangeAudience: string;
}

/** The longest lifetime that a workload's STS token needs: it is exchanged at once. */
const longestTokenSeconds = 300;

/**
 * The most that a workload's role needs for this project: tokens of the stack's identity pools, STS tokens that are
 * good only for Entra, and its own log. A boundary grants nothing; a role can do what both its policies *and* its
 * boundary allow. For a role that does more, add what it does to the boundary.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_policies.html
 */
export function permissionsBoundary(deployment: BoundaryDeployment): PolicyDocument {
    const { partition, region, accountId, namePrefix, tokenExchangeAudience } = deployment;
    return {
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "TokensOfThisStack",
                Effect: "Allow",
                Action: ["cognito-identity:GetOpenIdTokenForDeveloperIdentity"],
                Resource: [`arn:${partition}:cognito-identity:${region}:${accountId}:identitypool/*`],
                Condition: { StringEquals: { [`aws:ResourceTag/${stackTagKey}`]: namePrefix } },
            },
            {
                Sid: "TokensForEntra",
                Effect: "Allow",
                Action: ["sts:GetWebIdentityToken"],
                Resource: ["*"],
                Condition: {
                    "ForAllValues:StringEquals": { "sts:IdentityTokenAudience": [tokenExchangeAudience] },
                    Null: { "sts:IdentityTokenAudience": "false" },
                    NumericLessThanEquals: { "sts:DurationSeconds": String(longestTokenSeconds) },
                    StringEquals: { "sts:SigningAlgorithm": "RS256" },
                },
            },
            {
                Sid: "OwnLog",
                Effect: "Allow",
                Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: [`arn:${partition}:logs:${region}:${accountId}:log-group:*`],
            },
        ],
    };
}
