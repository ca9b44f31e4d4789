import assert from "node:assert/strict";
import { AwsWebIdentityRole } from "../../components/aws-access/aws-web-identity-role";
import { FederatedWorkload } from "../../components/workloads/federated-workload";
import { MockEngine, TENANT_ID } from "./mock-engine";

const REGION = "ap-southeast-2";
/** IAM has no region: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const GLOBAL = /^aws:iam\//;

/** Every type of the AWS provider that the components register: one that is added is added here, or the test says so. */
const TYPES = [
    "aws:cognito/identityPool:IdentityPool",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    "aws:iam/policy:Policy",
    "aws:iam/role:Role",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:ssm/parameter:Parameter",
];

describe("a workload's AWS resources", () => {
    it("are all in the workload's region, whatever the provider's", async () => {
        const engine = await MockEngine.start();
        new FederatedWorkload("orders", {
            region: REGION,
            tenantId: TENANT_ID,
            caller: { service: { principal: "lambda.amazonaws.com" } },
            parameterPath: "/shop/orders",
        });
        new AwsWebIdentityRole("back", {
            tenantId: TENANT_ID,
            audience: "api://aws",
            principalIds: ["44444444-4444-4444-8444-444444444444"],
            roleName: "from-azure",
        });
        const registered = (await engine.registered()).filter(({ type }) => type.startsWith("aws:"));
        assert.deepEqual([...new Set(registered.map(({ type }) => type))].sort(), TYPES);
        const regions = registered
            .filter(({ type }) => !GLOBAL.test(type))
            .map(({ name, inputs }) => [name, inputs.region]);
        assert.equal(regions.length, 10);
        assert.deepEqual(
            regions.filter(([, region]) => region !== REGION),
            [],
        );
        assert.deepEqual(
            registered.filter(({ type, inputs }) => GLOBAL.test(type) && "region" in inputs),
            [],
        );
    });
});
