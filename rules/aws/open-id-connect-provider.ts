import { accepted, type Checked, refused } from "../checked";
import { quote } from "../quote";
import { partitions } from "./partition-table";

const PROVIDER_ARN = /^arn:(?<partition>[a-z-]+):iam::[0-9]{12}:oidc-provider\/(?<issuer>[^\s*?]+)$/;

/**
 * Parses the ARN of IAM's OIDC provider for an issuer: the issuer is part of it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
export function parseProviderArn(arn: string, issuer: string): Checked<string> {
    const { partition, issuer: path } = PROVIDER_ARN.exec(arn)?.groups ?? {};
    if (path === undefined || !partitions.some(({ id }) => id === partition)) {
        return refused(
            `${quote(arn)} is not the ARN of an OIDC provider, which is arn:<partition>:iam::<12 digits>:oidc-provider/<issuer without https://>`,
        );
    }
    return `https://${path}` === issuer
        ? accepted(arn)
        : refused(`${quote(arn)} is the provider of https://${path}, but the tokens' issuer is ${issuer}`);
}
