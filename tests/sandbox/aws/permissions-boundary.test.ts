import assert from "node:assert/strict";
import { ACCOUNT, element, Fixture } from "./fixture";
import type { Keys } from "./sign-request";

const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
const TRUST = policy({ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" });

function policy(...Statement: readonly object[]): string {
    return JSON.stringify({ Version: "2012-10-17", Statement });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
describe("a permissions boundary", () => {
    let fixture: Fixture;
    let administrator: Keys;

    beforeEach(async () => {
        fixture = new Fixture();
        administrator = await fixture.administrator();
    });
    afterEach(() => fixture.close());

    const iam = (action: string, parameters: Readonly<Record<string, string>>, keys = administrator) =>
        fixture.query("iam", action, parameters, keys);
    const bound = async (...statements: readonly object[]): Promise<void> => {
        await iam("CreatePolicy", { PolicyName: "boundary", PolicyDocument: policy(...statements) });
        await iam("PutRolePermissionsBoundary", { RoleName: "orders", PermissionsBoundary: BOUNDARY });
    };

    it("lets through what the role's policies and the boundary both allow, and nothing else", async () => {
        await fixture.allow("orders", "reading", { Action: ["iam:GetRole", "iam:GetPolicy"], Resource: "*" });
        await bound({ Effect: "Allow", Action: ["iam:GetRole", "iam:ListRoles"], Resource: "*" });
        const keys = await fixture.containerKeys("orders");
        assert.equal((await iam("GetRole", { RoleName: "orders" }, keys)).code, "ok");
        const beyond = await iam("GetPolicy", { PolicyArn: BOUNDARY }, keys);
        assert.match(beyond.text, /because no permissions boundary allows the iam:GetPolicy action/);
        const notGranted = await iam("ListRoles", {}, keys);
        assert.match(notGranted.text, /because no identity-based policy allows the iam:ListRoles action/);
    });

    it("denies what it denies", async () => {
        await fixture.allow("orders", "reading", { Action: "iam:*", Resource: "*" });
        await bound(
            { Effect: "Allow", Action: "*", Resource: "*" },
            { Effect: "Deny", Action: "iam:GetPolicy", Resource: "*" },
        );
        const denied = await iam("GetPolicy", { PolicyArn: BOUNDARY }, await fixture.containerKeys("orders"));
        assert.match(denied.text, /with an explicit deny in a permissions boundary/);
    });

    it("forbids what its policy leaves out, until it is taken off", async () => {
        await fixture.allow("orders", "reading", { Action: "iam:*", Resource: "*" });
        await bound({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });
        const keys = await fixture.containerKeys("orders");
        assert.equal((await iam("GetRole", { RoleName: "orders" }, keys)).code, "AccessDenied");
        await iam("DeleteRolePermissionsBoundary", { RoleName: "orders" });
        assert.equal((await iam("GetRole", { RoleName: "orders" }, keys)).code, "ok");
    });

    it("is given to a role when it is created, is shown, and must exist", async () => {
        const missing = { RoleName: "made", AssumeRolePolicyDocument: TRUST, PermissionsBoundary: BOUNDARY };
        const refused = await iam("CreateRole", missing);
        assert.deepEqual([refused.status, refused.code], [404, "NoSuchEntity"]);
        assert.match(refused.text, new RegExp(`Scope ARN: ${BOUNDARY} does not exist or is not attachable`));
        const put = await iam("PutRolePermissionsBoundary", { RoleName: "orders", PermissionsBoundary: BOUNDARY });
        assert.equal(put.code, "NoSuchEntity");

        await iam("CreatePolicy", {
            PolicyName: "boundary",
            PolicyDocument: policy({ Effect: "Allow", Action: "s3:*", Resource: "*" }),
        });
        const made = await iam("CreateRole", missing);
        assert.equal(element(made.text, "PermissionsBoundaryArn"), BOUNDARY);
        const { text } = await iam("GetPolicy", { PolicyArn: BOUNDARY });
        assert.equal(element(text, "PermissionsBoundaryUsageCount"), "1");
        assert.equal((await iam("DeletePolicy", { PolicyArn: BOUNDARY })).code, "DeleteConflict");
    });

    it("is a condition for attaching policies and creating roles", async () => {
        await bound({ Effect: "Allow", Action: "iam:*", Resource: "*" });
        const Condition = { StringEquals: { "iam:PermissionsBoundary": BOUNDARY } };
        await fixture.allow("billing", "bounded", { Action: "iam:*", Resource: "*", Condition });
        const keys = await fixture.containerKeys("billing");
        const attach = (RoleName: string) => iam("AttachRolePolicy", { RoleName, PolicyArn: BOUNDARY }, keys);
        assert.equal((await attach("orders")).code, "ok");
        assert.equal((await attach("administrator")).code, "AccessDenied");
        const role = { RoleName: "made", AssumeRolePolicyDocument: TRUST };
        assert.equal((await iam("CreateRole", role, keys)).code, "AccessDenied");
        assert.equal((await iam("CreateRole", { ...role, PermissionsBoundary: BOUNDARY }, keys)).code, "ok");
        assert.equal((await iam("GetRole", { RoleName: "orders" }, keys)).code, "AccessDenied");
    });
});
