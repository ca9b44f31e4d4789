import { UnplayableError } from "../../core/unplayable-error";
import { type Account, iamArn } from "../kernel/account";
import { parsePolicyDocument } from "../kernel/authorization/policy-document";
import { uniqueId } from "../kernel/unique-id";
import type { Role } from "./store";

/** A role for ECS tasks that existed before the deployment. Throws if `arn` is not in this account. */
export function existingRole(arn: string, account: Account): Role {
    const prefix = iamArn(account, "role");
    const [, path, name] = arn.startsWith(prefix)
        ? (/^(\/|\/.+\/)([\w+=,.@-]{1,64})$/.exec(arn.slice(prefix.length)) ?? [])
        : [];
    if (path === undefined || name === undefined) {
        throw new UnplayableError(
            `${arn} is not the ARN of a role of the sandbox's account: it should read ${prefix}/NAME.`,
        );
    }
    const text = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    return {
        id: uniqueId("AROA"),
        name,
        path,
        arn,
        createdAt: account.clock.now(),
        trust: { text, statements: parsePolicyDocument(text, "trust", account.partition.id) },
        description: undefined,
        maximumSessionSeconds: 3600,
        tags: new Map(),
        attachedPolicies: new Set(),
        inlinePolicies: new Map(),
        permissionsBoundary: undefined,
    };
}
