import assert from "node:assert/strict";
import { AwsError } from "../../../../sandbox/aws/kernel/aws-error";
import { evaluate } from "../../../../sandbox/aws/kernel/authorization/evaluation";
import { parsePolicyDocument, type PolicyKind } from "../../../../sandbox/aws/kernel/authorization/policy-document";

const POOL = "arn:aws:cognito-identity:eu-central-1:111122223333:identitypool/eu-central-1:0a";
const MINT = "cognito-identity:GetOpenIdTokenForDeveloperIdentity";

type Context = Readonly<Record<string, string | readonly string[]>>;

function decide(
    statements: readonly object[],
    action = MINT,
    resource = POOL,
    context: Context = {},
    version: object = { Version: "2012-10-17" },
): string {
    const policy = parsePolicyDocument(JSON.stringify({ ...version, Statement: statements }), "identity", "aws");
    const entries = Object.entries(context).map(([key, value]): [string, readonly string[]] => [
        key.toLowerCase(),
        typeof value === "string" ? [value] : value,
    ]);
    return evaluate(policy, { action, resource, context: new Map(entries) });
}

describe("IAM's evaluation", () => {
    const allowAll = { Effect: "Allow", Action: "*", Resource: "*" };

    const decisions: readonly (readonly [string, readonly object[], string])[] = [
        ["the action on the resource", [{ Effect: "Allow", Action: MINT, Resource: POOL }], "allow"],
        ["the action in other letters", [{ Effect: "Allow", Action: MINT.toUpperCase(), Resource: POOL }], "allow"],
        [
            "the action by wildcard",
            [{ Effect: "Allow", Action: "cognito-identity:GetOpenId*", Resource: POOL }],
            "allow",
        ],
        [
            "the action by question mark",
            [{ Effect: "Allow", Action: "cognito-identity:?etOpenIdTokenForDeveloperIdentity", Resource: "*" }],
            "allow",
        ],
        [
            "a wildcard that does not reach",
            [{ Effect: "Allow", Action: "cognito-identity:GetOpenIdToken", Resource: "*" }],
            "implicitDeny",
        ],
        ["every action but another", [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }], "allow"],
        ["every action but this one", [{ Effect: "Allow", NotAction: ["iam:*", MINT], Resource: "*" }], "implicitDeny"],
        [
            "every pool of the account",
            [{ Effect: "Allow", Action: MINT, Resource: "arn:aws:cognito-identity:*:111122223333:identitypool/*" }],
            "allow",
        ],
        [
            "the resource in other letters",
            [{ Effect: "Allow", Action: MINT, Resource: POOL.toUpperCase().replace("ARN:AWS", "arn:aws") }],
            "implicitDeny",
        ],
        ["another pool", [{ Effect: "Allow", Action: MINT, Resource: `${POOL}b` }], "implicitDeny"],
        ["every resource but another", [{ Effect: "Allow", Action: MINT, NotResource: `${POOL}b` }], "allow"],
        ["every resource but this one", [{ Effect: "Allow", Action: MINT, NotResource: `${POOL}*` }], "implicitDeny"],
        ["nothing", [{ Effect: "Allow", Action: "iam:GetRole", Resource: "*" }], "implicitDeny"],
        ["an allow and a deny", [allowAll, { Effect: "Deny", Action: MINT, Resource: "*" }], "explicitDeny"],
        ["a deny and an allow", [{ Effect: "Deny", Action: MINT, Resource: POOL }, allowAll], "explicitDeny"],
        [
            "an allow and a deny of something else",
            [allowAll, { Effect: "Deny", Action: "iam:*", Resource: "*" }],
            "allow",
        ],
        [
            "a dot that stands for itself",
            [{ Effect: "Allow", Action: MINT, Resource: POOL.replace("eu-central-1:0a", "eu.central-1:0a") }],
            "implicitDeny",
        ],
    ];
    for (const [name, statements, decision] of decisions) {
        it(`${name}: ${decision}`, () => {
            assert.equal(decide(statements), decision);
        });
    }

    it("an action without a resource is allowed only by *", () => {
        assert.equal(
            decide(
                [{ Effect: "Allow", Action: "cognito-identity:DeleteIdentities", Resource: POOL }],
                "cognito-identity:DeleteIdentities",
                "*",
            ),
            "implicitDeny",
        );
        assert.equal(
            decide(
                [{ Effect: "Allow", Action: "cognito-identity:DeleteIdentities", Resource: "*" }],
                "cognito-identity:DeleteIdentities",
                "*",
            ),
            "allow",
        );
    });

    it("a variable stands for the request's value, and matches nothing without one", () => {
        const statement = {
            Effect: "Allow",
            Action: "iam:GetUser",
            Resource: "arn:aws:iam::111122223333:user/${aws:username}",
        };
        const own = "arn:aws:iam::111122223333:user/ada";
        assert.equal(decide([statement], "iam:GetUser", own, { "aws:username": "ada" }), "allow");
        assert.equal(decide([statement], "iam:GetUser", own, { "aws:username": "eve" }), "implicitDeny");
        assert.equal(decide([statement], "iam:GetUser", "arn:aws:iam::111122223333:user/"), "implicitDeny");
    });

    const user = (name: string) => `arn:aws:iam::111122223333:user/${name}`;
    const substitutions: readonly (readonly [pattern: string, name: string, context: Context, decision: string])[] = [
        ["${*}", "*", {}, "allow"],
        ["${*}", "ada", {}, "implicitDeny"],
        ["a${*}", "ada", {}, "implicitDeny"],
        ["*${*}", "ada*", {}, "allow"],
        ["${?}", "?", {}, "allow"],
        ["${?}", "a", {}, "implicitDeny"],
        ["${$}{aws:username}", "${aws:username}", { "aws:username": "ada" }, "allow"],
        ["${$}{aws:username}", "ada", { "aws:username": "ada" }, "implicitDeny"],
        // What the request says is compared as it is, whatever characters it has.
        ["${test:name}", "ada", { "test:name": "*" }, "implicitDeny"],
        ["${test:name}", "*", { "test:name": "*" }, "allow"],
        ["${test:name}", "${aws:username}", { "test:name": "${aws:username}", "aws:username": "ada" }, "allow"],
        ["${aws:PrincipalTag/team, 'company'}", "blue", { "aws:PrincipalTag/team": "blue" }, "allow"],
        ["${aws:PrincipalTag/team, 'company'}", "company", {}, "allow"],
        ["${aws:PrincipalTag/team, 'company'}", "company", { "aws:PrincipalTag/team": "blue" }, "implicitDeny"],
        ["${aws:PrincipalTag/team, 'it''s {ours}'}", "it's {ours}", {}, "allow"],
        ["${aws:PrincipalTag/cost center, ''}x", "x", {}, "allow"],
        ["${aws:PrincipalTag/team, '*'}", "blue", {}, "implicitDeny"],
        // Keys of several values are no variables.
        ["${test:list}", "ada", { "test:list": ["ada", "bob"] }, "implicitDeny"],
        ["${test:list, 'none'}", "none", { "test:list": ["ada", "bob"] }, "allow"],
        ["$${*}{x", "$*{x", {}, "allow"],
        ["${aws:username}${aws:username}", "adaada", { "aws:username": "ada" }, "allow"],
    ];
    for (const [pattern, name, context, decision] of substitutions) {
        it(`the resource ${pattern} and ${name} with ${JSON.stringify(context)}: ${decision}`, () => {
            const statement = { Effect: "Allow", Action: "iam:GetUser", Resource: user(pattern) };
            assert.equal(decide([statement], "iam:GetUser", user(name), context), decision);
        });
    }

    it("a deny by a variable's default is a deny", () => {
        const Condition = { StringEquals: { "test:owner": "${aws:PrincipalTag/team, 'nobody'}" } };
        const statements = [allowAll, { ...allowAll, Effect: "Deny", Condition }];
        assert.equal(decide(statements, MINT, POOL, { "test:owner": "nobody" }), "explicitDeny");
        assert.equal(
            decide(statements, MINT, POOL, { "test:owner": "nobody", "aws:PrincipalTag/team": "blue" }),
            "allow",
        );
    });

    for (const version of [{}, { Version: "2008-10-17" }]) {
        it(`variables are ordinary characters in a policy with ${JSON.stringify(version)}`, () => {
            const statement = { Effect: "Allow", Action: "iam:GetUser", Resource: user("${aws:username}") };
            const context = { "aws:username": "ada", "test:key": "${aws:username}" };
            assert.equal(decide([statement], "iam:GetUser", user("ada"), context, version), "implicitDeny");
            assert.equal(decide([statement], "iam:GetUser", user("${aws:username}"), context, version), "allow");
            const wild = { ...statement, Resource: user("${*}") };
            assert.equal(decide([wild], "iam:GetUser", user("${ada}"), context, version), "allow");
            const condition = { ...allowAll, Condition: { StringEquals: { "test:key": "${aws:username}" } } };
            assert.equal(decide([condition], "iam:GetUser", user("ada"), context, version), "allow");
            const twisted = { ...allowAll, Condition: { StringEquals: { "test:key": "${aws:username, ada" } } };
            assert.equal(decide([twisted], "iam:GetUser", user("ada"), context, version), "implicitDeny");
        });
    }

    const one: Context = { "test:key": "Ada" };
    const two: Context = { "test:key": ["Ada", "Bob"] };
    const none: Context = {};
    const conditions: readonly (readonly [string, unknown, Context, boolean])[] = [
        ["StringEquals", "Ada", one, true],
        ["StringEquals", "ada", one, false],
        ["StringEquals", "A*", one, false],
        ["StringEquals", ["Eve", "Ada"], one, true],
        ["StringEquals", "Ada", none, false],
        ["StringEqualsIfExists", "Ada", none, true],
        ["StringEqualsIfExists", "Eve", one, false],
        ["StringEqualsIgnoreCase", "aDA", one, true],
        ["StringNotEquals", "Eve", one, true],
        ["StringNotEquals", ["Eve", "Ada"], one, false],
        ["StringNotEquals", "Ada", none, true],
        ["StringNotEqualsIgnoreCase", "ADA", one, false],
        ["StringLike", "A*", one, true],
        ["StringLike", "A?a", one, true],
        ["StringLike", "a*", one, false],
        ["StringNotLike", "A*", one, false],
        ["ForAllValues:StringEquals", ["Ada", "Bob"], two, true],
        ["ForAllValues:StringEquals", "Ada", two, false],
        ["ForAllValues:StringEquals", "Ada", none, true],
        ["ForAnyValue:StringEquals", "Bob", two, true],
        ["ForAnyValue:StringEquals", "Eve", two, false],
        ["ForAnyValue:StringEquals", "Eve", none, false],
        ["ForAnyValue:StringLike", "B*", two, true],
        ["ForAllValues:StringNotEquals", "Bob", two, false],
        ["ForAnyValue:StringNotEquals", "Bob", two, true],
        ["NumericEquals", "300", { "test:key": "300" }, true],
        ["NumericLessThanEquals", 300, { "test:key": "300" }, true],
        ["NumericLessThanEquals", 300, { "test:key": "301" }, false],
        ["NumericLessThanEquals", 300, { "test:key": "many" }, false],
        ["NumericLessThan", "1000", { "test:key": "900" }, true],
        ["NumericGreaterThan", "1000", { "test:key": "900" }, false],
        ["NumericGreaterThanEquals", "900", { "test:key": "900" }, true],
        ["NumericNotEquals", "900", { "test:key": "900" }, false],
        ["DateLessThan", "2030-01-01T00:00:00Z", { "test:key": "2029-12-31T23:59:59Z" }, true],
        ["DateGreaterThan", "2030-01-01T00:00:00Z", { "test:key": "2029-12-31T23:59:59Z" }, false],
        ["DateGreaterThanEquals", 1893456000, { "test:key": "2030-01-01T00:00:00Z" }, true],
        ["Bool", true, { "test:key": "true" }, true],
        ["Bool", "false", { "test:key": "true" }, false],
        ["BoolIfExists", "false", none, true],
        ["Null", "true", none, true],
        ["Null", "false", none, false],
        ["Null", false, one, true],
        ["Null", "true", one, false],
        ["ArnLike", "arn:aws:cognito-identity:*:*:identitypool/*", { "test:key": POOL }, true],
        ["ArnLike", "arn:aws:*:identitypool/*", { "test:key": POOL }, false],
        ["ArnLike", "*", { "test:key": POOL }, false],
        ["ArnEquals", POOL, { "test:key": POOL }, true],
        ["ArnNotEquals", POOL, { "test:key": POOL }, false],
        ["ArnNotLike", POOL, { "test:key": `${POOL}b` }, true],
        ["ArnEquals", "${test:key}", { "test:key": POOL }, true],
        ["ArnLike", "arn:aws:iam::1:user/${*}", { "test:key": "arn:aws:iam::1:user/ada" }, false],
        ["ArnLike", "arn:aws:iam::1:user/${*}", { "test:key": "arn:aws:iam::1:user/*" }, true],
        ["StringEquals", "${*}", { "test:key": "*" }, true],
        ["StringLike", "A${*}", one, false],
        ["StringLike", "A${*}", { "test:key": "A*" }, true],
        ["StringNotLike", "${test:none}", one, true],
        ["StringLike", "${test:none}", one, false],
        ["StringEqualsIgnoreCase", "${test:none, 'ADA'}", one, true],
        // Variables are put in where strings and ARNs are compared, and nowhere else.
        ["NumericEquals", "${test:key}", { "test:key": "300" }, false],
        ["Bool", "${test:key}", { "test:key": "true" }, false],
    ];
    for (const [operator, expected, context, met] of conditions) {
        it(`${operator} ${JSON.stringify(expected)} of ${JSON.stringify(context["test:key"])}: ${String(met)}`, () => {
            const statement = { ...allowAll, Condition: { [operator]: { "Test:Key": expected } } };
            assert.equal(decide([statement], MINT, POOL, context), met ? "allow" : "implicitDeny");
        });
    }

    it("all conditions of a statement must be met", () => {
        const Condition = { StringEquals: { "test:a": "1", "test:b": "2" }, Null: { "test:c": "true" } };
        assert.equal(decide([{ ...allowAll, Condition }], MINT, POOL, { "test:a": "1", "test:b": "2" }), "allow");
        assert.equal(
            decide([{ ...allowAll, Condition }], MINT, POOL, { "test:a": "1", "test:b": "3" }),
            "implicitDeny",
        );
        assert.equal(
            decide([{ ...allowAll, Condition }], MINT, POOL, { "test:a": "1", "test:b": "2", "test:c": "3" }),
            "implicitDeny",
        );
    });

    const trusts = { Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" };
    const malformed: readonly (readonly [PolicyKind, string | object, string])[] = [
        ["identity", "{", "This policy contains invalid Json"],
        ["identity", ' {"Version":"2012-10-17"}', "JSON strings must not have leading spaces"],
        ["identity", [], "Syntax errors in policy."],
        ["identity", { Version: "2012-10-17" }, "Syntax errors in policy."],
        [
            "identity",
            { Version: "2012-10-18", Statement: [allowAll] },
            "The policy must contain a valid version string",
        ],
        ["identity", { Version: null, Statement: [allowAll] }, "The policy must contain a valid version string"],
        ["identity", { Statement: [{ ...allowAll, Actions: "*" }] }, "Syntax errors in policy."],
        ["identity", { Statement: [{ ...allowAll, Effect: "allow" }] }, "Invalid effect: it must be Allow or Deny"],
        ["identity", { Statement: { Action: "*", Resource: "*" } }, "Missing required field Effect"],
        ["identity", { Statement: { Effect: "Allow", Resource: "*" } }, "Policy statement must contain actions."],
        ["identity", { Statement: { Effect: "Allow", Action: "*" } }, "Policy statement must contain resources."],
        ["identity", { Statement: { ...allowAll, Action: [] } }, "Policy statement must contain actions."],
        [
            "identity",
            { Statement: { Effect: "Allow", NotAction: [], Resource: "*" } },
            "Policy statement must contain actions.",
        ],
        ["identity", { Statement: { ...allowAll, Resource: [] } }, "Policy statement must contain resources."],
        [
            "identity",
            { Statement: { Effect: "Allow", Action: "*", NotResource: [] } },
            "Policy statement must contain resources.",
        ],
        ["trust", { Statement: { ...trusts, Action: [] } }, "Missing required field Action"],
        ["trust", { Statement: { ...trusts, Action: undefined, NotAction: [] } }, "Missing required field Action"],
        ["trust", { Statement: { ...trusts, NotResource: [] } }, "Has prohibited field Resource"],
        [
            "identity",
            { Version: "2012-10-17", Statement: { ...allowAll, Resource: "arn:aws:iam::1:user/${aws:username, ada}" } },
            "The sandbox cannot read the policy variable in arn:aws:iam::1:user/${aws:username, ada}.",
        ],
        [
            "identity",
            {
                Version: "2012-10-17",
                Statement: { ...allowAll, Condition: { StringEquals: { "a:b": "${aws:username" } } },
            },
            "The sandbox cannot read the policy variable in ${aws:username.",
        ],
        [
            "identity",
            { Statement: { ...allowAll, NotAction: "iam:*" } },
            "Only one of Action and NotAction may be given.",
        ],
        [
            "identity",
            { Statement: { ...allowAll, Action: "GetRole" } },
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        ],
        ["identity", { Statement: { ...allowAll, Resource: "pool" } }, 'Resource pool must be in ARN format or "*".'],
        [
            "identity",
            { Statement: { ...allowAll, Resource: "arn:aws-cn:iam::1:role/x" } },
            'Partition "aws-cn" is not valid for resource "arn:aws-cn:iam::1:role/x".',
        ],
        ["identity", { Statement: { ...allowAll, Principal: "*" } }, "Policy document should not specify a principal."],
        [
            "identity",
            { Statement: { ...allowAll, Condition: { StringIs: { "a:b": "c" } } } },
            "Invalid Condition type : StringIs.",
        ],
        [
            "identity",
            { Statement: { ...allowAll, Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } } },
            "Invalid Condition type : IpAddress.",
        ],
        [
            "identity",
            { Statement: { ...allowAll, Condition: { "ForSomeValues:StringLike": { "a:b": "c" } } } },
            "Invalid Condition type : ForSomeValues:StringLike.",
        ],
        [
            "identity",
            {
                Statement: [
                    { ...allowAll, Sid: "A" },
                    { ...allowAll, Sid: "A" },
                ],
            },
            "Statement IDs (SID) in a single policy must be unique.",
        ],
        ["trust", { Statement: { ...trusts, Resource: "*" } }, "Has prohibited field Resource"],
        ["trust", { Statement: { Effect: "Allow", Action: "sts:AssumeRole" } }, "Missing required field Principal"],
        [
            "trust",
            { Statement: { ...trusts, Action: "iam:GetRole" } },
            "AssumeRole policy may only specify STS AssumeRole actions.",
        ],
        [
            "trust",
            { Statement: { ...trusts, Principal: { Service: "ecs-tasks" } } },
            'Invalid principal in policy: "SERVICE":"ecs-tasks"',
        ],
        [
            "trust",
            { Statement: { ...trusts, Principal: { AWS: "arn:aws-cn:iam::111122223333:root" } } },
            'Invalid principal in policy: "AWS":"arn:aws-cn:iam::111122223333:root"',
        ],
    ];
    for (const [kind, document, message] of malformed) {
        it(`refuses the ${kind} policy ${JSON.stringify(document)}`, () => {
            const text = typeof document === "string" ? document : JSON.stringify(document);
            assert.throws(
                () => parsePolicyDocument(text, kind, "aws"),
                (error) =>
                    error instanceof AwsError && error.code === "MalformedPolicyDocument" && error.message === message,
            );
        });
    }
});
