import { AwsError } from "../kernel/aws-error";
import { nextToken } from "../kernel/next-token";
import { readPage } from "../kernel/page";
import type { RequestMembers } from "../kernel/protocol/request-members";
import { PAGE_SIZE, PAGE_TOKEN } from "./names";

interface CognitoPage<T> {
    readonly items: readonly T[];
    readonly NextToken?: string;
}

/** Cognito's paging; without MaxResults a page is as long as allowed. */
export function readCognitoPage(
    members: RequestMembers,
    size: "required" | "optional",
): <T>(items: readonly T[]) => CognitoPage<T> {
    const count =
        size === "required"
            ? members.integer("MaxResults", PAGE_SIZE)
            : (members.optionalInteger("MaxResults", PAGE_SIZE) ?? PAGE_SIZE.maximum);
    const invalid = new AwsError("InvalidParameterException", "Invalid pagination token.");
    const read = readPage(count, members.optionalString("NextToken", PAGE_TOKEN), invalid);
    return (all) => {
        const page = read(all);
        return { items: page.items, ...nextToken(page) };
    };
}
