import table from "./data/partitions.json";

type AwsPartitionId = keyof typeof table.partitions;

export interface AwsPartition {
    readonly id: AwsPartitionId;
    /** The DNS suffix of the partition's service endpoints: `amazonaws.com`, `amazonaws.com.cn` … */
    readonly dnsSuffix: string;
    readonly regions: readonly string[];
    /** The regions that offer Amazon Cognito identity pools. */
    readonly cognitoIdentityRegions: readonly string[];
}

const { partitions: rows } = table;

function partition(id: AwsPartitionId): AwsPartition {
    const { dnsSuffix, regions, cognitoIdentity } = rows[id];
    return { id, dnsSuffix, regions, cognitoIdentityRegions: cognitoIdentity };
}

/** Every partition in botocore's endpoint table; the data file has its version. */
export const partitions: readonly AwsPartition[] = [
    partition("aws"),
    partition("aws-cn"),
    partition("aws-us-gov"),
    partition("aws-eusc"),
    partition("aws-iso"),
    partition("aws-iso-b"),
    partition("aws-iso-e"),
    partition("aws-iso-f"),
];

/** All regions of all partitions, the commercial ones first. */
export const regionNames: readonly string[] = partitions.flatMap(({ regions }) => regions);
