import { boundaryArnParts, parseBoundaryArn } from "../rules/aws/permissions-boundary";
import { partitionOf } from "../rules/aws/partitions";
import { refused, type Checked } from "../rules/checked";
import { roleArnParts, type AwsRegion } from "../rules/aws/identifiers";
import { quote } from "../rules/quote";
import { physicalName } from "../rules/workload-name";
import type { WorkloadSettings } from "./workloads";

export interface BoundarySurroundings {
    /** Undefined where the region itself is wrong. */
    readonly region?: AwsRegion | undefined;
    /** `<project>-<stack>`. */
    readonly namePrefix?: string | undefined;
    /** Undefined where the workloads themselves are wrong. */
    readonly workloads?: readonly WorkloadSettings[] | undefined;
}

/**
 * Reads `cognito-entra:permissionsBoundary`: a customer managed policy in the partition and the account of the deployment, and none of those
 * that the stack makes for its workloads, which whoever deploys may rewrite.
 */
export function parsePermissionsBoundary(
    text: string,
    { region, namePrefix, workloads = [] }: BoundarySurroundings,
): Checked<string> {
    const arn = parseBoundaryArn(text);
    const parts = boundaryArnParts(text);
    if (!arn.ok || parts === undefined) {
        return arn;
    }
    const { partition, accountId, name } = parts;
    const expected = region === undefined ? partition : partitionOf(region).id;
    if (partition !== expected) {
        return refused(
            `${quote(text)} is in the partition ${partition}, but aws:region ${region ?? ""} is in ${expected}`,
        );
    }
    const [roleArn] = workloads.flatMap(({ caller }) => (caller.kind === "roles" ? caller.roleArns : []));
    if (roleArn !== undefined && roleArnParts(roleArn).accountId !== accountId) {
        return refused(
            `${quote(text)} is in the account ${accountId}, but the callers' roles are in ${roleArnParts(roleArn).accountId}; a boundary is in the account of its roles`,
        );
    }
    const own = workloads.find(
        (workload) => physicalName(namePrefix ?? "", workload.name).toLowerCase() === name.toLowerCase(),
    );
    return own === undefined
        ? arn
        : refused(
              `${quote(text)} is the policy that the stack makes for the workload ${own.name}, which whoever deploys may rewrite; take a policy that only an administrator may change`,
          );
}
