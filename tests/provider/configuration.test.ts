import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { developerIdentityProvider } from "@cognito-entra/provider";
import { serveProvider, type ServedProvider } from "@cognito-entra/plumbing";
import { post, signedHeaders } from "../sandbox/aws/sign-request";
import { accountId, Cloud, region } from "./cloud";
import { Engine, unknownText } from "./engine";
import { withEnvironment } from "./environment";

const type = "cognito-entra:index:DeveloperIdentity";
const roleArn = `arn:aws:iam::${accountId}:role/deployment`;

describe("the provider's configuration", () => {
    let served: ServedProvider;
    let engine: Engine;

    before(async () => {
        served = await serveProvider(developerIdentityProvider());
        engine = new Engine(served.port, type);
    });

    after(async () => {
        engine.close();
        await served.close();
    });

    it("ignores the project's own keys and changes to them", async () => {
        const project = { workloads: '[{"name":"orders"}]', tags: "{}", protect: "false", azureCloud: "public" };
        assert.deepEqual(await engine.checkConfig({ ...project, profile: "deploy" }), {
            inputs: { profile: "deploy" },
            failures: [],
        });
        assert.deepEqual(await engine.diffConfig({ ...project, profile: "a" }, { workloads: "[]", profile: "a" }), {
            changed: false,
            replaces: [],
            detailed: {},
        });
        assert.deepEqual(await engine.diffConfig({ profile: "a" }, { profile: "b" }), {
            changed: true,
            replaces: [],
            detailed: { profile: "UPDATE" },
        });
    });

    it("accepts roles as a list, as JSON, and unknown", async () => {
        const role = {
            roleArn,
            sessionName: "s",
            externalId: "e",
            duration: "1h30m",
            policy: "{}",
            policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
            sourceIdentity: "i",
            tags: { team: "platform" },
            transitiveTagKeys: ["team"],
        };
        for (const assumeRoles of [[role], JSON.stringify([role]), unknownText]) {
            assert.deepEqual(await engine.checkConfig({ assumeRoles }), { inputs: { assumeRoles }, failures: [] });
        }
    });

    for (const { config, failure } of [
        {
            config: { profile: "" },
            failure: "profile: profile must be the name of a profile of the shared AWS configuration files.",
        },
        {
            config: { assumeRoles: "[" },
            failure: "assumeRoles: assumeRoles must be a list of roles, or the JSON of one.",
        },
        {
            config: { assumeRoles: { roleArn } },
            failure: "assumeRoles: assumeRoles must be a list of roles, each an object with the key roleArn.",
        },
        {
            config: { assumeRoles: [roleArn] },
            failure: "assumeRoles: assumeRoles[0] must be an object with the key roleArn.",
        },
        {
            config: { assumeRoles: [{ roleArn }, { roleArn: "deployment" }] },
            failure:
                'assumeRoles: assumeRoles[1].roleArn is "deployment": a role\'s ARN is arn:<partition>:iam::<account id>:role/<name>.',
        },
        {
            config: { assumeRoles: [{ roleArn, externalID: "x" }] },
            failure: "assumeRoles: assumeRoles[0].externalID is not known: did you mean externalId?",
        },
        {
            config: { assumeRoles: [{ roleArn, duration: "5m" }] },
            failure: "assumeRoles: assumeRoles[0].duration must be a duration from 15m to 12h, such as 1h or 1h30m.",
        },
        {
            config: { assumeRoles: [{ roleArn, policyArns: "x" }] },
            failure: "assumeRoles: assumeRoles[0].policyArns must be a list of strings.",
        },
        {
            config: { assumeRoles: [{ roleArn, transitiveTagKeys: ["a", 1] }] },
            failure: "assumeRoles: assumeRoles[0].transitiveTagKeys[1] must be a non-empty string.",
        },
        {
            config: { assumeRoles: [{ roleArn, tags: [] }] },
            failure: "assumeRoles: assumeRoles[0].tags must be an object of strings.",
        },
        {
            config: { accessKey: "AKIAEXAMPLE" },
            failure: "secretKey: secretKey is missing, but accessKey is given: give both or neither.",
        },
        {
            config: { sharedConfigFiles: '["/a","/b"]' },
            failure:
                "sharedConfigFiles: sharedConfigFiles must name exactly one file: the AWS SDK for JavaScript reads no more.",
        },
        {
            config: { useFipsEndpoint: "perhaps" },
            failure: "useFipsEndpoint: useFipsEndpoint must be true or false.",
        },
        {
            config: { endpoints: '[{"sts":"nowhere"}]' },
            failure: "endpoints: endpoints: sts must be a URL.",
        },
        {
            config: { assumeRoleWithWebIdentity: JSON.stringify({ roleArn }) },
            failure:
                "assumeRoleWithWebIdentity: assumeRoleWithWebIdentity must have exactly one of webIdentityToken and webIdentityTokenFile.",
        },
        {
            config: { assumeRoleWithWebIdentity: { roleArn, webIdentityTokenFiles: "/token" } },
            failure:
                "assumeRoleWithWebIdentity: assumeRoleWithWebIdentity.webIdentityTokenFiles is not known: did you mean webIdentityTokenFile?",
        },
        {
            config: { allowedAccountIds: '"111122223333"' },
            failure: "allowedAccountIds: allowedAccountIds must be a list of strings.",
        },
        {
            config: { azuread: '{"clientSecrets":"x"}' },
            failure: "azuread: azuread.clientSecrets is not known: did you mean clientSecret?",
        },
    ]) {
        it(`refuses ${JSON.stringify(config)}`, async () => {
            assert.deepEqual((await engine.checkConfig(config)).failures, [failure]);
        });
    }

    it("has a schema in which every key, input and output can be found", async () => {
        const text = JSON.stringify(await engine.schema());
        const schema: unknown = JSON.parse(text);
        assert.ok(typeof schema === "object" && schema !== null && "resources" in schema && "name" in schema);
        assert.equal(schema.name, "cognito-entra");
        assert.ok(typeof schema.resources === "object" && schema.resources !== null);
        assert.deepEqual(Object.keys(schema.resources), [type]);
        for (const [, reference] of text.matchAll(/"\$ref":"#\/types\/([^"]+)"/g)) {
            assert.ok(text.includes(`"${String(reference)}":{"type":"object"`), `${String(reference)} is defined`);
        }
        for (const name of ["profile", "assumeRoles", "identityPoolId", "developerProviderName", "identityId"]) {
            assert.ok(text.includes(`"${name}":{"type"`), `${name} is described`);
        }
    });
});

