import assert from "node:assert/strict";
import { partitionOf } from "../../../rules/aws/partitions";
import { cognitoIssuer, cognitoRegionProblem } from "../../../rules/aws/cognito-issuer";
import { parseAwsRegion } from "../../../rules/aws/identifiers";
import { partitions } from "../../../rules/aws/partition-table";
import { problemOf, valueOf } from "../result";

const region = (name: string) => valueOf(parseAwsRegion(name));

describe("partitionOf", () => {
    for (const [name, id, dnsSuffix] of [
        ["eu-central-1", "aws", "amazonaws.com"],
        ["mx-central-1", "aws", "amazonaws.com"],
        ["us-gov-east-1", "aws-us-gov", "amazonaws.com"],
        ["cn-northwest-1", "aws-cn", "amazonaws.com.cn"],
        ["eusc-de-east-1", "aws-eusc", "amazonaws.eu"],
        ["us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"],
    ] as const) {
        it(`places ${name} in ${id}`, () => {
            const partition = partitionOf(region(name));
            assert.deepEqual([partition.id, partition.dnsSuffix], [id, dnsSuffix]);
        });
    }
});

describe("cognitoIssuer", () => {
    it("is one for all 34 commercial regions, opt-in ones included", () => {
        const commercial = partitions.find(({ id }) => id === "aws")?.regions ?? [];
        assert.equal(commercial.length, 34);
        for (const name of commercial) {
            assert.equal(valueOf(cognitoIssuer(region(name))), "https://cognito-identity.amazonaws.com");
        }
    });

    for (const [name, issuer] of [
        ["us-gov-west-1", "https://cognito-identity-us-gov.amazonaws.com"],
        ["us-gov-east-1", "https://cognito-identity.us-gov-east-1.amazonaws.com"],
        ["cn-north-1", "https://cognito-identity.cn-north-1.amazonaws.com.cn"],
    ] as const) {
        it(`follows AWS's pattern in ${name}, where another may be given`, () => {
            assert.equal(valueOf(cognitoIssuer(region(name))), issuer);
            assert.equal(valueOf(cognitoIssuer(region(name), "https://issuer.example")), "https://issuer.example");
        });
    }

    it("must be given where the partition's is not known", () => {
        assert.equal(
            problemOf(cognitoIssuer(region("eusc-de-east-1"))),
            "the issuer of eusc-de-east-1 (partition aws-eusc) is not known; give the one in a token of that region",
        );
        assert.equal(
            valueOf(cognitoIssuer(region("eusc-de-east-1"), "https://issuer.example")),
            "https://issuer.example",
        );
        assert.match(problemOf(cognitoIssuer(region("eusc-de-east-1"), "http://issuer.example")), /not an https URL/);
    });

    it("cannot be overridden where it is known for certain", () => {
        assert.equal(
            problemOf(cognitoIssuer(region("us-east-1"), "https://issuer.example")),
            '"https://issuer.example" is not the issuer of us-east-1, which is known to be https://cognito-identity.amazonaws.com; leave it out',
        );
    });

    it("is refused where there are no identity pools, even if one is given", () => {
        const ningxia = '"cn-northwest-1" has no Amazon Cognito identity pools; use cn-north-1';
        assert.equal(cognitoRegionProblem(region("cn-northwest-1")), ningxia);
        assert.equal(problemOf(cognitoIssuer(region("cn-northwest-1"), "https://issuer.example")), ningxia);
        assert.equal(
            cognitoRegionProblem(region("us-isof-south-1")),
            '"us-isof-south-1" has no Amazon Cognito identity pools, nor in any other region of the partition aws-iso-f',
        );
        assert.equal(cognitoRegionProblem(region("us-gov-east-1")), undefined);
    });
});
