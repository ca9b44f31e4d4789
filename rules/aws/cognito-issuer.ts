import { accepted, refused, type Checked } from "../checked";
import { issuerProblem } from "../entra/issuer";
import { quote } from "../quote";
import type { AwsRegion } from "./identifiers";
import { partitionOf } from "./partitions";

interface KnownIssuer {
    readonly url: string;
    /**
     * Whether tokens with this issuer have been seen, or the issuer only follows from the host that AWS documents as
     * login key.
     */
    readonly confirmed: boolean;
}

/**
 * The issuer (`iss`) of the tokens that Amazon Cognito identity pools of a region sign, byte for byte as Entra compares it.
 *
 * - Every commercial region, opt-in ones included: `https://cognito-identity.amazonaws.com`, as seen in tokens.
 * - GovCloud West `https://cognito-identity-us-gov.amazonaws.com`, GovCloud East
 *   `https://cognito-identity.us-gov-east-1.amazonaws.com`, China (Beijing) `https://cognito-identity.cn-north-1.amazonaws.com.cn`:
 *   UNCONFIRMED. They follow from the trust principals and login keys that AWS documents; no token has been seen. `override` replaces them.
 * - Any other partition (the European Sovereign Cloud, the isolated ones): refused without `override`.
 *
 * Regions without identity pools (China (Ningxia), the isolated partitions) are refused even with `override`.
 * @param override the issuer in a real token from that region, if this table does not know it for certain
 * @see https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-cog.html
 */
export function cognitoIssuer(region: AwsRegion, override?: string): Checked<string> {
    const absent = cognitoRegionProblem(region);
    if (absent !== undefined) {
        return refused(absent);
    }
    const known = knownIssuer(region);
    if (override === undefined) {
        return known === undefined
            ? refused(
                  `the issuer of ${region} (partition ${partitionOf(region).id}) is not known; give the one in a token of that region`,
              )
            : accepted(known.url);
    }
    const problem = issuerProblem(override);
    if (problem !== undefined) {
        return refused(problem);
    }
    return known?.confirmed === true && override !== known.url
        ? refused(`${quote(override)} is not the issuer of ${region}, which is known to be ${known.url}; leave it out`)
        : accepted(override);
}

/** If Amazon Cognito offers no identity pools in a region, says which regions to use instead. */
export function cognitoRegionProblem(region: AwsRegion): string | undefined {
    const { id, cognitoIdentityRegions } = partitionOf(region);
    if (cognitoIdentityRegions.includes(region)) {
        return undefined;
    }
    const instead =
        cognitoIdentityRegions.length === 0
            ? `nor in any other region of the partition ${id}`
            : `use ${cognitoIdentityRegions.join(" or ")}`;
    return `${quote(region)} has no Amazon Cognito identity pools; ${instead}`.replace("; nor", ", nor");
}

function knownIssuer(region: AwsRegion): KnownIssuer | undefined {
    const { id, dnsSuffix } = partitionOf(region);
    if (id === "aws") {
        return { url: `https://cognito-identity.${dnsSuffix}`, confirmed: true };
    }
    if (region === "us-gov-west-1") {
        return { url: `https://cognito-identity-us-gov.${dnsSuffix}`, confirmed: false };
    }
    if (id === "aws-us-gov" || id === "aws-cn") {
        return { url: `https://cognito-identity.${region}.${dnsSuffix}`, confirmed: false };
    }
    return undefined;
}
