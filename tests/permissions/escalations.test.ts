import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { ACCOUNT, element, REGION } from "../sandbox/aws/fixture";
import { textOf, verbsOf } from "../sandbox/stand-ins/verbs";
import { awsVerbs } from "./stack-life";
import {
    BOUNDARY,
    document,
    GROUP,
    inputs,
    MADE_ROLE,
    ORDERS_ROLE,
    OTHER_GROUP,
    PREFIX,
    READER,
    SUBSCRIPTION,
    USER,
    World,
} from "./world";

const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const ACCESS_ADMINISTRATOR = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";
const CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const EVERYTHING = document({ Action: "*", Resource: "*" });
const ORDERS_POLICY = `arn:aws:iam::${ACCOUNT}:policy/${PREFIX}-orders`;
const LAMBDA = document({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
const TRUST_DEPLOYER = document({
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/deployer` },
    Action: "sts:AssumeRole",
});

/** What is there beside the stack, and the stack's own things. */
interface Targets {
    readonly ownPool: string;
    readonly foreignPool: string;
    readonly otherStacksPool: string;
    readonly foreignIdentity: string;
    readonly foreignPolicy: string;
    readonly foreignApplication: string;
    readonly foreignPrincipal: string;
    readonly ownPrincipal: string;
    readonly foreignAssignment: string;
    readonly usersAssignment: string;
}

/**
 * Whoever holds the deployer's credentials tries to become more than the stack, and is refused with the vendor's own code. Does not prove
 * that the clouds refuse what the sandbox refuses.
 */
describe("the deployer's credentials in the wrong hands", function () {
    this.timeout(60_000);
    let world: World;
    let targets: Targets;

    before(async () => {
        world = await World.create();
        targets = await deploy(world);
    });
    after(() => world.close());

    const iam = async (action: string, parameters: Readonly<Record<string, string>>) =>
        (await world.aws.query("iam", action, parameters)).code;
    const cognito = async (action: string, members: object) => (await world.aws.json(action, members)).code;
    const ssm = async (action: string, members: object) =>
        (await world.aws.json(action, members, world.aws.aws.deployer, "ssm")).code;
    const mint = (IdentityPoolId: string, provider = "entra.orders") =>
        cognito("GetOpenIdTokenForDeveloperIdentity", { IdentityPoolId, Logins: { [provider]: "orders" } });
    const tag = (IdentityPoolId: string, Tags: Readonly<Record<string, string>>) =>
        cognito("TagResource", { ResourceArn: poolArn(IdentityPoolId), Tags });
    const createPool = (name: string, IdentityPoolTags?: Readonly<Record<string, string>>) =>
        cognito("CreateIdentityPool", {
            IdentityPoolName: name,
            AllowUnauthenticatedIdentities: true,
            ...(IdentityPoolTags === undefined ? {} : { IdentityPoolTags }),
        });
    const changeOwnPool = (IdentityPoolTags: Readonly<Record<string, string>>) =>
        cognito("UpdateIdentityPool", {
            IdentityPoolId: targets.ownPool,
            IdentityPoolName: `${PREFIX}-orders`,
            AllowUnauthenticatedIdentities: false,
            DeveloperProviderName: "entra.orders",
            IdentityPoolTags,
        });
    const createRole = (RoleName: string, more: Readonly<Record<string, string>> = {}) =>
        iam("CreateRole", { RoleName, AssumeRolePolicyDocument: TRUST_DEPLOYER, ...more });
    const parameter = (Name: string) => ssm("PutParameter", { Name, Type: "String", Value: "x", Overwrite: true });

    const inAws: readonly (readonly [string, () => Promise<string>])[] = [
        [
            "attaches an administrator's policy to a caller's role",
            () => iam("AttachRolePolicy", { RoleName: "orders", PolicyArn: targets.foreignPolicy }),
        ],
        [
            "attaches AWS's own AdministratorAccess to the role that is made",
            () =>
                iam("AttachRolePolicy", {
                    RoleName: MADE_ROLE,
                    PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
                }),
        ],
        [
            "attaches another workload's policy to a caller's role",
            () =>
                iam("AttachRolePolicy", {
                    RoleName: "orders",
                    PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/${PREFIX}-reports`,
                }),
        ],
        [
            "attaches the workload's policy to somebody else's role",
            () => iam("AttachRolePolicy", { RoleName: "billing", PolicyArn: ORDERS_POLICY }),
        ],
        [
            "attaches the workload's policy to a caller's role that has no boundary",
            async () => {
                await world.asAdministrator(() => iam("DeleteRolePermissionsBoundary", { RoleName: "orders" }));
                const code = await iam("AttachRolePolicy", { RoleName: "orders", PolicyArn: ORDERS_POLICY });
                await world.asAdministrator(() =>
                    iam("PutRolePermissionsBoundary", { RoleName: "orders", PermissionsBoundary: BOUNDARY }),
                );
                return code;
            },
        ],
        [
            "detaches somebody else's policy from a caller's role",
            () => iam("DetachRolePolicy", { RoleName: "orders", PolicyArn: targets.foreignPolicy }),
        ],
        [
            "writes an inline policy into a caller's role",
            () => iam("PutRolePolicy", { RoleName: "orders", PolicyName: "x", PolicyDocument: EVERYTHING }),
        ],
        [
            "writes a new version of a foreign policy",
            () =>
                iam("CreatePolicyVersion", {
                    PolicyArn: targets.foreignPolicy,
                    PolicyDocument: EVERYTHING,
                    SetAsDefault: "true",
                }),
        ],
        [
            "writes a new version of the boundary",
            () =>
                iam("CreatePolicyVersion", {
                    PolicyArn: BOUNDARY,
                    PolicyDocument: EVERYTHING,
                    SetAsDefault: "true",
                }),
        ],
        ["deletes the boundary", () => iam("DeletePolicy", { PolicyArn: BOUNDARY })],
        [
            "makes a policy of a name that only begins like the stack's",
            () => iam("CreatePolicy", { PolicyName: `${PREFIX}-orders-2`, PolicyDocument: EVERYTHING }),
        ],
        ["makes a role without a boundary", () => createRole(MADE_ROLE)],
        [
            "makes a role with another boundary",
            () => createRole(MADE_ROLE, { PermissionsBoundary: targets.foreignPolicy }),
        ],
        [
            "makes a role of another name, with the boundary",
            () => createRole(`${PREFIX}-other`, { PermissionsBoundary: BOUNDARY }),
        ],
        [
            "takes the boundary off the role that is made",
            () => iam("DeleteRolePermissionsBoundary", { RoleName: MADE_ROLE }),
        ],
        [
            "puts another boundary on a caller's role",
            () => iam("PutRolePermissionsBoundary", { RoleName: "orders", PermissionsBoundary: targets.foreignPolicy }),
        ],
        [
            "lets itself into somebody else's role",
            () => iam("UpdateAssumeRolePolicy", { RoleName: "billing", PolicyDocument: TRUST_DEPLOYER }),
        ],
        [
            "lets itself into a caller's role",
            () => iam("UpdateAssumeRolePolicy", { RoleName: "orders", PolicyDocument: TRUST_DEPLOYER }),
        ],
        ["deletes a caller's role", () => iam("DeleteRole", { RoleName: "orders" })],
        [
            "assumes a caller's role",
            async () =>
                (await world.aws.query("sts", "AssumeRole", { RoleArn: ORDERS_ROLE, RoleSessionName: "intruder" }))
                    .code,
        ],
        ["switches outbound federation on for the whole account", () => iam("EnableOutboundWebIdentityFederation", {})],
    ];
    for (const [attempt, run] of inAws) {
        it(`${attempt}: AccessDenied`, async () => {
            assert.equal(await run(), "AccessDenied");
        });
    }

    const inCognitoAndParameters: readonly (readonly [string, () => Promise<string>])[] = [
        ["asks for a token of a pool without a stack", () => mint(targets.foreignPool)],
        ["asks for a token of another stack's pool", () => mint(targets.otherStacksPool)],
        [
            "makes a foreign pool the stack's by its tag",
            () => tag(targets.foreignPool, { "cognito-entra:stack": PREFIX }),
        ],
        [
            "makes another stack's pool the stack's by its tag",
            () => tag(targets.otherStacksPool, { "cognito-entra:stack": PREFIX }),
        ],
        [
            "makes a pool of an id that it guesses the stack's by its tag",
            () => tag(`${REGION}:${randomUUID()}`, { "cognito-entra:stack": PREFIX }),
        ],
        ["hands its pool to another stack", () => tag(targets.ownPool, { "cognito-entra:stack": "shop-production" })],
        [
            "takes the stack's tag off its pool",
            () =>
                cognito("UntagResource", {
                    ResourceArn: poolArn(targets.ownPool),
                    TagKeys: ["cognito-entra:stack"],
                }),
        ],
        [
            "hands its pool to another stack by changing it",
            () => changeOwnPool({ "cognito-entra:stack": "shop-production" }),
        ],
        ["takes the stack's tag off its pool by changing it", () => changeOwnPool({ team: "x" })],
        ["makes a pool without a tag", () => createPool("stray")],
        ["makes a pool for another stack", () => createPool("stray", { "cognito-entra:stack": "shop-production" })],
        ["looks at a foreign pool", () => cognito("DescribeIdentityPool", { IdentityPoolId: targets.foreignPool })],
        [
            "opens a foreign pool to everybody",
            () =>
                cognito("UpdateIdentityPool", {
                    IdentityPoolId: targets.foreignPool,
                    IdentityPoolName: "foreign",
                    AllowUnauthenticatedIdentities: true,
                }),
        ],
        ["deletes a foreign pool", () => cognito("DeleteIdentityPool", { IdentityPoolId: targets.foreignPool })],
        [
            "deletes identities of a foreign pool",
            () => cognito("DeleteIdentities", { IdentityIdsToDelete: [targets.foreignIdentity] }),
        ],
        [
            "looks up who is in a foreign pool",
            () =>
                cognito("LookupDeveloperIdentity", {
                    IdentityPoolId: targets.foreignPool,
                    DeveloperUserIdentifier: "orders",
                    MaxResults: 1,
                }),
        ],
        [
            "merges identities of its pool",
            () =>
                cognito("MergeDeveloperIdentities", {
                    IdentityPoolId: targets.ownPool,
                    DeveloperProviderName: "entra.orders",
                    SourceUserIdentifier: "orders",
                    DestinationUserIdentifier: "others",
                }),
        ],
        ["puts a parameter next to the path", () => parameter("/shop/billing/AZURE_CLIENT_ID")],
        ["puts a parameter whose path only begins like the stack's", () => parameter("/shop/orders-2/AZURE_CLIENT_ID")],
        ["reads somebody else's parameter", () => ssm("GetParameter", { Name: "/billing/password" })],
        ["deletes somebody else's parameter", () => ssm("DeleteParameter", { Name: "/billing/password" })],
    ];
    for (const [attempt, run] of inCognitoAndParameters) {
        it(`${attempt}: AccessDeniedException`, async () => {
            assert.equal(await run(), "AccessDeniedException");
        });
    }

    it("writes anything into a workload's policy, and the boundary still limits the caller's role", async () => {
        const version = { PolicyArn: ORDERS_POLICY, PolicyDocument: EVERYTHING, SetAsDefault: "true" };
        assert.equal(await iam("CreatePolicyVersion", version), "ok");
        const keys = await world.aws.containerKeys("orders");
        const refused = await world.aws.query("iam", "GetRole", { RoleName: "billing" }, keys);
        assert.equal(refused.code, "AccessDenied");
        assert.match(
            element(refused.text, "Message"),
            /because no permissions boundary allows the iam:GetRole action$/,
        );
        const foreign = { IdentityPoolId: targets.foreignPool, Logins: { "entra.orders": "orders" } };
        const minted = await world.aws.json("GetOpenIdTokenForDeveloperIdentity", foreign, keys);
        assert.equal(minted.code, "AccessDeniedException");
    });

    it("lets itself into the created role, and the boundary limits that role too", async () => {
        const trust = { RoleName: MADE_ROLE, PolicyDocument: TRUST_DEPLOYER };
        assert.equal(await iam("UpdateAssumeRolePolicy", trust), "ok");
        const policy = {
            PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/${PREFIX}-reports`,
            PolicyDocument: EVERYTHING,
            SetAsDefault: "true",
        };
        assert.equal(await iam("CreatePolicyVersion", policy), "ok");
        const assumed = await world.aws.query("sts", "AssumeRole", {
            RoleArn: `arn:aws:iam::${ACCOUNT}:role/${MADE_ROLE}`,
            RoleSessionName: "intruder",
        });
        const keys = {
            accessKeyId: element(assumed.text, "AccessKeyId"),
            secretAccessKey: element(assumed.text, "SecretAccessKey"),
            sessionToken: element(assumed.text, "SessionToken"),
        };
        const attach = { RoleName: MADE_ROLE, PolicyArn: targets.foreignPolicy };
        assert.equal((await world.aws.query("iam", "AttachRolePolicy", attach, keys)).code, "AccessDenied");
        const token = { SigningAlgorithm: "RS256", "Audience.member.1": "https://elsewhere.example" };
        assert.equal((await world.aws.query("sts", "GetWebIdentityToken", token, keys)).code, "AccessDenied");
    });

    const inAzure: readonly (readonly [string, () => Promise<string>])[] = [
        ["makes itself Owner", () => world.assign(OWNER, GROUP, self(world), "ServicePrincipal")],
        [
            "makes itself User Access Administrator",
            () => world.assign(ACCESS_ADMINISTRATOR, GROUP, self(world), "ServicePrincipal"),
        ],
        [
            "gives the workload a role that the stack does not assign",
            () => world.assign(CONTRIBUTOR, GROUP, targets.ownPrincipal, "ServicePrincipal"),
        ],
        ["gives the stack's role to a user", () => world.assign(READER, GROUP, USER, "User")],
        [
            "gives the stack's role to a user whom it calls a service principal",
            () => world.assign(READER, GROUP, USER, "ServicePrincipal"),
        ],
        [
            "gives the stack's role at another group",
            () => world.assign(READER, OTHER_GROUP, targets.ownPrincipal, "ServicePrincipal"),
        ],
        [
            "gives the stack's role at the whole subscription",
            () => world.assign(READER, SUBSCRIPTION, targets.ownPrincipal, "ServicePrincipal"),
        ],
        ["takes away somebody else's Owner", () => world.arm("DELETE", targets.foreignAssignment)],
        ["takes a user's role away", () => world.arm("DELETE", targets.usersAssignment)],
        ["reads another group", () => world.arm("GET", OTHER_GROUP)],
    ];
    for (const [attempt, run] of inAzure) {
        const code = attempt.includes("calls a service principal") ? "UnmatchedPrincipalType" : "AuthorizationFailed";
        it(`${attempt}: ${code}`, async () => {
            assert.equal(await run(), code);
        });
    }

    const credential = {
        name: "intruder",
        issuer: "https://intruder.example",
        subject: "intruder",
        audiences: ["api://AzureADTokenExchange"],
    };
    const link = () => ({ "@odata.id": `https://graph.sandbox/v1.0/directoryObjects/${self(world)}` });
    const inEntra: readonly (readonly [string, () => Promise<string>])[] = [
        [
            "adds a credential to a foreign application",
            () => world.graph("POST", `${targets.foreignApplication}/federatedIdentityCredentials`, credential),
        ],
        [
            "makes itself owner of a foreign application",
            () => world.graph("POST", `${targets.foreignApplication}/owners/$ref`, link()),
        ],
        [
            "changes a foreign application",
            () => world.graph("PATCH", targets.foreignApplication, { displayName: "mine" }),
        ],
        ["deletes a foreign application", () => world.graph("DELETE", targets.foreignApplication)],
        [
            "makes itself owner of a foreign service principal",
            () => world.graph("POST", `${targets.foreignPrincipal}/owners/$ref`, link()),
        ],
        ["deletes a foreign service principal", () => world.graph("DELETE", targets.foreignPrincipal)],
    ];
    for (const [attempt, run] of inEntra) {
        it(`${attempt}: Authorization_RequestDenied`, async () => {
            assert.equal(await run(), "Authorization_RequestDenied");
        });
    }

    it("may still do what the stack does", async () => {
        assert.equal(await mint(targets.ownPool), "ok");
        assert.equal(await tag(targets.ownPool, { team: "shop" }), "ok");
        assert.equal(await parameter("/shop/orders/AZURE_CLIENT_ID"), "ok");
        assert.equal(await world.assign(READER, GROUP, targets.ownPrincipal, "ServicePrincipal"), "ok");
        assert.equal(await world.arm("GET", GROUP), "ok");
    });
});

function poolArn(id: string): string {
    return `arn:aws:cognito-identity:${REGION}:${ACCOUNT}:identitypool/${id}`;
}

function self({ entra }: World): string {
    return entra.deployer.objectId;
}

async function deploy(world: World): Promise<Targets> {
    const { aws, azuread } = world.standIns;
    const types = awsVerbs(aws);
    const pool = await types.pool.create(inputs.pool);
    await types.policy.create(inputs.policy("orders", textOf(pool.outputs, "arn")));
    await types.policy.create(inputs.policy("reports", textOf(pool.outputs, "arn")));
    await types.role.create({ ...inputs.role, assumeRolePolicy: LAMBDA });
    await types.attachment.create({ role: "orders", policyArn: ORDERS_POLICY });
    await types.attachment.create({ role: MADE_ROLE, policyArn: `arn:aws:iam::${ACCOUNT}:policy/${PREFIX}-reports` });
    await identityOf(world, pool.id);

    const applications = verbsOf(azuread, "azuread:index/application:Application");
    const principals = verbsOf(azuread, "azuread:index/servicePrincipal:ServicePrincipal");
    const owners = [self(world)];
    const own = await applications.create({ displayName: `${PREFIX}-orders`, owners });
    const ownPrincipal = await principals.create({ clientId: textOf(own.outputs, "clientId"), owners });
    // Made without owners, it is nobody's: foreign to the deployer, too.
    const foreign = await applications.create({ displayName: "billing", owners });
    const foreignPrincipal = await principals.create({ clientId: textOf(foreign.outputs, "clientId"), owners });
    await principals.update(foreignPrincipal.id, { owners }, { owners: [] });
    await applications.update(foreign.id, { displayName: "billing", owners }, { displayName: "billing", owners: [] });

    return world.asAdministrator(async () => {
        const foreignPool = await types.pool.create({ ...inputs.pool, identityPoolName: "foreign", tags: {} });
        const otherStacksPool = await types.pool.create({
            ...inputs.pool,
            identityPoolName: "shop-production-orders",
            tags: { "cognito-entra:stack": "shop-production" },
        });
        const foreignPolicy = await types.policy.create({ name: "administration", policy: EVERYTHING });
        await types.attachment.create({ role: "orders", policyArn: foreignPolicy.id });
        await types.parameter.create({ name: "/billing/password", type: "String", insecureValue: "x" });
        const foreignAssignment = assignmentId();
        await world.assign(
            OWNER,
            GROUP,
            textOf(foreignPrincipal.outputs, "objectId"),
            "ServicePrincipal",
            nameIn(foreignAssignment),
        );
        const usersAssignment = assignmentId();
        await world.assign(READER, GROUP, USER, "User", nameIn(usersAssignment));
        return {
            ownPool: pool.id,
            foreignPool: foreignPool.id,
            otherStacksPool: otherStacksPool.id,
            foreignIdentity: await identityOf(world, foreignPool.id),
            foreignPolicy: foreignPolicy.id,
            foreignApplication: foreign.id,
            foreignPrincipal: foreignPrincipal.id,
            ownPrincipal: textOf(ownPrincipal.outputs, "objectId"),
            foreignAssignment,
            usersAssignment,
        };
    });
}

function identityOf({ identities }: World, identityPoolId: string): Promise<string> {
    const key = { identityPoolId, developerProviderName: "entra.orders", developerUserIdentifier: "orders" };
    return identities.ensure(key, new AbortController().signal);
}

function assignmentId(): string {
    return `${GROUP}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`;
}

function nameIn(id: string): string {
    return id.slice(id.lastIndexOf("/") + 1);
}
