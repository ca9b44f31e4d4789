import type { Account } from "../kernel/account";
import type { Authorizer } from "../kernel/authorization/authorizer";
import { AwsError } from "../kernel/aws-error";
import type { Operation, SignedCall } from "../kernel/protocol/protocol";
import { namedRole } from "./named-role";
import { ARN } from "./names";
import type { IamStore } from "./store";

/**
 * IAM's operations on the permissions boundary of an existing role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function boundaryOperations(
    account: Account,
    store: IamStore,
    authorizer: Authorizer,
): ReadonlyMap<string, Operation<SignedCall>> {
    const roleFor = namedRole(account, store, authorizer);
    return new Map<string, Operation<SignedCall>>([
        [
            "PutRolePermissionsBoundary",
            (call) => {
                const boundary = call.members.string("PermissionsBoundary", ARN);
                const role = roleFor(call, "PutRolePermissionsBoundary", { "iam:permissionsboundary": boundary });
                call.members.end();
                requireBoundaryPolicy(store, boundary);
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

/** @throws AwsError for a boundary that is no policy of the account. */
export function requireBoundaryPolicy(store: IamStore, arn: string | undefined): void {
    if (arn !== undefined && !store.policies.has(arn)) {
        throw new AwsError("NoSuchEntity", `Scope ARN: ${arn} does not exist or is not attachable.`, 404);
    }
}
