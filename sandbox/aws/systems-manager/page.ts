import { AwsError } from "../kernel/aws-error";
import { nextToken } from "../kernel/next-token";
import { readPage } from "../kernel/page";
import type { RequestMembers } from "../kernel/protocol/request-members";

interface ParameterPage<T> {
    readonly items: readonly T[];
    readonly NextToken?: string;
}

/** Systems Manager's paging; without MaxResults a page is as long as allowed. */
export function readParameterPage(
    members: RequestMembers,
    maximum: number,
): <T>(items: readonly T[]) => ParameterPage<T> {
    const count = members.optionalInteger("MaxResults", { minimum: 1, maximum }) ?? maximum;
    const invalid = new AwsError("InvalidNextToken", "The specified token isn't valid.");
    const read = readPage(count, members.optionalString("NextToken"), invalid);
    return (all) => {
        const page = read(all);
        return { items: page.items, ...nextToken(page) };
    };
}
