import type { FunctionType } from "../function-type";
import { getCaller } from "./caller";
import type { AwsConnection } from "./signed-fetch";

/** `aws:index/getCallerIdentity:getCallerIdentity`: the account and the principal that deploys. */
export function getCallerIdentity(connection: AwsConnection): FunctionType {
    return {
        arguments: {},
        results: { id: "string", accountId: "string", arn: "string", userId: "string" },
        call: async (_args, signal) => {
            const { accountId, arn, userId } = await getCaller(connection, signal);
            return { id: accountId, accountId, arn, userId };
        },
    };
}
