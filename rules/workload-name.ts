import { accepted, refused, type Checked } from "./checked";
import { quote } from "./quote";

/** Parses a workload's name: 3 to 40 lower case letters, digits and hyphens, with no hyphen at either end. */
export function parseWorkloadName(text: string): Checked<string> {
    return /^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$/.test(text)
        ? accepted(text)
        : refused(
              `${quote(text)} is not a workload name, which has 3 to 40 lower case letters, digits and hyphens, with no hyphen at either end`,
          );
}

/** The name of a workload's resources in AWS and Entra. */
export function physicalName(prefix: string, workload: string): string {
    return `${prefix}-${workload}`;
}

const longestPolicyName = 128;
const longestRoleName = 64;

/**
 * Says by how much a workload's name is too long for the names made from it: an identity pool and an IAM policy have up
 * to 128 characters, an IAM role 64.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function physicalNameProblem(prefix: string, workload: string, makesRole: boolean): string | undefined {
    const name = physicalName(prefix, workload);
    const longest = makesRole ? longestRoleName : longestPolicyName;
    return name.length > longest
        ? `${quote(workload)} is too long: the name of the IAM ${makesRole ? "role" : "policy"} would be ${quote(name)}, ${name.length - longest} more than the ${longest} characters that IAM allows`
        : undefined;
}
