import assert from "node:assert/strict";
import { deployerPolicies, type AwsDeployment } from "../../../rules/aws/deployer-policy";
import { longestManagedPolicy, type AllowStatement } from "../../../rules/aws/policy-document";

const deployment: AwsDeployment = {
    partition: "aws",
    region: "eu-central-1",
    accountId: "111122223333",
    namePrefix: "shop-dev",
    permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary",
    workloads: [
        {
            name: "orders",
            callerRoleArns: ["arn:aws:iam::111122223333:role/orders"],
            parameterPath: "/shop/orders",
            issuer: "cognito",
        },
        { name: "daily-reports", callerRoleArns: undefined, parameterPath: undefined, issuer: "cognito" },
    ],
};

function statements(of: AwsDeployment): readonly AllowStatement[] {
    return deployerPolicies(of).flatMap(({ Statement }) => Statement);
}

/** Each statement's conditions; what its actions are for is shown by the tests of tests/permissions. */
describe("deployerPolicies", () => {
    it("gives access to no pool, role or policy without the tag, the boundary or the exact name", () => {
        assert.deepEqual(
            statements(deployment).map(({ Sid, Resource, Condition }) => [Sid, Resource, Condition]),
            [
                ["FindPools", ["*"], { StringEquals: { "aws:RequestedRegion": "eu-central-1" } }],
                [
                    "CreatePools",
                    ["*"],
                    {
                        StringEquals: {
                            "aws:RequestedRegion": "eu-central-1",
                            "aws:RequestTag/cognito-entra:stack": "shop-dev",
                        },
                    },
                ],
                [
                    "TagPoolsAtCreation",
                    ["arn:aws:cognito-identity:eu-central-1:111122223333:identitypool/"],
                    { StringEquals: { "aws:RequestTag/cognito-entra:stack": "shop-dev" } },
                ],
                [
                    "ManagePools",
                    ["arn:aws:cognito-identity:eu-central-1:111122223333:identitypool/*"],
                    { StringEquals: { "aws:ResourceTag/cognito-entra:stack": "shop-dev" } },
                ],
                [
                    "ChangePools",
                    ["arn:aws:cognito-identity:eu-central-1:111122223333:identitypool/*"],
                    {
                        StringEquals: { "aws:ResourceTag/cognito-entra:stack": "shop-dev" },
                        Null: { "aws:TagKeys": "true" },
                    },
                ],
                [
                    "TagPools",
                    ["arn:aws:cognito-identity:eu-central-1:111122223333:identitypool/*"],
                    {
                        StringEquals: { "aws:ResourceTag/cognito-entra:stack": "shop-dev" },
                        "ForAllValues:StringNotEqualsIgnoreCase": { "aws:TagKeys": ["cognito-entra:stack"] },
                    },
                ],
                [
                    "ManagePolicies",
                    [
                        "arn:aws:iam::111122223333:policy/shop-dev-orders",
                        "arn:aws:iam::111122223333:policy/shop-dev-daily-reports",
                    ],
                    undefined,
                ],
                [
                    "LetInOrders1",
                    ["arn:aws:iam::111122223333:role/orders"],
                    {
                        ArnLike: { "iam:PolicyARN": "arn:aws:iam::111122223333:policy/shop-dev-orders" },
                        StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/boundary" },
                    },
                ],
                [
                    "LetInDailyReports2",
                    ["arn:aws:iam::111122223333:role/shop-dev-daily-reports"],
                    {
                        ArnLike: { "iam:PolicyARN": "arn:aws:iam::111122223333:policy/shop-dev-daily-reports" },
                        StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/boundary" },
                    },
                ],
                [
                    "SeeWhoIsIn",
                    ["arn:aws:iam::111122223333:role/orders", "arn:aws:iam::111122223333:role/shop-dev-daily-reports"],
                    undefined,
                ],
                [
                    "CreateRoles",
                    ["arn:aws:iam::111122223333:role/shop-dev-daily-reports"],
                    { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/boundary" } },
                ],
                ["ManageRoles", ["arn:aws:iam::111122223333:role/shop-dev-daily-reports"], undefined],
                ["PublishEnvironments", ["arn:aws:ssm:eu-central-1:111122223333:parameter/shop/orders/*"], undefined],
                ["FindParameters", ["*"], { StringEquals: { "aws:RequestedRegion": "eu-central-1" } }],
            ],
        );
    });

    it("never lets anybody change a boundary, delete identities, assume or pass a role, or write inline policies", () => {
        const actions = statements(deployment).flatMap(({ Action }) => Action);
        for (const action of actions) {
            assert.doesNotMatch(
                action,
                /\*|PermissionsBoundary|DeleteIdentities|AssumeRole$|PassRole|RolePolicy$(?<!(?:Attach|Detach)RolePolicy)(?<!UpdateAssumeRolePolicy)|SetDefaultPolicyVersion|SetIdentityPoolRoles/,
            );
        }
    });

    it("has nothing about roles and parameters where the stack has none", () => {
        const [orders] = deployment.workloads;
        assert.ok(orders !== undefined);
        const sids = statements({ ...deployment, workloads: [{ ...orders, parameterPath: undefined }] }).map(
            ({ Sid }) => Sid,
        );
        assert.deepEqual(
            sids.filter((sid) => /Role|Parameter|Environment/.test(sid)),
            [],
        );
    });

    it("has nothing about pools where STS signs all tokens, and reads the account's issuer where nobody gives it", () => {
        const [orders] = deployment.workloads;
        assert.ok(orders !== undefined);
        const sidsOf = (issuer: "sts" | "stsOfAccount"): string[] =>
            statements({ ...deployment, workloads: [{ ...orders, issuer }] })
                .map(({ Sid }) => Sid)
                .filter((sid) => /Pool|Issuer/.test(sid));
        assert.deepEqual(sidsOf("sts"), []);
        assert.deepEqual(sidsOf("stsOfAccount"), ["ReadTheIssuerOfTheAccount"]);
    });

    it("leaves the boundary out only where the stack has none", () => {
        const asked = JSON.stringify(statements({ ...deployment, permissionsBoundary: undefined }));
        assert.doesNotMatch(asked, /PermissionsBoundary/);
        assert.match(asked, /"iam:PolicyARN":"arn:aws:iam::111122223333:policy\/shop-dev-orders"/);
    });

    it("keeps to IAM's size limit for a policy with 200 workloads, and gives each statement a unique name", () => {
        const workloads = Array.from({ length: 200 }, (_, index) => ({
            name: `workload-${String(index)}`,
            callerRoleArns:
                index % 2 === 0 ? undefined : [`arn:aws:iam::111122223333:role/teams/shop/workload-${String(index)}`],
            parameterPath: `/shop/workload-${String(index)}`,
            issuer: "cognito" as const,
        }));
        const policies = deployerPolicies({ ...deployment, workloads });
        for (const policy of policies) {
            assert.ok(JSON.stringify(policy).length <= longestManagedPolicy);
            const sids = policy.Statement.map(({ Sid }) => Sid);
            assert.equal(new Set(sids).size, sids.length);
            assert.ok(sids.every((sid) => /^[A-Za-z0-9]+$/.test(sid)));
        }
        const resources = policies.flatMap(({ Statement }) => Statement).flatMap(({ Resource }) => Resource);
        assert.ok(resources.includes("arn:aws:iam::111122223333:policy/shop-dev-workload-199"));
    });
});
