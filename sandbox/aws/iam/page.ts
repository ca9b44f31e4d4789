import { AwsError } from "../kernel/aws-error";
import { readPage } from "../kernel/page";
import type { RequestMembers } from "../kernel/protocol/request-members";

interface IamPage<T> {
    readonly items: readonly T[];
    readonly IsTruncated: boolean;
    readonly Marker?: string;
}

/** IAM's paging: a marker is where the next page starts. */
export function readIamPage(members: RequestMembers): <T>(items: readonly T[]) => IamPage<T> {
    const count = members.optionalInteger("MaxItems", { minimum: 1, maximum: 1000 }) ?? 100;
    const marker = members.optionalString("Marker", { minimum: 1, maximum: 320 });
    const read = readPage(count, marker, new AwsError("ValidationError", "Invalid Marker."));
    return (all) => {
        const { items, next } = read(all);
        return next === undefined ? { items, IsTruncated: false } : { items, IsTruncated: true, Marker: next };
    };
}
