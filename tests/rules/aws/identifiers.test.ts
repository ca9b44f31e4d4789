import assert from "node:assert/strict";
import fc from "fast-check";
import { parseAwsRegion, parseRoleArn, roleArnParts } from "../../../rules/aws/identifiers";
import { regionNames } from "../../../rules/aws/partition-table";
import { problemOf, valueOf } from "../result";

describe("parseAwsRegion", () => {
    it("takes every region of every partition, and knows 46 of them", () => {
        assert.equal(regionNames.length, 46);
        assert.deepEqual(
            regionNames.map((region) => valueOf(parseAwsRegion(region))),
            regionNames,
        );
    });

    for (const [text, problem] of [
        ["eu-centrall-1", '"eu-centrall-1" is not an AWS region; did you mean "eu-central-1"?'],
        ["EU-CENTRAL-1", '"EU-CENTRAL-1" is not an AWS region; did you mean "eu-central-1"?'],
        ["eu central 1", '"eu central 1" is not an AWS region; did you mean "eu-central-1"?'],
        ["us-gov-wst-1", '"us-gov-wst-1" is not an AWS region; did you mean "us-gov-west-1"?'],
        ["", '"" is not an AWS region; write one such as eu-central-1'],
        ["westeurope", '"westeurope" is not an AWS region; write one such as eu-central-1'],
    ] as const) {
        it(`refuses ${JSON.stringify(text)}`, () => {
            assert.equal(problemOf(parseAwsRegion(text)), problem);
        });
    }
});

describe("parseRoleArn", () => {
    const parts = fc.record({
        partition: fc.constantFrom("aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b"),
        accountId: fc.stringMatching(/^[0-9]{12}$/),
        path: fc.array(fc.stringMatching(/^[a-zA-Z0-9._-]{1,20}$/), { maxLength: 5 }),
        name: fc.stringMatching(/^[\w+=,.@-]{1,64}$/),
    });

    it("gives back the parts of what it takes", () => {
        fc.assert(
            fc.property(parts, ({ partition, accountId, path, name }) => {
                fc.pre(path[0] !== "aws-service-role" && path[0] !== "aws-reserved");
                const folders = path.map((folder) => `${folder}/`).join("");
                const arn = `arn:${partition}:iam::${accountId}:role/${folders}${name}`;
                assert.deepEqual(roleArnParts(valueOf(parseRoleArn(arn))), {
                    partition,
                    accountId,
                    path: folders,
                    name,
                });
            }),
        );
    });

    const prefix = "arn:aws:iam::111122223333:role/";
    it("takes a path of 512 characters with its slashes, and a name of 64", () => {
        const longest = `${prefix}${"p".repeat(510)}/${"n".repeat(64)}`;
        assert.equal(valueOf(parseRoleArn(longest)), longest);
        problemOf(parseRoleArn(`${prefix}${"p".repeat(511)}/n`));
        problemOf(parseRoleArn(`${prefix}${"n".repeat(65)}`));
    });

    const form = "is not the ARN of an IAM role, which is arn:<partition>:iam::<12 digits>:role/<name>";
    for (const [text, problem] of [
        ["orders", form],
        [prefix, form],
        [`${prefix}a//b`, form],
        [`${prefix}a b`, form],
        [`${prefix}orders\n`, form],
        ["arn:aws:iam:eu-central-1:111122223333:role/orders", form],
        ["arn:aws:iam::aws:role/orders", form],
        ["arn:aws:iam::111122223333:user/orders", form],
        ["arn:aws:iam::111122223333:role/*", form],
        ["arn:azure:iam::111122223333:role/orders", 'names no AWS partition ("azure")'],
        ["arn:aws-chn:iam::111122223333:role/orders", 'names no AWS partition ("aws-chn"); did you mean "aws-cn"?'],
        [`${prefix}aws-reserved/x`, "is a role that AWS keeps for itself; no policy can be attached to it"],
        [
            "arn:aws:sts::111122223333:assumed-role/orders/me",
            "is a session of a role; write the role's own ARN (arn:…:iam::…:role/…)",
        ],
    ] as const) {
        it(`refuses ${JSON.stringify(text)}`, () => {
            assert.equal(problemOf(parseRoleArn(text)), `${JSON.stringify(text)} ${problem}`);
        });
    }
});
