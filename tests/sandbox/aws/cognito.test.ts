import assert from "node:assert/strict";
import {
    type CognitoIdentityClient,
    CreateIdentityPoolCommand,
    DeleteIdentitiesCommand,
    DeleteIdentityPoolCommand,
    DescribeIdentityCommand,
    DescribeIdentityPoolCommand,
    GetIdentityPoolRolesCommand,
    GetOpenIdTokenForDeveloperIdentityCommand,
    ListIdentitiesCommand,
    ListIdentityPoolsCommand,
    ListTagsForResourceCommand,
    LookupDeveloperIdentityCommand,
    MergeDeveloperIdentitiesCommand,
    TagResourceCommand,
    UnlinkDeveloperIdentityCommand,
    UntagResourceCommand,
    UpdateIdentityPoolCommand,
} from "@aws-sdk/client-cognito-identity";
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { ACCOUNT, Fixture, refusal, REGION } from "./fixture";

const PROVIDER = "entra.orders";
const NOBODY = `${REGION}:00000000-0000-0000-0000-000000000000`;

describe("Cognito identity pools", () => {
    const fixture = new Fixture();
    const others: Fixture[] = [];
    let cognito: CognitoIdentityClient;
    /** A role that may do everything in Cognito: the deployer may not do all of it. */
    let admin: CognitoIdentityClient;

    before(async () => {
        cognito = await fixture.cognito();
        await fixture.allow("billing", "everything", { Action: "cognito-identity:*", Resource: "*" });
        admin = await fixture.cognito(await fixture.containerKeys("billing"));
    });
    after(() => Promise.all([fixture, ...others].map((each) => each.close())));

    /** Another cloud, closed with the first. */
    function another(): Fixture {
        const own = new Fixture();
        others.push(own);
        return own;
    }

    async function createPool(name = "orders", provider = PROVIDER): Promise<string> {
        const pool = await cognito.send(
            new CreateIdentityPoolCommand({
                IdentityPoolName: name,
                AllowUnauthenticatedIdentities: false,
                DeveloperProviderName: provider,
            }),
        );
        return given(pool.IdentityPoolId);
    }
    async function identityOf(poolId: string, user: string): Promise<string> {
        const answer = await mint(poolId, { [PROVIDER]: user });
        return given(answer.IdentityId);
    }
    function mint(poolId: string, logins: Record<string, string>, more: object = {}, client = cognito) {
        return client.send(
            new GetOpenIdTokenForDeveloperIdentityCommand({ IdentityPoolId: poolId, Logins: logins, ...more }),
        );
    }

    describe("pools", () => {
        it("are created, described, changed, listed and deleted", async () => {
            const created = await cognito.send(
                new CreateIdentityPoolCommand({
                    IdentityPoolName: "a pool",
                    AllowUnauthenticatedIdentities: true,
                    AllowClassicFlow: true,
                    DeveloperProviderName: PROVIDER,
                    IdentityPoolTags: { team: "a" },
                }),
            );
            const poolId = given(created.IdentityPoolId);
            assert.match(poolId, /^eu-central-1:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
            const described = await cognito.send(new DescribeIdentityPoolCommand({ IdentityPoolId: poolId }));
            const { $metadata, ...pool } = described;
            assert.equal($metadata.httpStatusCode, 200);
            assert.deepEqual(pool, {
                IdentityPoolId: poolId,
                IdentityPoolName: "a pool",
                AllowUnauthenticatedIdentities: true,
                AllowClassicFlow: true,
                DeveloperProviderName: PROVIDER,
                IdentityPoolTags: { team: "a" },
            });
            const updated = await cognito.send(
                new UpdateIdentityPoolCommand({
                    IdentityPoolId: poolId,
                    IdentityPoolName: "renamed",
                    AllowUnauthenticatedIdentities: false,
                }),
            );
            assert.equal(updated.IdentityPoolName, "renamed");
            assert.equal(updated.AllowUnauthenticatedIdentities, false);
            assert.equal(updated.AllowClassicFlow, false, "a parameter that is not given goes to its default");
            assert.equal(updated.DeveloperProviderName, PROVIDER, "the developer provider stays");
            const { IdentityPools = [] } = await cognito.send(new ListIdentityPoolsCommand({ MaxResults: 60 }));
            assert.deepEqual(
                IdentityPools.filter(({ IdentityPoolId }) => IdentityPoolId === poolId),
                [{ IdentityPoolId: poolId, IdentityPoolName: "renamed" }],
            );
            const arn = `arn:aws:cognito-identity:${REGION}:${ACCOUNT}:identitypool/${poolId}`;
            const identityId = await identityOf(poolId, "ada");
            assert.ok(fixture.aws.contents().includes(arn) && fixture.aws.contents().includes(identityId));
            await cognito.send(new DeleteIdentityPoolCommand({ IdentityPoolId: poolId }));
            assert.ok(!fixture.aws.contents().includes(arn) && !fixture.aws.contents().includes(identityId));
            assert.deepEqual(await refusal(cognito.send(new DescribeIdentityPoolCommand({ IdentityPoolId: poolId }))), {
                name: "ResourceNotFoundException",
                message: `IdentityPool '${poolId}' not found.`,
            });
        });

        it("never change their developer provider", async () => {
            const poolId = await createPool();
            const change = { IdentityPoolId: poolId, IdentityPoolName: "x", AllowUnauthenticatedIdentities: false };
            const refused = await refusal(
                cognito.send(new UpdateIdentityPoolCommand({ ...change, DeveloperProviderName: "another" })),
            );
            assert.equal(refused.name, "InvalidParameterException");
            const plain = await cognito.send(
                new CreateIdentityPoolCommand({ IdentityPoolName: "plain", AllowUnauthenticatedIdentities: false }),
            );
            const set = await cognito.send(
                new UpdateIdentityPoolCommand({
                    ...change,
                    IdentityPoolId: given(plain.IdentityPoolId),
                    DeveloperProviderName: "first",
                }),
            );
            assert.equal(set.DeveloperProviderName, "first");
        });

        it("may have the same name, and page", async () => {
            const own = another();
            const client = await own.cognito();
            const command = new CreateIdentityPoolCommand({
                IdentityPoolName: "same",
                AllowUnauthenticatedIdentities: false,
            });
            const ids = [await client.send(command), await client.send(command), await client.send(command)].map(
                ({ IdentityPoolId }) => given(IdentityPoolId),
            );
            const first = await client.send(new ListIdentityPoolsCommand({ MaxResults: 2 }));
            const second = await client.send(
                new ListIdentityPoolsCommand({ MaxResults: 2, NextToken: first.NextToken }),
            );
            assert.deepEqual(
                [...(first.IdentityPools ?? []), ...(second.IdentityPools ?? [])].map(
                    ({ IdentityPoolId }) => IdentityPoolId,
                ),
                ids,
            );
            assert.equal(second.NextToken, undefined);
        });

        it("are tagged", async () => {
            const poolId = await createPool();
            const ResourceArn = `arn:aws:cognito-identity:${REGION}:${ACCOUNT}:identitypool/${poolId}`;
            await cognito.send(new TagResourceCommand({ ResourceArn, Tags: { a: "1", b: "2" } }));
            await cognito.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["a"] }));
            assert.deepEqual((await cognito.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags, { b: "2" });
        });

        it("have no roles", async () => {
            const poolId = await createPool();
            const { IdentityPoolId, Roles } = await admin.send(
                new GetIdentityPoolRolesCommand({ IdentityPoolId: poolId }),
            );
            assert.deepEqual({ IdentityPoolId, Roles }, { IdentityPoolId: poolId, Roles: undefined });
        });

        const wrong: readonly (readonly [string, string, object, string, string])[] = [
            [
                "a name with an exclamation mark",
                "CreateIdentityPool",
                { IdentityPoolName: "p!", AllowUnauthenticatedIdentities: false },
                "ValidationException",
                "1 validation error detected: Value 'p!' at 'identityPoolName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w\\s+=,.@-]+",
            ],
            [
                "a name of 129 characters",
                "CreateIdentityPool",
                { IdentityPoolName: "p".repeat(129), AllowUnauthenticatedIdentities: false },
                "ValidationException",
                `1 validation error detected: Value '${"p".repeat(129)}' at 'identityPoolName' failed to satisfy constraint: Member must have length less than or equal to 128`,
            ],
            [
                "no name",
                "CreateIdentityPool",
                { AllowUnauthenticatedIdentities: false },
                "ValidationException",
                "1 validation error detected: Value null at 'identityPoolName' failed to satisfy constraint: Member must not be null",
            ],
            [
                "a developer provider with a slash",
                "CreateIdentityPool",
                { IdentityPoolName: "p", AllowUnauthenticatedIdentities: false, DeveloperProviderName: "a/b" },
                "ValidationException",
                "1 validation error detected: Value 'a/b' at 'developerProviderName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w._-]+",
            ],
            [
                "a flag as text",
                "CreateIdentityPool",
                { IdentityPoolName: "p", AllowUnauthenticatedIdentities: "no" },
                "SerializationException",
                "AllowUnauthenticatedIdentities must be true or false.",
            ],
            [
                "an unknown member",
                "DescribeIdentityPool",
                { IdentityPoolId: NOBODY, Colour: "red" },
                "InvalidParameterException",
                'Unknown parameter in input: "Colour", must be one of: IdentityPoolId',
            ],
            [
                "61 pools a page",
                "ListIdentityPools",
                { MaxResults: 61 },
                "ValidationException",
                "1 validation error detected: Value '61' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 60",
            ],
            [
                "a page that nobody gave out",
                "ListIdentityPools",
                { MaxResults: 1, NextToken: "x" },
                "InvalidParameterException",
                "Invalid pagination token.",
            ],
            [
                "a list",
                "ListIdentityPools",
                [],
                "SerializationException",
                "Start of structure or map found where not expected.",
            ],
        ];
        for (const [name, action, members, code, message] of wrong) {
            it(`refuse ${name}`, async () => {
                const answer = await fixture.json(action, members);
                assert.deepEqual(
                    { status: answer.status, text: answer.text },
                    { status: 400, text: JSON.stringify({ __type: code, message }) },
                );
            });
        }
    });

    describe("identities", () => {
        let poolId: string;
        beforeEach(async () => {
            poolId = await createPool();
        });

        it("are one for each user of the developer provider, whoever asks and however often", async () => {
            const [first, again, other] = [
                await identityOf(poolId, "ada"),
                await identityOf(poolId, "ada"),
                await identityOf(poolId, "bob"),
            ];
            assert.match(first, /^eu-central-1:[0-9a-f-]{36}$/);
            assert.equal(again, first);
            assert.notEqual(other, first);
            const elsewhere = await identityOf(await createPool(), "ada");
            assert.notEqual(elsewhere, first);
        });

        it("are looked up both ways without being created", async () => {
            const identityId = await identityOf(poolId, "ada");
            const lookup = (more: object) =>
                cognito.send(new LookupDeveloperIdentityCommand({ IdentityPoolId: poolId, ...more }));
            for (const question of [
                { DeveloperUserIdentifier: "ada" },
                { IdentityId: identityId },
                { DeveloperUserIdentifier: "ada", IdentityId: identityId },
            ]) {
                const { IdentityId, DeveloperUserIdentifierList } = await lookup(question);
                assert.deepEqual(
                    { IdentityId, DeveloperUserIdentifierList },
                    { IdentityId: identityId, DeveloperUserIdentifierList: ["ada"] },
                );
            }
            const other = await identityOf(poolId, "bob");
            assert.equal(
                (await refusal(lookup({ DeveloperUserIdentifier: "ada", IdentityId: other }))).name,
                "ResourceConflictException",
            );
            assert.equal((await refusal(lookup({ DeveloperUserIdentifier: "eve" }))).name, "ResourceNotFoundException");
            assert.equal((await refusal(lookup({ IdentityId: NOBODY }))).name, "ResourceNotFoundException");
            assert.equal((await refusal(lookup({}))).name, "InvalidParameterException");
            const { Identities = [] } = await admin.send(
                new ListIdentitiesCommand({ IdentityPoolId: poolId, MaxResults: 60 }),
            );
            assert.deepEqual(
                Identities.map(({ IdentityId }) => IdentityId),
                [identityId, other],
            );
        });

        it("are described with the provider's name and not the user's", async () => {
            const identityId = await identityOf(poolId, "ada");
            const { IdentityId, Logins, CreationDate, LastModifiedDate } = await admin.send(
                new DescribeIdentityCommand({ IdentityId: identityId }),
            );
            assert.deepEqual({ IdentityId, Logins }, { IdentityId: identityId, Logins: [PROVIDER] });
            assert.ok(CreationDate instanceof Date && Math.abs(CreationDate.getTime() - Date.now()) < 10_000);
            assert.deepEqual(LastModifiedDate, CreationDate);
        });

        it("are deleted, and a new one takes their place", async () => {
            const identityId = await identityOf(poolId, "ada");
            const gone = await cognito.send(new DeleteIdentitiesCommand({ IdentityIdsToDelete: [identityId, NOBODY] }));
            assert.deepEqual(gone.UnprocessedIdentityIds, []);
            assert.equal(
                (await refusal(admin.send(new DescribeIdentityCommand({ IdentityId: identityId })))).name,
                "ResourceNotFoundException",
            );
            assert.notEqual(await identityOf(poolId, "ada"), identityId);
        });

        it("that cannot be deleted are answered, not thrown", async () => {
            const [ada, bob] = [await identityOf(poolId, "ada"), await identityOf(poolId, "bob")];
            fixture.aws.failDeletion(ada, "InternalServerError");
            const { UnprocessedIdentityIds } = await cognito.send(
                new DeleteIdentitiesCommand({ IdentityIdsToDelete: [ada, bob] }),
            );
            assert.deepEqual(UnprocessedIdentityIds, [{ IdentityId: ada, ErrorCode: "InternalServerError" }]);
            assert.equal(await identityOf(poolId, "ada"), ada);
            assert.notEqual(await identityOf(poolId, "bob"), bob);
        });

        it("are unlinked and merged", async () => {
            const [ada, bob] = [await identityOf(poolId, "ada"), await identityOf(poolId, "bob")];
            const unlink = (IdentityId: string, user: string) =>
                admin.send(
                    new UnlinkDeveloperIdentityCommand({
                        IdentityId,
                        IdentityPoolId: poolId,
                        DeveloperProviderName: PROVIDER,
                        DeveloperUserIdentifier: user,
                    }),
                );
            const merge = (source: string, destination: string) =>
                admin.send(
                    new MergeDeveloperIdentitiesCommand({
                        IdentityPoolId: poolId,
                        DeveloperProviderName: PROVIDER,
                        SourceUserIdentifier: source,
                        DestinationUserIdentifier: destination,
                    }),
                );
            assert.equal((await refusal(unlink(bob, "ada"))).name, "ResourceConflictException");
            assert.equal((await merge("ada", "bob")).IdentityId, bob);
            assert.equal(await identityOf(poolId, "ada"), bob);
            assert.equal((await refusal(merge("eve", "bob"))).name, "ResourceNotFoundException");
            await unlink(bob, "ada");
            assert.notEqual(await identityOf(poolId, "ada"), ada);
            assert.notEqual(await identityOf(poolId, "ada"), bob);
        });
    });

    describe("tokens", () => {
        let poolId: string;
        before(async () => {
            poolId = await createPool();
        });

        it("say what Cognito's say", async () => {
            const { IdentityId, Token } = await mint(poolId, { [PROVIDER]: "ada" });
            assert.deepEqual(decodeProtectedHeader(given(Token)), { kid: "eu-central-11", typ: "JWS", alg: "RS512" });
            const { iat = 0, ...claims } = decodeJwt(given(Token));
            assert.deepEqual(claims, {
                iss: "https://cognito-identity.amazonaws.com",
                aud: poolId,
                sub: IdentityId,
                amr: ["authenticated", PROVIDER, `${PROVIDER}:${poolId}:ada`],
                "https://cognito-identity.amazonaws.com/identity-pool-arn": `arn:aws:cognito-identity:${REGION}:${ACCOUNT}:identitypool/${poolId}`,
                exp: iat + 900,
            });
        });

        it("last as long as asked, and carry tags", async () => {
            const { Token } = await mint(
                poolId,
                { [PROVIDER]: "ada" },
                { TokenDuration: 1, PrincipalTags: { team: "a" } },
            );
            const { iat = 0, exp, ...claims } = decodeJwt(given(Token));
            assert.equal(exp, iat + 1);
            assert.deepEqual(claims["https://aws.amazon.com/tags"], { principal_tags: { team: ["a"] } });
        });

        it("are verified by the keys that the issuer publishes, in padded standard base64", async () => {
            const { Token } = await mint(poolId, { [PROVIDER]: "ada" });
            const discovery = await json(
                fixture,
                "https://cognito-identity.amazonaws.com/.well-known/openid-configuration",
            );
            assert.equal(discovery["issuer"], "https://cognito-identity.amazonaws.com");
            assert.equal(discovery["jwks_uri"], "https://cognito-identity.amazonaws.com/.well-known/jwks_uri");
            const { keys } = await json(fixture, "https://cognito-identity.amazonaws.com/.well-known/jwks_uri");
            assert.ok(Array.isArray(keys) && keys.length === 1);
            const { n, ...key } = record(keys[0]);
            assert.deepEqual(key, { kty: "RSA", alg: "RS512", use: "sig", kid: "eu-central-11", e: "AQAB" });
            assert.ok(typeof n === "string");
            assert.match(n, /^[A-Za-z0-9+/]{342}==$/);
            const modulus = Buffer.from(n, "base64").toString("base64url");
            await jwtVerify(
                given(Token),
                createLocalJWKSet({
                    keys: [{ kty: "RSA", alg: "RS512", kid: "eu-central-11", e: "AQAB", n: modulus }],
                }),
            );
        });

        it("are never from another partition's issuer", async () => {
            for (const host of [
                "cognito-identity-us-gov.amazonaws.com",
                "cognito-identity.us-gov-east-1.amazonaws.com",
                "cognito-identity.cn-north-1.amazonaws.com.cn",
            ]) {
                assert.equal(
                    (await json(fixture, `https://${host}/.well-known/openid-configuration`))["issuer"],
                    `https://${host}`,
                );
                assert.deepEqual(await json(fixture, `https://${host}/.well-known/jwks_uri`), { keys: [] });
            }
        });

        it("are issued under each partition's own name", async () => {
            for (const [region, partition, issuer] of [
                ["us-gov-west-1", "aws-us-gov", "https://cognito-identity-us-gov.amazonaws.com"],
                ["us-gov-east-1", "aws-us-gov", "https://cognito-identity.us-gov-east-1.amazonaws.com"],
                ["cn-north-1", "aws-cn", "https://cognito-identity.cn-north-1.amazonaws.com.cn"],
            ] as const) {
                const own = new Fixture(region, [`arn:${partition}:iam::${ACCOUNT}:role/orders`]);
                const { keys } = await json(own, `${issuer}/.well-known/jwks_uri`);
                assert.equal(record(Array.isArray(keys) ? keys[0] : undefined)["kid"], `${region}1`);
            }
        });

        const wrong: readonly (readonly [string, object, string])[] = [
            ["no logins", {}, "ValidationException"],
            ["empty logins", { Logins: {} }, "InvalidParameterException"],
            ["another developer provider", { Logins: { another: "ada" } }, "InvalidParameterException"],
            [
                "a public provider beside",
                { Logins: { [PROVIDER]: "ada", "accounts.google.com": "x" } },
                "NotAuthorizedException",
            ],
            [
                "eleven logins",
                { Logins: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [String(index), "x"])) },
                "ValidationException",
            ],
            ["an empty user", { Logins: { [PROVIDER]: "" } }, "ValidationException"],
            ["a user of 1025 characters", { Logins: { [PROVIDER]: "x".repeat(1025) } }, "InvalidParameterException"],
            ["no time at all", { Logins: { [PROVIDER]: "ada" }, TokenDuration: 0 }, "ValidationException"],
            ["more than a day", { Logins: { [PROVIDER]: "ada" }, TokenDuration: 86_401 }, "ValidationException"],
            ["half a second", { Logins: { [PROVIDER]: "ada" }, TokenDuration: 0.5 }, "SerializationException"],
            ["an empty tag", { Logins: { [PROVIDER]: "ada" }, PrincipalTags: { a: "" } }, "ValidationException"],
            [
                "an identity that is not there",
                { Logins: { [PROVIDER]: "ada" }, IdentityId: NOBODY },
                "ResourceNotFoundException",
            ],
            [
                "a pool that is not there",
                { IdentityPoolId: NOBODY, Logins: { [PROVIDER]: "ada" } },
                "ResourceNotFoundException",
            ],
            [
                "a pool of another form",
                { IdentityPoolId: "orders", Logins: { [PROVIDER]: "ada" } },
                "ValidationException",
            ],
        ];
        for (const [name, members, code] of wrong) {
            it(`are refused for ${name}`, async () => {
                const answer = await fixture.json("GetOpenIdTokenForDeveloperIdentity", {
                    IdentityPoolId: poolId,
                    ...members,
                });
                assert.deepEqual({ status: answer.status, code: answer.code }, { status: 400, code });
            });
        }

        it("are not given for another's identity", async () => {
            const [ada, bob] = [await identityOf(poolId, "ada"), await identityOf(poolId, "bob")];
            assert.equal((await mint(poolId, { [PROVIDER]: "ada" }, { IdentityId: ada })).IdentityId, ada);
            assert.equal(
                (await refusal(mint(poolId, { [PROVIDER]: "ada" }, { IdentityId: bob }))).name,
                "DeveloperUserAlreadyRegisteredException",
            );
            assert.deepEqual(await refusal(mint(poolId, { [PROVIDER]: "eve" }, { IdentityId: bob })), {
                name: "NotAuthorizedException",
                message:
                    "Logins don't match. Please include at least one valid login for this identity or identity pool.",
            });
        });

        it("never repeat a login in a refusal", async () => {
            const long = "secretive".repeat(6000);
            const { text } = await fixture.json("GetOpenIdTokenForDeveloperIdentity", {
                IdentityPoolId: poolId,
                Logins: { [PROVIDER]: long },
            });
            assert.ok(!text.includes("secretive"), text.slice(0, 200));
        });
    });

    describe("permissions", () => {
        it("let a role mint for the one pool that its policy names", async () => {
            const [mine, other] = [await createPool(), await createPool()];
            const keys = await fixture.containerKeys("orders");
            const client = await fixture.cognito(keys);
            const arn = (poolId: string) => `arn:aws:cognito-identity:${REGION}:${ACCOUNT}:identitypool/${poolId}`;
            const denied = await refusal(mint(mine, { [PROVIDER]: "ada" }, {}, client));
            assert.equal(denied.name, "AccessDeniedException");
            assert.match(
                denied.message,
                /^User: arn:aws:sts::111122223333:assumed-role\/orders\/[0-9a-f]{32} is not authorized to perform: cognito-identity:GetOpenIdTokenForDeveloperIdentity on resource: arn:aws:cognito-identity:eu-central-1:111122223333:identitypool\/eu-central-1:[0-9a-f-]{36} because no identity-based policy allows the cognito-identity:GetOpenIdTokenForDeveloperIdentity action$/,
            );
            await fixture.allow("orders", "mint", {
                Action: "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
                Resource: arn(mine),
            });
            assert.ok((await mint(mine, { [PROVIDER]: "ada" }, {}, client)).Token);
            assert.ok(
                (await mint(mine, { [PROVIDER]: "bob" }, {}, client)).Token,
                "no condition tells users of a pool apart",
            );
            assert.equal((await refusal(mint(other, { [PROVIDER]: "ada" }, {}, client))).name, "AccessDeniedException");
            assert.equal(
                (
                    await refusal(
                        client.send(
                            new LookupDeveloperIdentityCommand({
                                IdentityPoolId: mine,
                                DeveloperUserIdentifier: "ada",
                            }),
                        ),
                    )
                ).name,
                "AccessDeniedException",
            );
        });

        it("to delete and describe identities know the pool only by condition", async () => {
            const own = another();
            const deployer = await own.cognito();
            const client = await own.cognito(await own.containerKeys("orders"));
            const pools = [];
            for (const name of ["mine", "other"]) {
                const pool = await deployer.send(
                    new CreateIdentityPoolCommand({
                        IdentityPoolName: name,
                        AllowUnauthenticatedIdentities: false,
                        DeveloperProviderName: PROVIDER,
                    }),
                );
                pools.push(given(pool.IdentityPoolId));
            }
            const [minePool = "", otherPool = ""] = pools;
            const mine = given((await mint(minePool, { [PROVIDER]: "ada" }, {}, deployer)).IdentityId);
            const other = given((await mint(otherPool, { [PROVIDER]: "ada" }, {}, deployer)).IdentityId);
            const arn = `arn:aws:cognito-identity:${REGION}:${ACCOUNT}:identitypool/${minePool}`;
            const actions = ["cognito-identity:DeleteIdentities", "cognito-identity:DescribeIdentity"];
            const remove = (...ids: string[]) => client.send(new DeleteIdentitiesCommand({ IdentityIdsToDelete: ids }));
            await own.allow("orders", "by-resource", { Action: actions, Resource: arn });
            assert.equal((await refusal(remove(mine))).name, "AccessDeniedException", "the actions know no resource");
            await own.allow("orders", "by-condition", {
                Action: actions,
                Resource: "*",
                Condition: { StringEquals: { "cognito-identity:IdentityPoolArn": arn } },
            });
            assert.equal((await client.send(new DescribeIdentityCommand({ IdentityId: mine }))).IdentityId, mine);
            assert.equal(
                (await refusal(client.send(new DescribeIdentityCommand({ IdentityId: other })))).name,
                "AccessDeniedException",
            );
            assert.deepEqual((await remove(mine, other)).UnprocessedIdentityIds, [
                { IdentityId: other, ErrorCode: "AccessDenied" },
            ]);
            assert.deepEqual(
                own.aws.contents().filter((line) => line === mine || line === other),
                [other],
            );
        });

        it("of the deployer end at what a deployment needs", async () => {
            const poolId = await createPool();
            assert.equal(
                (await refusal(cognito.send(new ListIdentitiesCommand({ IdentityPoolId: poolId, MaxResults: 1 }))))
                    .name,
                "AccessDeniedException",
            );
            assert.equal(
                (await refusal(cognito.send(new GetIdentityPoolRolesCommand({ IdentityPoolId: poolId })))).name,
                "AccessDeniedException",
            );
        });
    });

    it("can be throttled", async () => {
        fixture.aws.throttle("ListIdentityPools", 1);
        const list = () => cognito.send(new ListIdentityPoolsCommand({ MaxResults: 1 }));
        assert.equal((await refusal(list())).name, "TooManyRequestsException");
        assert.equal((await list()).$metadata.httpStatusCode, 200);
    });
});

function given(value: string | undefined): string {
    assert.ok(value !== undefined);
    return value;
}

async function json(fixture: Fixture, url: string): Promise<Readonly<Record<string, unknown>>> {
    return record(await (await fixture.network.fetch(url)).json());
}

function record(value: unknown): Readonly<Record<string, unknown>> {
    assert.ok(typeof value === "object" && value !== null);
    return Object.fromEntries(Object.entries(value));
}
