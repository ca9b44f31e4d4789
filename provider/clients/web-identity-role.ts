import { unknownKeyProblem } from "../nearest-key";
import { durationSeconds, roleArn, text, textList } from "./assume-role";
import { isRecord } from "./record";

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
    if (!isRecord(value)) {
        throw new Error(`${path} must be an object with the key roleArn.`);
    }
    for (const key of Object.keys(value)) {
        if (!keys.includes(key)) {
            throw new Error(`${path}.${key} ${unknownKeyProblem(key, keys)}`);
        }
    }
    const optional = <T>(key: string, parse: (value: unknown, path: string) => T): T | undefined =>
        value[key] === undefined || value[key] === null || value[key] === ""
            ? undefined
            : parse(value[key], `${path}.${key}`);
    const token = optional("webIdentityToken", text);
    const file = optional("webIdentityTokenFile", text);
    if ((token === undefined) === (file === undefined)) {
        throw new Error(`${path} must have exactly one of webIdentityToken and webIdentityTokenFile.`);
    }
    return {
        roleArn: roleArn(value.roleArn, `${path}.roleArn`),
        sessionName: optional("sessionName", text),
        durationSeconds: optional("duration", durationSeconds),
        policy: optional("policy", text),
        policyArns: optional("policyArns", textList),
        token: token === undefined ? { kind: "file", path: file ?? "" } : { kind: "value", value: token },
    };
}
