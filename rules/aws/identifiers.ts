import type { Branded } from "../brand";
import { accepted, refused, type Checked } from "../checked";
import { suggestion } from "../nearest";
import { quote } from "../quote";
import { partitions, regionNames } from "./partition-table";

/** An AWS region that the partition table knows, e.g. `eu-central-1`. */
export type AwsRegion = Branded<"AwsRegion">;
/** The ARN of an IAM role, with its path. */
export type RoleArn = Branded<"RoleArn">;

function isAwsRegion(text: string): text is AwsRegion {
    return partitions.some(({ regions }) => regions.includes(text));
}

const roleArnPattern =
    /^arn:(?<partition>[a-z]+(?:-[a-z]+)*):iam::(?<account>[0-9]{12}):role\/(?<path>(?:[\u0021-\u002e\u0030-\u007e]+\/)*)(?<name>[\w+=,.@-]{1,64})$/;
const longestRolePath = 512;

function isRoleArn(text: string): text is RoleArn {
    const path = roleArnPattern.exec(text)?.groups?.["path"];
    return path !== undefined && path.length + 1 <= longestRolePath;
}

/**
 * Parses the name of an AWS region. A region that botocore's endpoint table does not have is refused, with the nearest
 * name.
 */
export function parseAwsRegion(text: string): Checked<AwsRegion> {
    return isAwsRegion(text)
        ? accepted(text)
        : refused(
              `${quote(text)} is not an AWS region${suggestion(text, regionNames) || "; write one such as eu-central-1"}`,
          );
}

/**
 * Parses the ARN of an IAM role to which policies can be attached: not a session of it, nor a role reserved for AWS.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function parseRoleArn(text: string): Checked<RoleArn> {
    if (/^arn:[^:]*:sts::[^:]*:assumed-role\//.test(text)) {
        return refused(`${quote(text)} is a session of a role; write the role's own ARN (arn:…:iam::…:role/…)`);
    }
    if (!isRoleArn(text)) {
        return refused(
            `${quote(text)} is not the ARN of an IAM role, which is arn:<partition>:iam::<12 digits>:role/<name>`,
        );
    }
    const parts = roleArnParts(text);
    if (!partitions.some(({ id }) => id === parts.partition)) {
        const ids = partitions.map(({ id }) => id);
        return refused(
            `${quote(text)} names no AWS partition (${quote(parts.partition)})${suggestion(parts.partition, ids)}`,
        );
    }
    const pattern = /\*|\?|\$\{/.exec(parts.path)?.[0];
    if (pattern !== undefined) {
        return refused(
            `the path of ${quote(text)} has ${quote(pattern)}, which a policy reads as a pattern; write the ARN of one role`,
        );
    }
    if (/^aws-(service-role|reserved)\//.test(parts.path)) {
        return refused(`${quote(text)} is a role that AWS keeps for itself; no policy can be attached to it`);
    }
    return accepted(text);
}

export interface RoleArnParts {
    readonly partition: string;
    readonly accountId: string;
    /** Without the leading slash: empty, or `a/b/`. */
    readonly path: string;
    readonly name: string;
}

export function roleArnParts(arn: RoleArn): RoleArnParts {
    const { partition = "", account = "", path = "", name = "" } = roleArnPattern.exec(arn)?.groups ?? {};
    return { partition, accountId: account, path, name };
}
