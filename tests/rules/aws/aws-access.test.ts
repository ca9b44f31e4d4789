import assert from "node:assert/strict";
import fc from "fast-check";
import { developerIdentityPolicy, serviceTrustPolicy } from "../../../rules/aws/iam-policy";
import { parseAwsRegion } from "../../../rules/aws/identifiers";
import { parseServicePrincipal } from "../../../rules/aws/service-principal";
import { problemOf, valueOf } from "../result";

const region = (name: string) => valueOf(parseAwsRegion(name));

describe("developerIdentityPolicy", () => {
    it("allows the one action on the one pool, with sorted keys", () => {
        const arn = "arn:aws-cn:cognito-identity:cn-north-1:111122223333:identitypool/cn-north-1:3f2504e0";
        assert.equal(
            developerIdentityPolicy(arn),
            `{"Statement":[{"Action":"cognito-identity:GetOpenIdTokenForDeveloperIdentity","Effect":"Allow","Resource":"${arn}"}],"Version":"2012-10-17"}`,
        );
    });

    it("is JSON whatever the ARN", () => {
        fc.assert(
            fc.property(fc.string(), (arn) => {
                assert.deepEqual(JSON.parse(developerIdentityPolicy(arn)), {
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Action: "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
                            Resource: arn,
                        },
                    ],
                });
            }),
        );
    });
});

describe("serviceTrustPolicy", () => {
    it("lets the service assume the role", () => {
        assert.equal(
            serviceTrustPolicy("lambda.amazonaws.com"),
            '{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"}}],"Version":"2012-10-17"}',
        );
    });

    it("lets EKS tag the session too, as pod identities need", () => {
        assert.equal(
            serviceTrustPolicy("pods.eks.amazonaws.com"),
            '{"Statement":[{"Action":["sts:AssumeRole","sts:TagSession"],"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"}}],"Version":"2012-10-17"}',
        );
    });
});

describe("parseServicePrincipal", () => {
    for (const name of [
        "lambda",
        "ecs-tasks",
        "ec2",
        "pods.eks",
        "tasks.apprunner",
        "states",
        "glue",
        "sagemaker",
        "batch",
        "codebuild",
    ]) {
        it(`takes ${name} everywhere`, () => {
            const principal = `${name}.amazonaws.com`;
            for (const where of ["eu-central-1", "cn-north-1", "us-gov-west-1"]) {
                assert.equal(valueOf(parseServicePrincipal(principal, region(where))), principal);
            }
        });
    }

    it("takes EC2's older name in China only", () => {
        const principal = "ec2.amazonaws.com.cn";
        assert.equal(valueOf(parseServicePrincipal(principal, region("cn-north-1"))), principal);
        assert.equal(valueOf(parseServicePrincipal(principal)), principal);
        problemOf(parseServicePrincipal(principal, region("eu-central-1")));
    });

    for (const [text, meant] of [
        ["lamda.amazonaws.com", "lambda.amazonaws.com"],
        ["Lambda.amazonaws.com", "lambda.amazonaws.com"],
        ["lambda", "lambda.amazonaws.com"],
        ["lambda.amazonaws.com.cn", "lambda.amazonaws.com"],
        ["ecs-task.amazonaws.com", "ecs-tasks.amazonaws.com"],
        ["pod.eks.amazonaws.com", "pods.eks.amazonaws.com"],
    ] as const) {
        it(`answers ${text} with ${meant}`, () => {
            assert.equal(
                problemOf(parseServicePrincipal(text, region("eu-central-1"))),
                `"${text}" is not an AWS service that runs code under a role; did you mean "${meant}"?`,
            );
        });
    }

    it("lists the services where none is near", () => {
        assert.match(
            problemOf(parseServicePrincipal("*", region("eu-central-1"))),
            /^"\*" is not an AWS service that runs code under a role; allowed values: lambda\.amazonaws\.com, /,
        );
    });
});
