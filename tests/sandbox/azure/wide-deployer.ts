import type { DeployerRole } from "../../../sandbox/azure";

/** For tests of the sandbox itself: a deployer that may read everything and assign every role in these subscriptions. */
export function wideRoles(...subscriptionIds: readonly string[]): DeployerRole[] {
    return subscriptionIds.flatMap((id) =>
        ["Role Based Access Control Administrator", "Reader"].map((role) => ({ role, scope: `/subscriptions/${id}` })),
    );
}
