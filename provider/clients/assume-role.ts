import { unknownKeyProblem } from "../nearest-key";
import { isRecord } from "./record";

/** One role to assume before any call, with the names of `aws:assumeRoles`. */
export interface AssumeRole {
    readonly roleArn: string;
    readonly sessionName: string | undefined;
    readonly externalId: string | undefined;
    readonly durationSeconds: number | undefined;
    readonly policy: string | undefined;
    readonly policyArns: readonly string[] | undefined;
    readonly sourceIdentity: string | undefined;
    readonly tags: Readonly<Record<string, string>> | undefined;
    readonly transitiveTagKeys: readonly string[] | undefined;
}

const keys = [
    "roleArn",
    "sessionName",
    "externalId",
    "duration",
    "policy",
    "policyArns",
    "sourceIdentity",
    "tags",
    "transitiveTagKeys",
];

/** A non-empty string. */
export function text(value: unknown, path: string): string {
    if (typeof value !== "string" || value === "") {
        throw new Error(`${path} must be a non-empty string.`);
    }
    return value;
}

export function textList(value: unknown, path: string): string[] {
    if (!Array.isArray(value)) {
        throw new Error(`${path} must be a list of strings.`);
    }
    return value.map((item: unknown, index) => text(item, `${path}[${index}]`));
}

function textRecord(value: unknown, path: string): Record<string, string> {
    if (!isRecord(value)) {
        throw new Error(`${path} must be an object of strings.`);
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, text(item, `${path}.${key}`)]));
}

/** `1h`, `30m`, `1h15m`, `900s`: the limits are those of https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export function durationSeconds(value: unknown, path: string): number {
    const [, hours, minutes, seconds] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text(value, path)) ?? [];
    const total = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
    if (total < 900 || total > 43200) {
        throw new Error(`${path} must be a duration from 15m to 12h, such as 1h or 1h30m.`);
    }
    return total;
}

export function roleArn(value: unknown, path: string): string {
    const arn = text(value, path);
    if (!/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn)) {
        throw new Error(
            `${path} is ${JSON.stringify(arn)}: a role's ARN is arn:<partition>:iam::<account id>:role/<name>.`,
        );
    }
    return arn;
}

/** An object that describes a role, with no other key than `keys`. */
export function roleRecord(value: unknown, path: string, keys: readonly string[]): Readonly<Record<string, unknown>> {
    if (!isRecord(value)) {
        throw new Error(`${path} must be an object with the key roleArn.`);
    }
    const unknown = Object.keys(value).find((key) => !keys.includes(key));
    if (unknown !== undefined) {
        throw new Error(`${path}.${unknown} ${unknownKeyProblem(unknown, keys)}`);
    }
    return value;
}

/** Throws the first mistake, as a sentence that begins with its place. */
export function parseAssumeRole(value: unknown, path: string): AssumeRole {
    const role = roleRecord(value, path, keys);
    const optional = <T>(key: string, parse: (value: unknown, path: string) => T): T | undefined =>
        role[key] === undefined || role[key] === null ? undefined : parse(role[key], `${path}.${key}`);
    return {
        roleArn: roleArn(role.roleArn, `${path}.roleArn`),
        sessionName: optional("sessionName", text),
        externalId: optional("externalId", text),
        durationSeconds: optional("duration", durationSeconds),
        policy: optional("policy", text),
        policyArns: optional("policyArns", textList),
        sourceIdentity: optional("sourceIdentity", text),
        tags: optional("tags", textRecord),
        transitiveTagKeys: optional("transitiveTagKeys", textList),
    };
}
