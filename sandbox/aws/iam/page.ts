import { AwsError } from "../kernel/aws-error";
import { readPageStart, writePageStart } from "../kernel/page-token";
import type { RequestMembers } from "../kernel/protocol/request-members";

interface Page<T> {
    readonly items: readonly T[];
    readonly IsTruncated: boolean;
    readonly Marker?: string;
}

/** IAM's paging: a marker is the place to go on from. */
export function readPage(members: RequestMembers): <T>(items: readonly T[]) => Page<T> {
    const size = members.optionalInteger("MaxItems", { minimum: 1, maximum: 1000 }) ?? 100;
    const start = readPageStart(members.optionalString("Marker", { minimum: 1, maximum: 320 }));
    if (start === undefined) {
        throw new AwsError("ValidationError", "Invalid Marker.");
    }
    return (items) => {
        const end = start + size;
        return end < items.length
            ? { items: items.slice(start, end), IsTruncated: true, Marker: writePageStart(end) }
            : { items: items.slice(start), IsTruncated: false };
    };
}
