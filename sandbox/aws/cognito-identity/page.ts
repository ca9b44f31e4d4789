import { AwsError } from "../kernel/aws-error";
import { readPageStart, writePageStart } from "../kernel/page-token";
import type { RequestMembers } from "../kernel/protocol/request-members";
import { PAGE_SIZE, PAGE_TOKEN } from "./names";

interface Page<T> {
    readonly items: readonly T[];
    readonly NextToken?: string;
}

/** Cognito's paging; without MaxResults a page holds as many as it may. */
export function readPage(members: RequestMembers, size: "required" | "optional"): <T>(items: readonly T[]) => Page<T> {
    const count =
        size === "required"
            ? members.integer("MaxResults", PAGE_SIZE)
            : (members.optionalInteger("MaxResults", PAGE_SIZE) ?? PAGE_SIZE.maximum);
    const start = readPageStart(members.optionalString("NextToken", PAGE_TOKEN));
    if (start === undefined) {
        throw new AwsError("InvalidParameterException", "Invalid pagination token.");
    }
    return (items) => {
        const end = start + count;
        return { items: items.slice(start, end), ...(end < items.length ? { NextToken: writePageStart(end) } : {}) };
    };
}
