import assert from "node:assert/strict";
import { CognitoIdentityClient, GetOpenIdTokenForDeveloperIdentityCommand } from "@aws-sdk/client-cognito-identity";
import { GetParameterCommand, ListTagsForResourceCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { OutputMap } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { AwsWebIdentityRole, PublishedEnvironment } from "../../components";
import { allowing, cloudContents, entraToken, graph, sandboxVariable } from "./sandbox-environment";
import { ACCOUNT, TemporaryStack, TENANT } from "./temporary-stack";

const AUDIENCE = "api://opt-in-aws";
const PATH = "/opt-in/orders";
const BACK_PATH = "/opt-in/back";
const PARAMETERS = 9;
const arnOf = (path: string): string => `arn:aws:ssm:${sandboxVariable("AWS_REGION")}:${ACCOUNT}:parameter${path}`;

const workload = z.object({
    principalId: z.string(),
    environment: z.record(z.string(), z.string()),
    parameterArns: z.record(z.string(), z.string()),
});
type Workload = z.infer<typeof workload>;

/**
 * What a stack has only where it is asked for, on the real engine, and the way back from Azure to AWS: each test goes on where the one
 * before it stopped. Does not prove that the clouds take what the sandbox takes.
 */
describe("opting in", function () {
    this.timeout(60_000);
    const ssm = new SSMClient({});
    const sts = new STSClient({});
    const cleanUps: (() => Promise<unknown>)[] = [];
    let stack: TemporaryStack;
    let back: TemporaryStack;
    let orders: Workload;

    before(async () => {
        stack = await TemporaryStack.create("opt-in", [
            {
                name: "orders",
                caller: { roles: [`arn:aws:iam::${ACCOUNT}:role/orders`] },
                parameterPath: PATH,
            },
        ]);
        cleanUps.push(() => stack.close());
    });
    after(() => Promise.all(cleanUps.map((cleanUp) => cleanUp())));

    it("to parameters publishes the environment in the Parameter Store", async () => {
        orders = readOrders((await stack.stack.up()).outputs);
        const { environment, parameterArns } = orders;
        assert.equal(Object.keys(environment).length, PARAMETERS);
        assert.deepEqual(
            parameterArns,
            Object.fromEntries(Object.keys(environment).map((variable) => [variable, arnOf(`${PATH}/${variable}`)])),
        );
        assert.deepEqual(await read(parameterArns), environment);
    });

    it("to parameters is not changed by the second up", async () => {
        const { summary, outputs } = await stack.stack.up();
        assert.deepEqual(Object.keys(summary.resourceChanges ?? {}), ["same"]);
        assert.deepEqual(readOrders(outputs), orders);
    });

    it("to access from Azure to AWS creates the tenant's provider and a role", async () => {
        const application = z
            .object({ id: z.string(), appId: z.string() })
            .parse(await graph("/applications", "POST", { displayName: "opt-in-aws", identifierUris: [AUDIENCE] }));
        cleanUps.push(() => graph(`/applications/${application.id}`, "DELETE"));
        await graph("/servicePrincipals", "POST", { appId: application.appId });

        const program = (): Promise<Record<string, unknown>> => {
            const tags = { team: "platform" };
            const { roleArn, providerArn } = new AwsWebIdentityRole("back", {
                tenantId: TENANT,
                audience: AUDIENCE,
                principalIds: [orders.principalId],
                roleName: "opt-in-from-azure",
                tags,
            });
            const environment = { ...emptyEnvironment, AZURE_CLIENT_ID: roleArn };
            const { parameterArns } = new PublishedEnvironment("back", {
                region: sandboxVariable("AWS_REGION"),
                path: BACK_PATH,
                environment,
                tags,
            });
            return Promise.resolve({ roleArn, providerArn, parameterArns });
        };
        back = await TemporaryStack.create("opt-in-back", [], {
            program,
            grants: allowing(
                {
                    Action: ["iam:*OpenIDConnectProvider"],
                    Resource: `arn:aws:iam::${ACCOUNT}:oidc-provider/sts.windows.net/${TENANT}/`,
                },
                { Action: "iam:*Role*", Resource: `arn:aws:iam::${ACCOUNT}:role/opt-in-from-azure` },
                { Action: "ssm:*", Resource: arnOf(`${BACK_PATH}/*`) },
                { Action: "ssm:DescribeParameters", Resource: "*" },
            ),
        });
        cleanUps.push(() => back.close());
        const { outputs, summary } = await back.stack.up();
        assert.deepEqual(summary.resourceChanges, { create: PARAMETERS + 5 });
        const roleArn = `arn:aws:iam::${ACCOUNT}:role/opt-in-from-azure`;
        assert.equal(outputs.roleArn?.value, roleArn);
        assert.equal(outputs.providerArn?.value, `arn:aws:iam::${ACCOUNT}:oidc-provider/sts.windows.net/${TENANT}/`);
        assert.deepEqual(await read({ AZURE_CLIENT_ID: arnOf(`${BACK_PATH}/AZURE_CLIENT_ID`) }), {
            AZURE_CLIENT_ID: roleArn,
        });
        const resource = { ResourceType: "Parameter", ResourceId: `${BACK_PATH}/AZURE_CLIENT_ID` } as const;
        assert.deepEqual((await ssm.send(new ListTagsForResourceCommand(resource))).TagList, [
            { Key: "team", Value: "platform" },
        ]);
    });

    it("to access from Azure to AWS lets only the named principal assume the role", async () => {
        const { AssumedRoleUser: user, SubjectFromWebIdentityToken: subject } = await assume(await workloadToken());
        assert.equal(user?.Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/opt-in-from-azure/orders`);
        assert.equal(subject, orders.principalId);

        const stranger = await entraToken({
            client_id: sandboxVariable("ARM_CLIENT_ID"),
            client_secret: sandboxVariable("ARM_CLIENT_SECRET"),
            scope: `${AUDIENCE}/.default`,
        });
        await assert.rejects(assume(stranger), { name: "AccessDenied" });
    });

    it("finds no difference afterwards, neither in the program nor in the cloud", async () => {
        const { summary } = await back.stack.refresh();
        assert.deepEqual(Object.keys(summary.resourceChanges ?? {}), ["same"]);
        const { changeSummary } = await back.stack.preview();
        assert.deepEqual(Object.keys(changeSummary), ["same"]);
    });

    it("leaves nothing behind when it is destroyed", async () => {
        assert.equal((await mine()).length > 2 * PARAMETERS, true);
        await Promise.all([stack.stack.destroy(), back.stack.destroy()]);
        assert.deepEqual(await mine(), []);
    });

    async function read(arns: Readonly<Record<string, string>>): Promise<Record<string, string | undefined>> {
        const values = Object.entries(arns).map(async ([variable, Name]) => {
            const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
            return [variable, Parameter?.Value] as const;
        });
        return Object.fromEntries(await Promise.all(values));
    }

    function assume(WebIdentityToken: string) {
        return sts.send(
            new AssumeRoleWithWebIdentityCommand({
                RoleArn: `arn:aws:iam::${ACCOUNT}:role/opt-in-from-azure`,
                RoleSessionName: "orders",
                WebIdentityToken,
            }),
        );
    }

    /** An Entra token of the workload's application for AWS, by way of Cognito. */
    async function workloadToken(): Promise<string> {
        const { COGNITO_IDENTITY_POOL_ID, AZURE_CLIENT_ID = "" } = orders.environment;
        const { Token = "" } = await new CognitoIdentityClient({}).send(
            new GetOpenIdTokenForDeveloperIdentityCommand({
                IdentityPoolId: COGNITO_IDENTITY_POOL_ID,
                Logins: { "entra.orders": "orders" },
                TokenDuration: 300,
            }),
        );
        return entraToken({
            client_id: AZURE_CLIENT_ID,
            client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            client_assertion: Token,
            scope: `${AUDIENCE}/.default`,
        });
    }

    /** What these stacks have in AWS. Other tests have stacks of their own in the same clouds. */
    async function mine(): Promise<string[]> {
        const marks = ["opt-in", "oidc-provider/sts.windows.net", orders.environment.COGNITO_IDENTITY_POOL_ID ?? ""];
        return (await cloudContents()).aws.filter((line) => marks.some((mark) => line.includes(mark)));
    }
});

const emptyEnvironment = {
    AZURE_TENANT_ID: "none",
    AZURE_CLIENT_ID: "none",
    AZURE_AUTHORITY_HOST: "none",
    AWS_REGION: "none",
    FEDERATION_ISSUER: "none",
    COGNITO_IDENTITY_POOL_ID: "none",
    COGNITO_DEVELOPER_PROVIDER_NAME: "none",
    COGNITO_DEVELOPER_USER_IDENTIFIER: "none",
    COGNITO_IDENTITY_ID: "none",
};

function readOrders(outputs: OutputMap): Workload {
    return z.object({ orders: workload }).parse(outputs.workloads?.value).orders;
}
