import { AwsError } from "../kernel/aws-error";
import { readPageStart, writePageStart } from "../kernel/page-token";
import type { RequestMembers } from "../kernel/protocol/request-members";

interface Page<T> {
    readonly items: readonly T[];
    readonly NextToken?: string;
}

/** Systems Manager's paging; without MaxResults a page holds as many as it may. */
export function readPage(members: RequestMembers, maximum: number): <T>(items: readonly T[]) => Page<T> {
    const count = members.optionalInteger("MaxResults", { minimum: 1, maximum }) ?? maximum;
    const start = readPageStart(members.optionalString("NextToken"));
    if (start === undefined) {
        throw new AwsError("InvalidNextToken", "The specified token isn't valid.");
    }
    return (items) => {
        const end = start + count;
        return { items: items.slice(start, end), ...(end < items.length ? { NextToken: writePageStart(end) } : {}) };
    };
}
