import assert from "node:assert/strict";
import { ACCOUNT, BILLING_ROLE, element, Fixture, ORDERS_ROLE } from "./fixture";

const TRUST = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const DOCUMENT = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:GetWebIdentityToken", Resource: "*" }],
});
const ROLE = `arn:aws:iam::${ACCOUNT}:role/new`;
const POLICY = `arn:aws:iam::${ACCOUNT}:policy/new`;

describe("IAM's management API", () => {
    let fixture: Fixture;
    const iam = (action: string, parameters: Readonly<Record<string, string>> = {}) =>
        fixture.query("iam", action, parameters);
    const createRole = () =>
        iam("CreateRole", {
            RoleName: "new",
            AssumeRolePolicyDocument: TRUST,
            "Tags.member.1.Key": "team",
            "Tags.member.1.Value": "a b",
        });
    const createPolicy = () => iam("CreatePolicy", { PolicyName: "new", PolicyDocument: DOCUMENT });

    beforeEach(() => {
        fixture = new Fixture();
    });

    it("takes a role from creation to deletion as the Terraform provider does", async () => {
        const created = await createRole();
        assert.equal(created.status, 200);
        assert.match(element(created.text, "RoleId"), /^AROA[A-Z2-7]{17}$/);
        assert.equal(element(created.text, "Arn"), ROLE);
        assert.equal(decodeURIComponent(element(created.text, "AssumeRolePolicyDocument")), TRUST);
        assert.equal(element(created.text, "MaxSessionDuration"), "3600");
        assert.match(created.text, /<Tags><member><Key>team<\/Key><Value>a b<\/Value><\/member><\/Tags>/);
        assert.equal(
            (await iam("UpdateRole", { RoleName: "new", Description: "a <b> & c", MaxSessionDuration: "7200" })).code,
            "ok",
        );
        const trust = TRUST.replace("lambda", "ecs-tasks");
        assert.equal((await iam("UpdateAssumeRolePolicy", { RoleName: "new", PolicyDocument: trust })).code, "ok");
        assert.equal(
            (await iam("TagRole", { RoleName: "new", "Tags.member.1.Key": "stage", "Tags.member.1.Value": "dev" }))
                .code,
            "ok",
        );
        assert.equal((await iam("UntagRole", { RoleName: "new", "TagKeys.member.1": "team" })).code, "ok");
        const read = await iam("GetRole", { RoleName: "new" });
        assert.equal(element(read.text, "Description"), "a &lt;b&gt; &amp; c");
        assert.equal(element(read.text, "MaxSessionDuration"), "7200");
        assert.equal(decodeURIComponent(element(read.text, "AssumeRolePolicyDocument")), trust);
        assert.match(read.text, /<Tags><member><Key>stage<\/Key><Value>dev<\/Value><\/member><\/Tags>/);
        assert.match(
            (await iam("ListInstanceProfilesForRole", { RoleName: "new" })).text,
            /<InstanceProfiles><\/InstanceProfiles>/,
        );
        assert.match(
            (await iam("ListRolePolicies", { RoleName: "new" })).text,
            /<PolicyNames><\/PolicyNames><IsTruncated>false</,
        );
        assert.deepEqual(fixture.aws.contents(), [ROLE]);
        assert.equal((await iam("DeleteRole", { RoleName: "new" })).code, "ok");
        assert.equal((await iam("GetRole", { RoleName: "new" })).code, "NoSuchEntity");
        assert.deepEqual(fixture.aws.contents(), []);
    });

    it("takes a policy from creation to deletion, with its versions", async () => {
        const created = await iam("CreatePolicy", { PolicyName: "new", PolicyDocument: DOCUMENT, Description: "why" });
        assert.match(element(created.text, "PolicyId"), /^ANPA[A-Z2-7]{17}$/);
        assert.equal(element(created.text, "Arn"), POLICY);
        assert.equal(element((await iam("GetPolicy", { PolicyArn: POLICY })).text, "Description"), "why");
        const second = DOCUMENT.replace("GetWebIdentityToken", "GetCallerIdentity");
        const version = await iam("CreatePolicyVersion", {
            PolicyArn: POLICY,
            PolicyDocument: second,
            SetAsDefault: "true",
        });
        assert.match(version.text, /<VersionId>v2<\/VersionId><IsDefaultVersion>true</);
        const read = await iam("GetPolicyVersion", { PolicyArn: POLICY, VersionId: "v2" });
        assert.equal(decodeURIComponent(element(read.text, "Document")), second);
        assert.match((await iam("ListPolicyVersions", { PolicyArn: POLICY })).text, /v2<.*true<.*v1<.*false</);
        assert.equal((await iam("DeletePolicy", { PolicyArn: POLICY })).code, "DeleteConflict");
        assert.equal((await iam("DeletePolicyVersion", { PolicyArn: POLICY, VersionId: "v2" })).code, "DeleteConflict");
        assert.equal((await iam("DeletePolicyVersion", { PolicyArn: POLICY, VersionId: "v1" })).code, "ok");
        assert.equal((await iam("DeletePolicy", { PolicyArn: POLICY })).code, "ok");
        assert.equal((await iam("GetPolicy", { PolicyArn: POLICY })).code, "NoSuchEntity");
    });

    it("attaches, lists and detaches", async () => {
        await createRole();
        await createPolicy();
        const both = { RoleName: "new", PolicyArn: POLICY };
        assert.equal((await iam("AttachRolePolicy", both)).code, "ok");
        assert.equal((await iam("AttachRolePolicy", both)).code, "ok", "attaching twice is no error");
        assert.deepEqual(fixture.aws.contents(), [POLICY, ROLE, `${ROLE} has ${POLICY}`]);
        const attached = await iam("ListAttachedRolePolicies", { RoleName: "new" });
        assert.match(
            attached.text,
            /<AttachedPolicies><member><PolicyName>new<\/PolicyName><PolicyArn>arn:aws:iam::111122223333:policy\/new</,
        );
        assert.equal(element((await iam("GetPolicy", { PolicyArn: POLICY })).text, "AttachmentCount"), "1");
        assert.equal((await iam("DeleteRole", { RoleName: "new" })).code, "DeleteConflict");
        assert.equal((await iam("DeletePolicy", { PolicyArn: POLICY })).code, "DeleteConflict");
        assert.equal((await iam("DetachRolePolicy", both)).code, "ok");
        assert.equal((await iam("DetachRolePolicy", both)).code, "NoSuchEntity");
    });

    it("counts an attachment to an existing role as something new", async () => {
        await createPolicy();
        await iam("AttachRolePolicy", { RoleName: "orders", PolicyArn: POLICY });
        assert.deepEqual(fixture.aws.contents(), [POLICY, `${ORDERS_ROLE} has ${POLICY}`]);
    });

    it("finds roles by name only, whatever their path", async () => {
        assert.equal(
            element(
                (await fixture.query("iam", "GetRole", { RoleName: "billing" }, await fixture.administrator())).text,
                "Arn",
            ),
            BILLING_ROLE,
        );
    });

    it("pages", async () => {
        for (const name of ["one", "two", "three"]) {
            await fixture.allow("orders", name, { Action: "sts:GetCallerIdentity", Resource: "*" });
        }
        const first = await iam("ListAttachedRolePolicies", { RoleName: "orders", MaxItems: "2" });
        assert.deepEqual(names(first.text), ["one", "two"]);
        assert.equal(element(first.text, "IsTruncated"), "true");
        const second = await iam("ListAttachedRolePolicies", {
            RoleName: "orders",
            MaxItems: "2",
            Marker: element(first.text, "Marker"),
        });
        assert.deepEqual(names(second.text), ["three"]);
        assert.equal(element(second.text, "IsTruncated"), "false");
    });

    const refusals: readonly (readonly [string, string, Readonly<Record<string, string>>, number, string])[] = [
        [
            "a role that exists",
            "CreateRole",
            { RoleName: "ORDERS", AssumeRolePolicyDocument: TRUST },
            409,
            "EntityAlreadyExists",
        ],
        [
            "a role's name with a space",
            "CreateRole",
            { RoleName: "a b", AssumeRolePolicyDocument: TRUST },
            400,
            "ValidationError",
        ],
        [
            "a role's name of 65 characters",
            "CreateRole",
            { RoleName: "a".repeat(65), AssumeRolePolicyDocument: TRUST },
            400,
            "ValidationError",
        ],
        ["a role without trust", "CreateRole", { RoleName: "a" }, 400, "ValidationError"],
        [
            "a session of 30 minutes",
            "CreateRole",
            { RoleName: "a", AssumeRolePolicyDocument: TRUST, MaxSessionDuration: "1800" },
            400,
            "ValidationError",
        ],
        [
            "a parameter that is unknown",
            "CreateRole",
            { RoleName: "a", AssumeRolePolicyDocument: TRUST, Colour: "red" },
            400,
            "ValidationError",
        ],
        [
            "trust in a role that is not there",
            "CreateRole",
            {
                RoleName: "a",
                AssumeRolePolicyDocument: TRUST.replace('"Service":"lambda.amazonaws.com"', `"AWS":"${ROLE}"`),
            },
            400,
            "MalformedPolicyDocument",
        ],
        [
            "trust of more than 2048 characters",
            "CreateRole",
            { RoleName: "a", AssumeRolePolicyDocument: TRUST.replace("{", `{"Id":"${"x".repeat(2048)}",`) },
            409,
            "LimitExceeded",
        ],
        [
            "a policy for a missing role",
            "AttachRolePolicy",
            { RoleName: "none", PolicyArn: POLICY },
            404,
            "NoSuchEntity",
        ],
        [
            "a missing policy for a role",
            "AttachRolePolicy",
            { RoleName: "orders", PolicyArn: POLICY },
            404,
            "NoSuchEntity",
        ],
        [
            "a policy that is not JSON",
            "CreatePolicy",
            { PolicyName: "a", PolicyDocument: "x" },
            400,
            "MalformedPolicyDocument",
        ],
        [
            "a policy of more than 6144 characters",
            "CreatePolicy",
            { PolicyName: "a", PolicyDocument: DOCUMENT.replace("{", `{"Id":"${"x".repeat(6144)}",`) },
            409,
            "LimitExceeded",
        ],
        [
            "a role's inline policy",
            "PutRolePolicy",
            { RoleName: "orders", PolicyName: "a", PolicyDocument: DOCUMENT },
            403,
            "AccessDenied",
        ],
        ["the account's federation switched on", "EnableOutboundWebIdentityFederation", {}, 403, "AccessDenied"],
    ];
    for (const [name, action, parameters, status, code] of refusals) {
        it(`refuses ${name}`, async () => {
            const answer = await iam(action, parameters);
            assert.deepEqual({ status: answer.status, code: answer.code }, { status, code });
        });
    }

    it("refuses a policy's name that is taken, under any path, and the sixth version", async () => {
        await createPolicy();
        assert.equal(
            (await iam("CreatePolicy", { PolicyName: "NEW", Path: "/team/", PolicyDocument: DOCUMENT })).code,
            "EntityAlreadyExists",
        );
        for (const code of ["ok", "ok", "ok", "ok", "LimitExceeded"]) {
            assert.equal(
                (await iam("CreatePolicyVersion", { PolicyArn: POLICY, PolicyDocument: DOCUMENT })).code,
                code,
            );
        }
    });

    it("refuses the eleventh policy of a role", async () => {
        for (let index = 0; index < 10; index += 1) {
            await fixture.allow("orders", `p${String(index)}`, { Action: "sts:GetCallerIdentity", Resource: "*" });
        }
        await createPolicy();
        const answer = await iam("AttachRolePolicy", { RoleName: "orders", PolicyArn: POLICY });
        assert.deepEqual({ status: answer.status, code: answer.code }, { status: 409, code: "LimitExceeded" });
    });

    it("says in AWS's words who may not do what, and why", async () => {
        const keys = await fixture.containerKeys("orders");
        const { text } = await fixture.query("iam", "GetRole", { RoleName: "orders" }, keys);
        assert.match(
            element(text, "Message"),
            /^User: arn:aws:sts::111122223333:assumed-role\/orders\/[0-9a-f]{32} is not authorized to perform: iam:GetRole on resource: arn:aws:iam::111122223333:role\/orders because no identity-based policy allows the iam:GetRole action$/,
        );
        await fixture.allow("orders", "denial", { Effect: "Deny", Action: "iam:*", Resource: "*" });
        const denied = await fixture.query("iam", "GetRole", { RoleName: "orders" }, keys);
        assert.match(
            element(denied.text, "Message"),
            /role\/orders with an explicit deny in an identity-based policy$/,
        );
    });

    it("withdraws what a role was allowed as soon as the policy changes", async () => {
        const keys = await fixture.containerKeys("orders");
        const arn = await fixture.allow("orders", "read", { Action: "iam:GetRole", Resource: ORDERS_ROLE });
        assert.equal((await fixture.query("iam", "GetRole", { RoleName: "orders" }, keys)).code, "ok");
        assert.equal((await fixture.query("iam", "GetRole", { RoleName: "billing" }, keys)).code, "AccessDenied");
        await iam("DetachRolePolicy", { RoleName: "orders", PolicyArn: arn });
        assert.equal((await fixture.query("iam", "GetRole", { RoleName: "orders" }, keys)).code, "AccessDenied");
    });

    it("keeps inline policies of roles for those who may", async () => {
        await fixture.allow("billing", "inline", { Action: "iam:*RolePolic*", Resource: "*" });
        const keys = await fixture.containerKeys("billing");
        const call = (action: string, parameters: Readonly<Record<string, string>>, caller = keys) =>
            fixture.query("iam", action, { RoleName: "orders", ...parameters }, caller);
        assert.equal((await call("PutRolePolicy", { PolicyName: "a", PolicyDocument: DOCUMENT })).code, "ok");
        assert.match((await call("ListRolePolicies", {})).text, /<PolicyNames><member>a<\/member><\/PolicyNames>/);
        assert.equal(
            decodeURIComponent(element((await call("GetRolePolicy", { PolicyName: "a" })).text, "PolicyDocument")),
            DOCUMENT,
        );
        assert.ok(fixture.aws.contents().includes(`${ORDERS_ROLE} has the inline policy a`));
        assert.equal((await call("DeleteRole", {}, await fixture.administrator())).code, "DeleteConflict");
        assert.equal((await call("DeleteRolePolicy", { PolicyName: "a" })).code, "ok");
        assert.equal((await call("DeleteRolePolicy", { PolicyName: "a" })).code, "NoSuchEntity");
    });

    it("lets the deployer say which policies an existing role has, and change nothing else of it", async () => {
        const arn = await fixture.allow("orders", "new", { Action: "sts:GetCallerIdentity", Resource: "*" });
        assert.equal((await iam("DetachRolePolicy", { RoleName: "orders", PolicyArn: arn })).code, "ok");
        const others: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
            ["GetRole", {}],
            ["DeleteRole", {}],
            ["UpdateRole", { MaxSessionDuration: "7200" }],
            ["UpdateAssumeRolePolicy", { PolicyDocument: TRUST }],
            ["TagRole", { "Tags.member.1.Key": "a", "Tags.member.1.Value": "b" }],
            ["AttachRolePolicy", { PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }],
        ];
        for (const [action, parameters] of others) {
            assert.equal((await iam(action, { RoleName: "orders", ...parameters })).code, "AccessDenied", action);
        }
    });

    it("can be throttled", async () => {
        fixture.aws.throttle("ListAttachedRolePolicies", 2);
        for (const code of ["Throttling", "Throttling", "ok"]) {
            assert.equal((await iam("ListAttachedRolePolicies", { RoleName: "orders" })).code, code);
        }
    });
});

function names(xml: string): readonly string[] {
    return [...xml.matchAll(/<PolicyName>([^<]*)</g)].map(([, name = ""]) => name);
}
