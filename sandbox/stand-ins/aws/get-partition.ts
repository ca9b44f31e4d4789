import type { FunctionType } from "../function-type";
import { getCaller } from "./caller";
import type { AwsConnection } from "./signed-fetch";

const dnsSuffixes: Readonly<Record<string, string>> = {
    aws: "amazonaws.com",
    "aws-us-gov": "amazonaws.com",
    "aws-cn": "amazonaws.com.cn",
};

/** `aws:index/getPartition:getPartition`: the partition that the deployer's account is in. */
export function getPartition(connection: AwsConnection): FunctionType {
    return {
        arguments: {},
        results: { id: "string", partition: "string", dnsSuffix: "string", reverseDnsPrefix: "string" },
        call: async (_args, signal) => {
            const { partition } = await getCaller(connection, signal);
            const dnsSuffix = dnsSuffixes[partition];
            if (dnsSuffix === undefined) {
                throw new Error(`The sandbox does not know the DNS suffix of the AWS partition "${partition}".`);
            }
            return { id: partition, partition, dnsSuffix, reverseDnsPrefix: dnsSuffix.split(".").reverse().join(".") };
        },
    };
}
