import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ACCOUNT, Fixture, REGION } from "./fixture";

const run = promisify(execFile);

const SCRIPT = `
import boto3, json
from botocore.exceptions import ClientError
sts = boto3.client("sts")
cognito = boto3.client("cognito-identity")
iam = boto3.client("iam")
pool = cognito.create_identity_pool(IdentityPoolName="boto", AllowUnauthenticatedIdentities=False, DeveloperProviderName="entra.boto")
pool_id = pool["IdentityPoolId"]
token = cognito.get_open_id_token_for_developer_identity(IdentityPoolId=pool_id, Logins={"entra.boto": "ada"}, TokenDuration=60)
found = cognito.lookup_developer_identity(IdentityPoolId=pool_id, DeveloperUserIdentifier="ada")
trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
iam.create_role(RoleName="boto", AssumeRolePolicyDocument=json.dumps(trust), Tags=[{"Key": "team", "Value": "a"}])
role = iam.get_role(RoleName="boto")["Role"]
try:
    iam.create_user(UserName="eve")
    refused = None
except ClientError as error:
    refused = error.response["Error"]["Code"]
cognito.delete_identities(IdentityIdsToDelete=[token["IdentityId"]])
cognito.delete_identity_pool(IdentityPoolId=pool_id)
print(json.dumps([sts.get_caller_identity()["Arn"], found["IdentityId"] == token["IdentityId"], role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"], refused]))
`;

describe("clients in Python", () => {
    const fixture = new Fixture();
    let environment: NodeJS.ProcessEnv;

    before(async () => {
        const { accessKeyId, secretAccessKey } = fixture.aws.deployer;
        environment = {
            PATH: process.env["PATH"],
            AWS_ENDPOINT_URL: await fixture.listen(),
            AWS_ACCESS_KEY_ID: accessKeyId,
            AWS_SECRET_ACCESS_KEY: secretAccessKey,
            AWS_REGION: REGION,
            AWS_DEFAULT_REGION: REGION,
            AWS_CONFIG_FILE: "/dev/null",
            AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
            AWS_MAX_ATTEMPTS: "1",
        };
    });
    after(() => fixture.close());

    it("boto3 works unmodified", async function () {
        try {
            await run("python3", ["-c", "import boto3"]);
        } catch {
            console.log("      skipped: python3 with boto3 is not installed here");
            this.skip();
        }
        const { stdout } = await run("python3", ["-c", SCRIPT], { env: environment });
        assert.deepEqual(JSON.parse(stdout), [
            `arn:aws:iam::${ACCOUNT}:user/deployer`,
            true,
            { Service: "ecs-tasks.amazonaws.com" },
            "InvalidAction",
        ]);
    });

    it("the AWS CLI works unmodified", async function () {
        try {
            await run("aws", ["--version"]);
        } catch {
            console.log("      skipped: the AWS CLI is not installed here");
            this.skip();
        }
        const { stdout } = await run("aws", ["sts", "get-caller-identity", "--query", "Arn", "--output", "text"], {
            env: environment,
        });
        assert.equal(stdout, `arn:aws:iam::${ACCOUNT}:user/deployer\n`);
    });
});
