import { queryApi } from "./query-api";
import type { AwsConnection } from "./signed-fetch";
import { childText } from "./xml";

/** Who the deployer is to AWS. */
export interface Caller {
    readonly accountId: string;
    readonly arn: string;
    readonly userId: string;
    /** `aws`, `aws-us-gov`, `aws-cn` … */
    readonly partition: string;
}

/** sts:GetCallerIdentity; allowed to every authenticated caller. */
export async function getCaller(connection: AwsConnection, signal: AbortSignal): Promise<Caller> {
    const result = await queryApi(connection, "sts", "GetCallerIdentity", {}, signal);
    const [accountId, arn, userId] = ["Account", "Arn", "UserId"].map((name) => childText(result, name));
    const partition = arn?.split(":")[1];
    if (accountId === undefined || arn === undefined || userId === undefined || partition === undefined) {
        throw new Error("sts:GetCallerIdentity did not say who the caller is.");
    }
    return { accountId, arn, userId, partition };
}