describe("the provider's credentials", () => {
    let cloud: Cloud;
    let served: ServedProvider;
    let engine: Engine;
    let poolId: string;
    let folder: string;

    before(async () => {
        cloud = new Cloud();
        await cloud.start();
        poolId = await cloud.createPool("entra.orders");
        folder = await mkdtemp(join(tmpdir(), "cognito-entra-"));
    });

    after(async () => {
        await cloud.close();
        await rm(folder, { recursive: true });
    });

    beforeEach(async () => {
        served = await serveProvider(developerIdentityProvider());
        engine = new Engine(served.port, type);
    });

    afterEach(async () => {
        engine.close();
        await served.close();
    });

    /** Nothing but what the test says reaches the standard chain. */
    const environment = (variables: Readonly<Record<string, string>>) => ({
        AWS_PROFILE: undefined,
        AWS_ACCESS_KEY_ID: undefined,
        AWS_SECRET_ACCESS_KEY: undefined,
        AWS_SESSION_TOKEN: undefined,
        AWS_REGION: undefined,
        AWS_ENDPOINT_URL: undefined,
        AWS_ENDPOINT_URL_COGNITO_IDENTITY: undefined,
        AWS_CONTAINER_CREDENTIALS_FULL_URI: undefined,
        AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: undefined,
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_CONFIG_FILE: join(folder, "none"),
        AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
        ...variables,
    });

    const keys = () => ({
        AWS_ACCESS_KEY_ID: cloud.aws.deployer.accessKeyId,
        AWS_SECRET_ACCESS_KEY: cloud.aws.deployer.secretAccessKey,
    });

    const inputs = () => ({
        identityPoolId: poolId,
        developerProviderName: "entra.orders",
        developerUserIdentifier: "orders",
    });

    const id = () => `${poolId}/entra.orders/orders`;

    const iam = async (parameters: Readonly<Record<string, string>>): Promise<string> => {
        const body = new URLSearchParams({ Version: "2010-05-08", ...parameters }).toString();
        const call = { service: "iam", region: "us-east-1", body, date: new Date() };
        const headers = { "content-type": "application/x-www-form-urlencoded" };
        const response = await cloud.aws.handler(post(signedHeaders({ ...call, headers }, cloud.aws.deployer), body));
        const answer = await response.text();
        assert.equal(response.status, 200, answer);
        return answer;
    };

    for (const variable of ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_COGNITO_IDENTITY"]) {
        it(`are those of the environment, at ${variable}`, async () => {
            await withEnvironment(environment({ ...keys(), [variable]: cloud.endpoint }), async () => {
                await engine.configure({});
                assert.equal((await engine.create(inputs())).id, id());
            });
        });
    }

    it("are those of the profile, even when the environment has others", async () => {
        const { accessKeyId, secretAccessKey } = cloud.aws.deployer;
        const file = join(folder, "credentials");
        await writeFile(
            file,
            `[default]\naws_access_key_id=AKIADEFAULT\naws_secret_access_key=x\n` +
                `[deploy]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`,
        );
        const variables = environment({
            AWS_ACCESS_KEY_ID: "AKIAENVIRONMENT",
            AWS_SECRET_ACCESS_KEY: "x",
            AWS_SHARED_CREDENTIALS_FILE: file,
            AWS_ENDPOINT_URL: cloud.endpoint,
        });
        await withEnvironment(variables, async () => {
            await engine.configure({ profile: "deploy" });
            assert.equal((await engine.create(inputs())).id, id());
        });
    });

    it("are those of the assumed role, for which the trust policy's external id is given", async () => {
        const trust = {
            Version: "2012-10-17",
            Statement: {
                Effect: "Allow",
                Principal: { AWS: `arn:aws:iam::${accountId}:user/deployer` },
                Action: "sts:AssumeRole",
                Condition: { StringEquals: { "sts:ExternalId": "agreed" } },
            },
        };
        const mayLookUp = {
            Version: "2012-10-17",
            Statement: {
                Effect: "Allow",
                Action: ["cognito-identity:LookupDeveloperIdentity", "cognito-identity:DescribeIdentityPool"],
                Resource: `arn:aws:cognito-identity:${region}:${accountId}:identitypool/${poolId}`,
            },
        };
        await iam({
            Action: "CreateRole",
            RoleName: "deployment",
            AssumeRolePolicyDocument: JSON.stringify(trust),
        });
        await iam({ Action: "CreatePolicy", PolicyName: "look-up", PolicyDocument: JSON.stringify(mayLookUp) });
        await iam({
            Action: "AttachRolePolicy",
            RoleName: "deployment",
            PolicyArn: `arn:aws:iam::${accountId}:policy/look-up`,
        });
        await withEnvironment(environment({ ...keys(), AWS_ENDPOINT_URL: cloud.endpoint }), async () => {
            await engine.configure({});
            await engine.create(inputs());
            const role = { roleArn, externalId: "agreed", sessionName: "pipeline", duration: "30m" };
            await engine.configure({ assumeRoles: JSON.stringify([role]) });
            assert.equal((await engine.read(id())).id, id());
            const assumed = cloud.arrivals.find(({ action }) => action === "AssumeRole");
            assert.equal(assumed?.accessKeyId, cloud.aws.deployer.accessKeyId);
            assert.equal(assumed.parameters.RoleSessionName, "pipeline");
            assert.equal(assumed.parameters.DurationSeconds, "1800");
            assert.notEqual(cloud.arrivals.at(-1)?.accessKeyId, cloud.aws.deployer.accessKeyId);
            await assert.rejects(engine.create(inputs()), /assumed-role\/deployment\/pipeline is not authorized/);
        });
    });

    it("are the access key of the configuration, even when the environment has another", async () => {
        const { accessKeyId, secretAccessKey } = cloud.aws.deployer;
        const other = { AWS_ACCESS_KEY_ID: "AKIAENVIRONMENT", AWS_SECRET_ACCESS_KEY: "x" };
        await withEnvironment(environment({ ...other, AWS_ENDPOINT_URL: cloud.endpoint }), async () => {
            await engine.configure({ accessKey: accessKeyId, secretKey: secretAccessKey });
            assert.equal((await engine.create(inputs())).id, id());
        });
    });

    it("are those of the configuration's shared file, by profile, and reach the configuration's endpoints", async () => {
        const { accessKeyId, secretAccessKey } = cloud.aws.deployer;
        const file = join(folder, "shared");
        await writeFile(file, `[ci]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`);
        await withEnvironment(environment({}), async () => {
            await engine.configure({
                profile: "ci",
                sharedCredentialsFiles: JSON.stringify([file]),
                endpoints: JSON.stringify([{ cognitoidentity: cloud.endpoint }, { s3: "https://s3.example" }]),
            });
            assert.equal((await engine.create(inputs())).id, id());
        });
    });

    it("are those of the role that is assumed with another issuer's token, which no error quotes", async () => {
        const file = join(folder, "token");
        const token = ["eyJhbGciOiJub25lIn0", "eyJzdWIiOiJjaSJ9", "c2VjcmV0"].join(".");
        await writeFile(file, token);
        await withEnvironment(environment({ ...keys(), AWS_ENDPOINT_URL: cloud.endpoint }), async () => {
            for (const given of [{ webIdentityTokenFile: file }, { webIdentityToken: token }]) {
                cloud.failNext("AssumeRoleWithWebIdentity", () =>
                    Promise.resolve(
                        new Response(
                            `<ErrorResponse><Error><Type>Sender</Type><Code>InvalidIdentityToken</Code><Message>No issuer.</Message></Error></ErrorResponse>`,
                            { status: 400, headers: { "content-type": "text/xml" } },
                        ),
                    ),
                );
                await engine.configure({ assumeRoleWithWebIdentity: JSON.stringify({ roleArn, ...given }) });
                const failure = await engine.create(inputs()).then(
                    () => assert.fail("created"),
                    (error: unknown) => String(error),
                );
                assert.ok(!failure.includes("c2VjcmV0"), failure);
                const asked = cloud.arrivals.findLast(({ action }) => action === "AssumeRoleWithWebIdentity");
                assert.equal(asked?.parameters.RoleArn, roleArn);
                assert.equal(asked.parameters.WebIdentityToken, token);
            }
        });
    });

    for (const { config, failure } of [
        {
            config: { allowedAccountIds: '["444455556666"]' },
            failure: `The AWS credentials are of the account ${accountId}, but aws:allowedAccountIds allows only 444455556666.`,
        },
        {
            config: { forbiddenAccountIds: `["${accountId}"]` },
            failure: `The AWS credentials are of the account ${accountId}, which aws:forbiddenAccountIds forbids.`,
        },
    ]) {
        it(`are held to ${Object.keys(config).join()} before the first call`, async () => {
            await withEnvironment(environment({ ...keys(), AWS_ENDPOINT_URL: cloud.endpoint }), async () => {
                await engine.configure(config);
                const before = cloud.arrivals.length;
                await assert.rejects(engine.create(inputs()), { message: failure });
                assert.deepEqual(
                    cloud.arrivals.slice(before).map(({ action }) => action),
                    ["GetCallerIdentity"],
                );
                await engine.configure({ allowedAccountIds: `["${accountId}"]` });
                assert.equal((await engine.create(inputs())).id, id());
            });
        });
    }

    it("are asked for in a sentence when they are missing", async () => {
        await withEnvironment(environment({ AWS_ENDPOINT_URL: cloud.endpoint }), async () => {
            await engine.configure({});
            await assert.rejects(engine.create(inputs()), {
                message: `There are no AWS credentials for GetOpenIdTokenForDeveloperIdentity in ${region}: Could not load credentials from any providers.`,
            });
        });
    });

    it("are called invalid when AWS does not know them", async () => {
        const wrong = { AWS_ACCESS_KEY_ID: "AKIAUNKNOWN", AWS_SECRET_ACCESS_KEY: "x" };
        await withEnvironment(environment({ ...wrong, AWS_ENDPOINT_URL: cloud.endpoint }), async () => {
            await engine.configure({});
            await assert.rejects(engine.create(inputs()), {
                message:
                    `AWS refused GetOpenIdTokenForDeveloperIdentity in ${region}: UnrecognizedClientException: ` +
                    "The security token included in the request is invalid. " +
                    "Check the AWS credentials: they are not valid here.",
            });
        });
    });
});
