import { accepted, refused, type Checked } from "../checked";
import { quote } from "../quote";

// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html

const shortestSeconds = 900;
const longestSeconds = 43_200;
/** For a role that another role's session assumes. */
export const longestChainedSeconds = 3600;

const unitSeconds: Readonly<Record<string, number>> = {
    ns: 1e-9,
    us: 1e-6,
    µs: 1e-6,
    μs: 1e-6,
    ms: 1e-3,
    s: 1,
    m: 60,
    h: 3600,
};

/**
 * Parses the duration of an assumed role's session, in the notation of the AWS provider (Go's durations: `1h`, `1h30m`,
 * `1.5h`): 15 minutes to 12 hours. The value is in seconds.
 * https://pkg.go.dev/time#ParseDuration
 */
export function parseAssumedDurationSeconds(text: string): Checked<number> {
    const isDuration = /^\+?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text);
    const parts = isDuration ? [...text.matchAll(/([\d.]+)([a-zµμ]+)/g)] : [];
    const seconds = parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (unitSeconds[unit] ?? 0), 0);
    return seconds >= shortestSeconds && seconds <= longestSeconds
        ? accepted(seconds)
        : refused(`${quote(text)} is not a duration from 15m to 12h, such as 1h30m`);
}

/** What STS would refuse in a session's name. */
export function sessionNameProblem(text: string): string | undefined {
    return namePattern.test(text) ? undefined : `${quote(text)} is not a session name, which has ${nameForm}`;
}

/** What STS would refuse as a session's source identity. */
export function sourceIdentityProblem(text: string): string | undefined {
    return namePattern.test(text) ? undefined : `${quote(text)} is not a source identity, which has ${nameForm}`;
}

const namePattern = /^[\w+=,.@-]{2,64}$/;
const nameForm = "2 to 64 letters, digits and _+=,.@-";

/** What STS would refuse as the external id that a role's owner requires. */
export function externalIdProblem(text: string): string | undefined {
    return /^[\w+=,.@:/-]{2,1224}$/.test(text)
        ? undefined
        : `${quote(text)} is not an external id, which has 2 to 1224 letters, digits and _+=,.@:/-`;
}

const longestSessionPolicy = 2048;

/** What STS would refuse as a session policy. The statements are left to STS to check. */
export function sessionPolicyProblem(text: string): string | undefined {
    if (text.length > longestSessionPolicy) {
        return `a session policy has at most ${longestSessionPolicy} characters, found ${text.length}`;
    }
    return isJsonObject(text) ? undefined : `${quote(text)} is not an IAM policy, which is a JSON object`;
}

function isJsonObject(text: string): boolean {
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === "object" && value !== null && !Array.isArray(value);
    } catch {
        return false;
    }
}

/** AWS accepts at most this many managed policies per session. */
export const maximumSessionPolicies = 10;

/** The partition of a managed policy, from its ARN. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export function policyArnPartition(text: string): Checked<string> {
    const [, partition] =
        /^arn:([a-z]+(?:-[a-z]+)*):iam::(?:[0-9]{12}|aws):policy\/(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,128}$/.exec(text) ??
        [];
    return partition === undefined
        ? refused(
              `${quote(text)} is not the ARN of an IAM policy, which is arn:<partition>:iam::<12 digits or aws>:policy/<name>`,
          )
        : accepted(partition);
}
