import assert from "node:assert/strict";
import { Fixture } from "./fixture";
import { signedHeaders } from "./sign-request";

const CALLER = "Action=GetCallerIdentity&Version=2011-06-15";
const ROLES = "Action=ListAttachedRolePolicies&Version=2010-05-08&RoleName=orders";

/** Names of the services by partition: https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html */
const partitions: readonly (readonly [string, readonly string[]])[] = [
    [
        "eu-central-1",
        [
            "cognito-identity.eu-central-1.amazonaws.com",
            "sts.eu-central-1.amazonaws.com",
            "sts.amazonaws.com",
            "iam.amazonaws.com",
            "ssm.eu-central-1.amazonaws.com",
        ],
    ],
    [
        "us-gov-east-1",
        [
            "cognito-identity.us-gov-east-1.amazonaws.com",
            "sts.us-gov-east-1.amazonaws.com",
            "iam.us-gov.amazonaws.com",
            "ssm.us-gov-east-1.amazonaws.com",
        ],
    ],
    [
        "cn-north-1",
        [
            "cognito-identity.cn-north-1.amazonaws.com.cn",
            "sts.cn-north-1.amazonaws.com.cn",
            "iam.cn-north-1.amazonaws.com.cn",
            "ssm.cn-north-1.amazonaws.com.cn",
        ],
    ],
];

describe("AWS's own host names", () => {
    for (const [region, hosts] of partitions) {
        it(`lead to the services of ${region}`, () => {
            const { network } = new Fixture(region, []);
            const isOtherIssuer = /tokens\.sts\.global|^cognito-identity(-us-gov)?\.amazonaws\.com$/;
            assert.deepEqual(network.hosts.filter((host) => !isOtherIssuer.test(host)).sort(), withIssuers(hosts));
        });
    }

    const fixture = new Fixture();
    after(() => fixture.close());

    async function post(host: string, service: string, region: string, body: string): Promise<string> {
        const headers = { "content-type": "application/x-www-form-urlencoded" };
        const signed = signedHeaders(
            { service, region, headers, body, date: fixture.clock.now() },
            fixture.aws.deployer,
        );
        const response = await fixture.network.fetch(`https://${host}/`, { method: "POST", headers: signed, body });
        return (
            /<Code>(\w+)<\/Code>|<(Arn|AttachedPolicies)>/
                .exec(await response.text())
                ?.slice(1)
                .join("") ?? "nothing"
        );
    }

    const calls: readonly (readonly [string, string, string, string, string])[] = [
        ["sts.eu-central-1.amazonaws.com", "sts", "eu-central-1", CALLER, "Arn"],
        ["sts.eu-central-1.amazonaws.com", "sts", "us-east-1", CALLER, "SignatureDoesNotMatch"],
        ["sts.amazonaws.com", "sts", "us-east-1", CALLER, "Arn"],
        ["sts.amazonaws.com", "sts", "eu-central-1", CALLER, "SignatureDoesNotMatch"],
        ["iam.amazonaws.com", "iam", "us-east-1", ROLES, "AttachedPolicies"],
        ["iam.amazonaws.com", "iam", "eu-central-1", ROLES, "SignatureDoesNotMatch"],
        ["iam.amazonaws.com", "sts", "us-east-1", CALLER, "SignatureDoesNotMatch"],
        ["iam.amazonaws.com", "iam", "us-east-1", CALLER, "InvalidAction"],
    ];
    for (const [host, service, region, body, expected] of calls) {
        it(`${host} answers ${expected} to ${new URLSearchParams(body).get("Action") ?? ""} signed for ${service} in ${region}`, async () => {
            assert.equal(await post(host, service, region, body), expected);
        });
    }

    it("publish the issuer's documents where the service itself answers, too", async () => {
        const host = "cognito-identity.us-gov-east-1.amazonaws.com";
        const { network } = new Fixture("us-gov-east-1", []);
        const document = await network.fetch(`https://${host}/.well-known/openid-configuration`);
        assert.equal(document.status, 200);
        const refused = await network.fetch(`https://${host}/`, {
            method: "POST",
            headers: { "x-amz-target": "AWSCognitoIdentityService.ListIdentityPools" },
            body: "{}",
        });
        assert.match(await refused.text(), /MissingAuthenticationTokenException/);
    });
});

/** The services' names and those under which Cognito's tokens are published in every partition. */
function withIssuers(hosts: readonly string[]): readonly string[] {
    const issuers = ["cognito-identity.us-gov-east-1.amazonaws.com", "cognito-identity.cn-north-1.amazonaws.com.cn"];
    return [...new Set([...hosts, ...issuers])].sort();
}
