import { strict as assert } from "node:assert";
import {
    type EvaluationResult,
    IAMClient,
    SimulatePrincipalPolicyCommand,
    type SimulatePrincipalPolicyCommandInput,
} from "@aws-sdk/client-iam";
import { ACCOUNT, BILLING_ROLE, Fixture, ORDERS_ROLE, refusal, REGION } from "./fixture";

const MINT = "cognito-identity:GetOpenIdTokenForDeveloperIdentity";
const POOL = `arn:aws:cognito-identity:${REGION}:${ACCOUNT}:identitypool/eu-central-1:00000000-0000-4000-8000-000000000001`;
const OTHER_POOL = POOL.replace(/1$/, "2");

/** What a stack gives the role: the action on one pool. */
const ALLOW = { Action: MINT, Resource: POOL };
const document = (...statements: readonly object[]): string =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements });
const context = (key: string, value: string) => ({
    ContextKeyName: key,
    ContextKeyValues: [value],
    ContextKeyType: "string" as const,
});

type Input = Partial<SimulatePrincipalPolicyCommandInput>;

describe("IAM's policy simulator in the sandbox", () => {
    let fixture: Fixture;
    let client: IAMClient;
    beforeEach(async () => {
        fixture = new Fixture();
        const credentials = await fixture.administrator();
        client = new IAMClient({ endpoint: await fixture.listen(), region: REGION, credentials, maxAttempts: 1 });
    });
    afterEach(async () => {
        client.destroy();
        await fixture.close();
    });

    const simulate = async (input: Input = {}): Promise<EvaluationResult> => {
        const command = new SimulatePrincipalPolicyCommand({
            PolicySourceArn: ORDERS_ROLE,
            ActionNames: [MINT],
            ResourceArns: [POOL],
            ...input,
        });
        const [result, ...others] = (await client.send(command)).EvaluationResults ?? [];
        assert.ok(result !== undefined && others.length === 0);
        return result;
    };
    const administer = async (action: string, parameters: Readonly<Record<string, string>>): Promise<void> => {
        const answer = await fixture.query("iam", action, parameters, await fixture.administrator());
        assert.equal(answer.code, "ok", answer.text);
    };
    const putInline = (statement: object): Promise<void> =>
        administer("PutRolePolicy", { RoleName: "orders", PolicyName: "inline", PolicyDocument: document(statement) });
    const makePolicy = async (name: string, ...statements: readonly object[]): Promise<string> => {
        await administer("CreatePolicy", { PolicyName: name, PolicyDocument: document(...statements) });
        return `arn:aws:iam::${ACCOUNT}:policy/${name}`;
    };

    it("names the policy that allows", async () => {
        await fixture.allow("orders", "minting", ALLOW);
        const result = await simulate();
        assert.deepEqual(result, {
            EvalActionName: MINT,
            EvalDecision: "allowed",
            MatchedStatements: [{ SourcePolicyId: "minting", SourcePolicyType: "IAM Policy" }],
            MissingContextValues: [],
            ResourceSpecificResults: [
                {
                    EvalResourceName: POOL,
                    EvalResourceDecision: "allowed",
                    MatchedStatements: [{ SourcePolicyId: "minting", SourcePolicyType: "IAM Policy" }],
                    MissingContextValues: [],
                },
            ],
        });
    });

    it("answers with the most restrictive decision of all resources, and with each", async () => {
        await fixture.allow("orders", "minting", ALLOW);
        const result = await simulate({ ResourceArns: [POOL, OTHER_POOL] });
        assert.equal(result.EvalDecision, "implicitDeny");
        assert.deepEqual(result.MatchedStatements, []);
        assert.deepEqual(
            result.ResourceSpecificResults?.map(({ EvalResourceDecision: decision }) => decision),
            ["allowed", "implicitDeny"],
        );
    });

    it("names the inline policy that denies, and no policy that allows", async () => {
        await fixture.allow("orders", "minting", ALLOW);
        await putInline({ Effect: "Deny", Action: "cognito-identity:*", Resource: "*" });
        const result = await simulate();
        assert.equal(result.EvalDecision, "explicitDeny");
        assert.deepEqual(result.MatchedStatements, [
            { SourcePolicyId: "role_orders_inline", SourcePolicyType: "IAM Policy" },
        ]);
    });

    it("judges conditions only by the entries, and lists every key that some policy uses and the request lacks", async () => {
        await fixture.allow("orders", "minting", {
            ...ALLOW,
            Condition: { StringEquals: { "aws:RequestedRegion": REGION } },
        });
        await putInline({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/${aws:userid}/*" });
        const without = await simulate();
        assert.equal(without.EvalDecision, "implicitDeny");
        const missing = without.ResourceSpecificResults?.[0]?.MissingContextValues;
        assert.deepEqual([...(missing ?? [])].sort(), ["aws:requestedregion", "aws:userid"]);
        const given = await simulate({ ContextEntries: [context("aws:RequestedRegion", REGION)] });
        assert.equal(given.EvalDecision, "allowed");
        assert.deepEqual(given.ResourceSpecificResults?.[0]?.MissingContextValues, ["aws:userid"]);
        const elsewhere = await simulate({ ContextEntries: [context("aws:RequestedRegion", "us-east-1")] });
        assert.equal(elsewhere.EvalDecision, "implicitDeny");
    });

    it("puts missing keys next to the decision where no resource is given", async () => {
        const Condition = { StringEquals: { "sts:SigningAlgorithm": "RS256" } };
        await fixture.allow("orders", "sts", { Action: "sts:GetWebIdentityToken", Resource: "*", Condition });
        const command = new SimulatePrincipalPolicyCommand({
            PolicySourceArn: ORDERS_ROLE,
            ActionNames: ["sts:GetWebIdentityToken"],
        });
        const [result] = (await client.send(command)).EvaluationResults ?? [];
        assert.equal(result?.EvalResourceName, "*");
        assert.deepEqual(result.MissingContextValues, ["sts:signingalgorithm"]);
        assert.equal(result.ResourceSpecificResults, undefined);
    });

    it("takes the permissions boundary into account, as the calls themselves do", async () => {
        await fixture.allow("orders", "minting", ALLOW);
        const boundary = await makePolicy("boundary", { Effect: "Allow", Action: "s3:*", Resource: "*" });
        await administer("PutRolePermissionsBoundary", { RoleName: "orders", PermissionsBoundary: boundary });
        const result = await simulate();
        assert.equal(result.EvalDecision, "implicitDeny");
        assert.deepEqual(result.PermissionsBoundaryDecisionDetail, { AllowedByPermissionsBoundary: false });
        const keys = await fixture.containerKeys("orders");
        const pool = await fixture.json("CreateIdentityPool", {
            IdentityPoolName: "orders",
            AllowUnauthenticatedIdentities: false,
        });
        await fixture.allow("orders", "reading", { Action: "cognito-identity:DescribeIdentityPool", Resource: "*" });
        const poolId = /"IdentityPoolId":"([^"]+)"/.exec(pool.text)?.[1];
        const refused = await fixture.json("DescribeIdentityPool", { IdentityPoolId: poolId }, keys);
        assert.match(
            refused.text,
            /because no permissions boundary allows the cognito-identity:DescribeIdentityPool action/,
        );
        await administer("DeleteRolePermissionsBoundary", { RoleName: "orders" });
        assert.equal((await simulate()).EvalDecision, "allowed");
        assert.equal((await fixture.json("DescribeIdentityPool", { IdentityPoolId: poolId }, keys)).code, "ok");
    });

    it("takes the organization's policy into account, and tells of it only where there is one", async () => {
        await fixture.allow("orders", "minting", ALLOW);
        fixture.aws.applyServiceControlPolicy(
            document({ Effect: "Allow", Action: "*", Resource: "*" }, { Effect: "Deny", Action: MINT, Resource: "*" }),
        );
        const result = await simulate();
        assert.equal(result.EvalDecision, "explicitDeny");
        assert.deepEqual(result.OrganizationsDecisionDetail, { AllowedByOrganizations: false });
        assert.deepEqual(result.MatchedStatements, []);
        fixture.aws.applyServiceControlPolicy(undefined);
        assert.equal((await simulate()).OrganizationsDecisionDetail, undefined);
    });

    it("asks for its own permission on the role", async () => {
        const keys = await fixture.containerKeys("billing");
        const parameters = { PolicySourceArn: ORDERS_ROLE, "ActionNames.member.1": MINT };
        const before = await fixture.query("iam", "SimulatePrincipalPolicy", parameters, keys);
        assert.equal(before.code, "AccessDenied");
        await fixture.allow("billing", "simulating", { Action: "iam:SimulatePrincipalPolicy", Resource: ORDERS_ROLE });
        assert.equal((await fixture.query("iam", "SimulatePrincipalPolicy", parameters, keys)).code, "ok");
        const other = { ...parameters, PolicySourceArn: BILLING_ROLE };
        assert.equal((await fixture.query("iam", "SimulatePrincipalPolicy", other, keys)).code, "AccessDenied");
    });

    const refusals: readonly [what: string, input: Input, name: string, message: RegExp][] = [
        [
            "a role without its path",
            { PolicySourceArn: `arn:aws:iam::${ACCOUNT}:role/billing` },
            "NoSuchEntityException",
            /role with name billing cannot be found/,
        ],
        [
            "a session",
            { PolicySourceArn: `arn:aws:sts::${ACCOUNT}:assumed-role/orders/session` },
            "InvalidInputException",
            /does not clearly define entity type and name/,
        ],
        ["an action with a wildcard", { ActionNames: ["s3:*"] }, "InvalidInputException", /Invalid Action: s3:\*/],
        [
            "policies in the request",
            { PolicyInputList: [document({ Effect: "Allow", Action: "*", Resource: "*" })] },
            "ValidationError",
            /Unknown parameter in input: "PolicyInputList"/,
        ],
    ];
    for (const [what, input, name, message] of refusals) {
        it(`refuses ${what}`, async () => {
            const refused = await refusal(simulate(input));
            assert.equal(refused.name, name);
            assert.match(refused.message, message);
        });
    }
});
