import { type Account, iamArn } from "../kernel/account";
import { AwsError } from "../kernel/aws-error";
import type { Operation, SignedCall } from "../kernel/protocol/protocol";
import type { Authorizer } from "../kernel/authorization/authorizer";
import { ARN, ROLE_NAME } from "./names";
import type { IamStore, Role } from "./store";

/**
 * IAM's operations on the permissions boundary of an existing role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function boundaryOperations(
    account: Account,
    store: IamStore,
    authorizer: Authorizer,
): ReadonlyMap<string, Operation<SignedCall>> {
    const roleFor = (call: SignedCall, action: string, boundary?: string): Role => {
        const name = call.members.string("RoleName", ROLE_NAME);
        const role = store.findRole(name);
        const entries = { "iam:permissionsboundary": boundary ?? role?.permissionsBoundary };
        authorizer.require(call, `iam:${action}`, role?.arn ?? iamArn(account, `role/${name}`), entries);
        if (role === undefined) {
            throw new AwsError("NoSuchEntity", `The role with name ${name} cannot be found.`, 404);
        }
        return role;
    };
    return new Map<string, Operation<SignedCall>>([
        [
            "PutRolePermissionsBoundary",
            (call) => {
                const boundary = call.members.string("PermissionsBoundary", ARN);
                const role = roleFor(call, "PutRolePermissionsBoundary", boundary);
                call.members.end();
                if (!store.policies.has(boundary)) {
                    throw new AwsError("NoSuchEntity", `Policy ${boundary} does not exist or is not attachable.`, 404);
                }
                role.permissionsBoundary = boundary;
                return {};
            },
        ],
        [
            "DeleteRolePermissionsBoundary",
            (call) => {
                const role = roleFor(call, "DeleteRolePermissionsBoundary");
                call.members.end();
                if (role.permissionsBoundary === undefined) {
                    const message = `The role with name ${role.name} has no permissions boundary.`;
                    throw new AwsError("NoSuchEntity", message, 404);
                }
                role.permissionsBoundary = undefined;
                return {};
            },
        ],
    ]);
}
