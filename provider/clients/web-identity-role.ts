import { durationSeconds, roleArn, roleRecord, text, textList } from "./assume-role";

/** A role that is assumed with another issuer's token, with the names of `aws:assumeRoleWithWebIdentity`. */
export interface WebIdentityRole {
    readonly roleArn: string;
    readonly sessionName: string | undefined;
    readonly durationSeconds: number | undefined;
    readonly policy: string | undefined;
    readonly policyArns: readonly string[] | undefined;
    /** The token, or the file that it is read from each time. */
    readonly token:
        { readonly kind: "value"; readonly value: string } | { readonly kind: "file"; readonly path: string };
}

const keys = ["roleArn", "sessionName", "duration", "policy", "policyArns", "webIdentityToken", "webIdentityTokenFile"];

/** Throws the first mistake, as a sentence that begins with its path and never quotes the token. */
export function parseWebIdentityRole(value: unknown, path: string): WebIdentityRole {
    const role = roleRecord(value, path, keys);
    const optional = <T>(key: string, parse: (value: unknown, path: string) => T): T | undefined =>
        role[key] === undefined || role[key] === null || role[key] === ""
            ? undefined
            : parse(role[key], `${path}.${key}`);
    const token = optional("webIdentityToken", text);
    const file = optional("webIdentityTokenFile", text);
    if ((token === undefined) === (file === undefined)) {
        throw new Error(`${path} must have exactly one of webIdentityToken and webIdentityTokenFile.`);
    }
    return {
        roleArn: roleArn(role.roleArn, `${path}.roleArn`),
        sessionName: optional("sessionName", text),
        durationSeconds: optional("duration", durationSeconds),
        policy: optional("policy", text),
        policyArns: optional("policyArns", textList),
        token: token === undefined ? { kind: "file", path: file ?? "" } : { kind: "value", value: token },
    };
}
