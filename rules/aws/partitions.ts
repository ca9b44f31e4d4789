import type { AwsRegion } from "./identifiers";
import { partitions, type AwsPartition } from "./partition-table";

export type { AwsPartition } from "./partition-table";

/** A region's partition: its ARNs begin with `arn:<id>:`. */
export function partitionOf(region: AwsRegion): AwsPartition {
    const found = partitions.find(({ regions }) => regions.includes(region));
    if (found === undefined) {
        throw new Error(`The AWS region ${region} belongs to no known partition.`);
    }
    return found;
}
