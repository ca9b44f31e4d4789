import { type Account, iamArn } from "../kernel/account";
import type { Authorizer } from "../kernel/authorization/authorizer";
import { AwsError } from "../kernel/aws-error";
import type { SignedCall } from "../kernel/protocol/protocol";
import { ROLE_NAME } from "./names";
import type { IamStore, Role } from "./store";

/** Of the actions on roles that exist, those that know the condition key iam:PermissionsBoundary. */
const BOUNDARY_ACTIONS = new Set([
    "AttachRolePolicy",
    "DeleteRolePermissionsBoundary",
    "DeleteRolePolicy",
    "DetachRolePolicy",
    "PutRolePolicy",
]);

/** Yields the role named in a call, after IAM has allowed the action on it. */
export function namedRole(account: Account, store: IamStore, authorizer: Authorizer) {
    return (call: SignedCall, action: string, entries: Parameters<Authorizer["require"]>[3] = {}): Role => {
        const name = call.members.string("RoleName", ROLE_NAME);
        const role = store.findRole(name);
        authorizer.require(call, `iam:${action}`, role?.arn ?? iamArn(account, `role/${name}`), {
            "iam:permissionsboundary": BOUNDARY_ACTIONS.has(action) ? role?.permissionsBoundary : undefined,
            ...entries,
        });
        if (role === undefined) {
            throw new AwsError("NoSuchEntity", `The role with name ${name} cannot be found.`, 404);
        }
        return role;
    };
}
