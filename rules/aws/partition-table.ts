import table from "./data/partitions.json";

type AwsPartitionId = keyof typeof table.partitions;

export interface AwsPartition {
    readonly id: AwsPartitionId;
    /** Of the partition's service endpoints: `amazonaws.com`, `amazonaws.com.cn` … */
    readonly dnsSuffix: string;
    readonly regions: readonly string[];
    /** Those of its regions in which Amazon Cognito identity pools are offered. */
    readonly cognitoIdentityRegions: readonly string[];
}

const { partitions: rows } = table;

function partition(id: AwsPartitionId): AwsPartition {
    const { dnsSuffix, regions, cognitoIdentity } = rows[id];
    return { id, dnsSuffix, regions, cognitoIdentityRegions: cognitoIdentity };
}

/** Every partition of botocore's endpoint table; the version is in the data file. */
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
