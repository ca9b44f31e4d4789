import type { Clock } from "../../core/clock";
import type { Network } from "../../core/network";
import type { Partition } from "./partition";

/** The one account, in the one region, that the sandbox plays. */
export interface Account {
    /** 12 digits. */
    readonly id: string;
    readonly region: string;
    readonly partition: Partition;
    readonly clock: Clock;
    readonly network: Network;
}

export function iamArn(account: Account, resource: string): string {
    return `arn:${account.partition.id}:iam::${account.id}:${resource}`;
}

/** The ARN of a parameter of the Parameter Store: the slash that a path begins with is the one that divides the ARN. */
export function parameterArn(account: Account, name: string): string {
    return systemsManagerArn(account, `parameter/${name.replace(/^\//, "")}`);
}

export function systemsManagerArn(account: Account, resource: string): string {
    return `arn:${account.partition.id}:ssm:${account.region}:${account.id}:${resource}`;
}

export function identityPoolArn(account: Account, identityPoolId: string): string {
    return `arn:${account.partition.id}:cognito-identity:${account.region}:${account.id}:identitypool/${identityPoolId}`;
}
