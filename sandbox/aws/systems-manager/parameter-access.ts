import { type Account, parameterArn } from "../kernel/account";
import { AwsError } from "../kernel/aws-error";
import type { Authorizer, ContextEntries } from "../kernel/authorization/authorizer";
import type { SignedCall } from "../kernel/protocol/protocol";
import type { Parameter, ParameterStore } from "./store";

/** Finds a parameter by name or ARN once IAM has allowed the action on it; throws AwsError otherwise. */
export type ParameterAccess = (
    call: SignedCall,
    action: string,
    nameOrArn: string,
    entries?: ContextEntries,
) => Parameter | undefined;

export function parameterAccess(account: Account, store: ParameterStore, authorizer: Authorizer): ParameterAccess {
    return (call, action, nameOrArn, entries = {}) => {
        const existing = store.find(nameOrArn);
        const tags = [...(existing?.tags ?? [])].flatMap(([key, value]): [string, string][] => [
            [`aws:resourcetag/${key.toLowerCase()}`, value],
            [`ssm:resourcetag/${key.toLowerCase()}`, value],
        ]);
        const arn = nameOrArn.startsWith("arn:") ? nameOrArn : parameterArn(account, nameOrArn);
        authorizer.require(call, `ssm:${action}`, arn, { ...Object.fromEntries(tags), ...entries });
        return existing;
    };
}

export function missingParameter(name: string): never {
    throw new AwsError("ParameterNotFound", `Parameter ${name} not found.`);
}
