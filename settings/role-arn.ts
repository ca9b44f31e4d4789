import * as z from "zod/mini";
import { parseRoleArn, roleArnParts, type AwsRegion, type RoleArn } from "../rules/aws/identifiers";
import { partitionOf } from "../rules/aws/partitions";
import { accepted, refused, type Checked } from "../rules/checked";
import { quote } from "../rules/quote";
import { leaf } from "./schema";

/** A role's ARN; its partition must be that of the region, where the region is known. */
export function roleArnSchema(region: AwsRegion | undefined): z.ZodMiniType<RoleArn> {
    return leaf(z.string(), (text) => {
        const arn = parseRoleArn(text);
        return arn.ok ? inPartition(text, arn.value, roleArnParts(arn.value).partition, region) : arn;
    });
}

/** The value of an ARN, refused where its partition is not that of the region. */
export function inPartition<Value>(
    text: string,
    value: Value,
    partition: string,
    region: AwsRegion | undefined,
): Checked<Value> {
    const expected = region === undefined ? partition : partitionOf(region).id;
    return partition === expected
        ? accepted(value)
        : refused(`${quote(text)} is in the partition ${partition}, but aws:region ${region ?? ""} is in ${expected}`);
}
