import type { FunctionType } from "../function-type";
import { queryApi } from "./query-api";
import type { AwsConnection } from "./signed-fetch";
import { childText } from "./xml";

/** `aws:iam/getOutboundWebIdentityFederation:getOutboundWebIdentityFederation`: the issuer of the account's tokens. */
export function getOutboundWebIdentityFederation(connection: AwsConnection): FunctionType {
    return {
        arguments: {},
        results: { issuerIdentifier: "string" },
        call: async (_args, signal) => {
            const answer = await queryApi(connection, "iam", "GetOutboundWebIdentityFederationInfo", {}, signal);
            const issuerIdentifier = childText(answer, "IssuerIdentifier");
            if (issuerIdentifier === undefined) {
                throw new Error("reading IAM Outbound Web Identity Federation: the answer names no issuer");
            }
            return { issuerIdentifier };
        },
    };
}
