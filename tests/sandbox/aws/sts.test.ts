import assert from "node:assert/strict";
import { createSign, generateKeyPairSync } from "node:crypto";
import {
    AssumeRoleCommand,
    AssumeRoleWithWebIdentityCommand,
    GetCallerIdentityCommand,
    GetWebIdentityTokenCommand,
} from "@aws-sdk/client-sts";
import fc from "fast-check";
import { createRemoteJWKSet, customFetch, decodeJwt, exportJWK, generateKeyPair, jwtVerify, SignJWT } from "jose";
import { ACCOUNT, BILLING_ROLE, element, Fixture, ORDERS_ROLE, refusal, REGION } from "./fixture";
import type { Keys } from "./sign-request";

const AUDIENCE = "api://AzureADTokenExchange";

describe("STS", () => {
    let fixture: Fixture;
    beforeEach(() => {
        fixture = new Fixture();
    });
    afterEach(() => fixture.close());

    async function trust(role: string, principal: object, more: object = {}): Promise<void> {
        const document = {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...more }],
        };
        const answer = await fixture.query(
            "iam",
            "UpdateAssumeRolePolicy",
            {
                RoleName: role,
                PolicyDocument: JSON.stringify(document),
            },
            await fixture.administrator(),
        );
        assert.equal(answer.code, "ok", answer.text);
    }
    async function assume(keys: Keys, more: object = {}) {
        const client = await fixture.sts(keys);
        return client.send(new AssumeRoleCommand({ RoleArn: BILLING_ROLE, RoleSessionName: "test", ...more }));
    }

    describe("GetCallerIdentity", () => {
        it("names users and sessions, and needs no permission", async () => {
            const user = await (await fixture.sts()).send(new GetCallerIdentityCommand({}));
            assert.match(user.UserId ?? "", /^AIDA[A-Z2-7]{17}$/);
            assert.deepEqual([user.Account, user.Arn], [ACCOUNT, `arn:aws:iam::${ACCOUNT}:user/deployer`]);
            const session = await (
                await fixture.sts(await fixture.containerKeys("billing"))
            ).send(new GetCallerIdentityCommand({}));
            assert.match(session.UserId ?? "", /^AROA[A-Z2-7]{17}:[0-9a-f]{32}$/);
            assert.match(
                session.Arn ?? "",
                /^arn:aws:sts::111122223333:assumed-role\/billing\/[0-9a-f]{32}$/,
                "without the role's path",
            );
        });
    });

    describe("AssumeRole", () => {
        it("gives a session to whoever the trust policy names, whatever their own policies say", async () => {
            await trust("billing", { AWS: ORDERS_ROLE });
            const { Credentials, AssumedRoleUser } = await assume(await fixture.containerKeys("orders"));
            assert.equal(AssumedRoleUser?.Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/billing/test`);
            assert.match(AssumedRoleUser.AssumedRoleId ?? "", /^AROA[A-Z2-7]{17}:test$/);
            assert.match(Credentials?.AccessKeyId ?? "", /^ASIA[A-Z2-7]{16}$/);
            const seconds = ((Credentials?.Expiration?.getTime() ?? 0) - fixture.clock.now().getTime()) / 1000;
            assert.ok(seconds > 3590 && seconds <= 3600);
            const keys = {
                accessKeyId: Credentials?.AccessKeyId ?? "",
                secretAccessKey: Credentials?.SecretAccessKey ?? "",
                sessionToken: Credentials?.SessionToken ?? "",
            };
            const caller = await (await fixture.sts(keys)).send(new GetCallerIdentityCommand({}));
            assert.equal(caller.Arn, AssumedRoleUser.Arn);
        });

        it("leaves it to the caller's own policies where the trust names the account", async () => {
            await trust("billing", { AWS: ACCOUNT });
            const keys = await fixture.containerKeys("orders");
            const refused = await refusal(assume(keys));
            assert.equal(refused.name, "AccessDenied");
            assert.match(
                refused.message,
                /^User: arn:aws:sts::111122223333:assumed-role\/orders\/[0-9a-f]{32} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role\/teams\/billing$/,
            );
            await fixture.allow("orders", "assume", { Action: "sts:AssumeRole", Resource: BILLING_ROLE });
            assert.ok((await assume(keys)).Credentials);
        });

        it("is refused without trust, with a deny on either side, and for roles that do not exist", async () => {
            const keys = await fixture.containerKeys("orders");
            await fixture.allow("orders", "assume", { Action: "sts:AssumeRole", Resource: "*" });
            assert.equal((await refusal(assume(keys))).name, "AccessDenied", "no trust");
            assert.equal(
                (await refusal(assume(keys, { RoleArn: `${BILLING_ROLE}s` }))).name,
                "AccessDenied",
                "no role",
            );
            await trust("billing", { AWS: ORDERS_ROLE });
            assert.ok((await assume(keys)).Credentials);
            await fixture.allow("orders", "deny", { Effect: "Deny", Action: "sts:AssumeRole", Resource: "*" });
            assert.equal((await refusal(assume(keys))).name, "AccessDenied", "own deny");
            await trust("billing", { AWS: "*" }, { Effect: "Deny" });
            assert.equal((await refusal(assume(fixture.aws.deployer))).name, "AccessDenied", "the role's deny");
        });

        it("heeds conditions of the trust", async () => {
            await trust(
                "billing",
                { AWS: ORDERS_ROLE },
                { Condition: { StringEquals: { "sts:ExternalId": "right" } } },
            );
            const keys = await fixture.containerKeys("orders");
            assert.equal((await refusal(assume(keys))).name, "AccessDenied");
            assert.equal((await refusal(assume(keys, { ExternalId: "wrong" }))).name, "AccessDenied");
            assert.ok((await assume(keys, { ExternalId: "right" })).Credentials);
        });

        it("limits how long", async () => {
            await trust("billing", { AWS: `arn:aws:iam::${ACCOUNT}:user/deployer` });
            const { deployer } = fixture.aws;
            assert.equal((await refusal(assume(deployer, { DurationSeconds: 899 }))).name, "ValidationError");
            const long = await refusal(assume(deployer, { DurationSeconds: 3601 }));
            assert.deepEqual(long, {
                name: "ValidationError",
                message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            });
            await fixture.query(
                "iam",
                "UpdateRole",
                { RoleName: "billing", MaxSessionDuration: "7200" },
                await fixture.administrator(),
            );
            assert.ok((await assume(deployer, { DurationSeconds: 7200 })).Credentials);
            await trust("billing", { AWS: ORDERS_ROLE });
            const chained = await refusal(assume(await fixture.containerKeys("orders"), { DurationSeconds: 7200 }));
            assert.equal(
                chained.message,
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
            );
        });

        it("refuses session names that IAM's ARNs cannot hold, and members that it does not know", async () => {
            for (const RoleSessionName of ["x", "a b", "x".repeat(65), "a/b"]) {
                assert.equal(
                    (await refusal(assume(fixture.aws.deployer, { RoleSessionName }))).name,
                    "ValidationError",
                    RoleSessionName,
                );
            }
            assert.equal(
                (await refusal(assume(fixture.aws.deployer, { SourceIdentity: "ada" }))).name,
                "ValidationError",
            );
        });

        it("narrows the role by a session policy", async () => {
            await trust("billing", { AWS: ORDERS_ROLE });
            await fixture.allow("billing", "read", { Action: "iam:GetRole", Resource: "*" });
            const Policy = JSON.stringify({
                Version: "2012-10-17",
                Statement: { Effect: "Allow", Action: "iam:*", Resource: ORDERS_ROLE },
            });
            const { Credentials } = await assume(await fixture.containerKeys("orders"), { Policy });
            const keys = {
                accessKeyId: Credentials?.AccessKeyId ?? "",
                secretAccessKey: Credentials?.SecretAccessKey ?? "",
                sessionToken: Credentials?.SessionToken ?? "",
            };
            assert.equal((await fixture.query("iam", "GetRole", { RoleName: "orders" }, keys)).code, "ok");
            const other = await fixture.query("iam", "GetRole", { RoleName: "billing" }, keys);
            assert.match(element(other.text, "Message"), /because no session policy allows the iam:GetRole action$/);
            assert.equal((await fixture.query("iam", "DeleteRole", { RoleName: "orders" }, keys)).code, "AccessDenied");
        });
    });

    describe("GetWebIdentityToken", () => {
        async function token(keys: Keys, more: object = {}) {
            const client = await fixture.sts(keys);
            return client.send(
                new GetWebIdentityTokenCommand({ Audience: [AUDIENCE], SigningAlgorithm: "RS256", ...more }),
            );
        }
        /** Switches the federation on with a role that may; answers its issuer. */
        async function enable(): Promise<string> {
            await fixture.allow("orders", "federation", {
                Action: "iam:*OutboundWebIdentityFederation*",
                Resource: "*",
            });
            const answer = await fixture.query(
                "iam",
                "EnableOutboundWebIdentityFederation",
                {},
                await fixture.containerKeys("orders"),
            );
            return element(answer.text, "IssuerIdentifier");
        }

        it("gives the role a token of the account's own issuer", async () => {
            const issuer = await enable();
            assert.match(issuer, /^https:\/\/[0-9a-f-]{36}\.tokens\.sts\.global\.api\.aws$/);
            await fixture.allow("billing", "token", { Action: "sts:GetWebIdentityToken", Resource: "*" });
            const keys = await fixture.containerKeys("billing");
            const { WebIdentityToken = "", Expiration } = await token(keys);
            const discovery = await fixture.network.fetch(`${issuer}/.well-known/openid-configuration`);
            assert.match(
                await discovery.text(),
                new RegExp(`"issuer":"${issuer}","jwks_uri":"${issuer}/.well-known/jwks.json"`),
            );
            const keysOfIssuer = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`), {
                [customFetch]: (url) => fixture.network.fetch(url),
            });
            const { payload, protectedHeader } = await jwtVerify(WebIdentityToken, keysOfIssuer, {
                issuer,
                audience: AUDIENCE,
            });
            assert.deepEqual(protectedHeader, { kid: "RSA_0", typ: "JWT", alg: "RS256" });
            const { iat = 0, exp = 0, jti, ...claims } = payload;
            assert.deepEqual(claims, {
                iss: issuer,
                aud: AUDIENCE,
                sub: BILLING_ROLE,
                "https://sts.amazonaws.com/": { aws_account: ACCOUNT, source_region: REGION },
            });
            assert.equal(exp, iat + 300);
            assert.equal(Expiration?.getTime(), exp * 1000);
            assert.match(jti ?? "", /^[0-9a-f-]{36}$/);
        });

        it("heeds conditions on audience, duration and algorithm", async () => {
            await enable();
            await fixture.allow("billing", "token", {
                Action: "sts:GetWebIdentityToken",
                Resource: "*",
                Condition: {
                    "ForAllValues:StringEquals": { "sts:IdentityTokenAudience": AUDIENCE },
                    Null: { "sts:IdentityTokenAudience": "false" },
                    NumericLessThanEquals: { "sts:DurationSeconds": "300" },
                    StringEquals: { "sts:SigningAlgorithm": "RS256" },
                },
            });
            const keys = await fixture.containerKeys("billing");
            assert.ok((await token(keys)).WebIdentityToken);
            for (const more of [
                { Audience: ["another"] },
                { Audience: [AUDIENCE, "another"] },
                { DurationSeconds: 301 },
                { SigningAlgorithm: "ES384" },
            ]) {
                assert.equal((await refusal(token(keys, more))).name, "AccessDenied", JSON.stringify(more));
            }
        });

        it("is refused while federation is off, and again once it is switched off", async () => {
            await fixture.allow("billing", "token", { Action: "sts:GetWebIdentityToken", Resource: "*" });
            const keys = await fixture.containerKeys("billing");
            assert.equal((await refusal(token(keys))).name, "OutboundWebIdentityFederationDisabledException");
            await enable();
            const admin = await fixture.containerKeys("orders");
            assert.ok(fixture.aws.contents().includes("outbound web identity federation"));
            assert.equal(
                (await fixture.query("iam", "EnableOutboundWebIdentityFederation", {}, admin)).code,
                "FeatureEnabled",
            );
            assert.equal(
                element(
                    (await fixture.query("iam", "GetOutboundWebIdentityFederationInfo", {}, admin)).text,
                    "JwtVendingEnabled",
                ),
                "true",
            );
            assert.equal((await fixture.query("iam", "DisableOutboundWebIdentityFederation", {}, admin)).code, "ok");
            const off = await fixture.query("iam", "GetOutboundWebIdentityFederationInfo", {}, admin);
            assert.deepEqual([off.status, off.code], [404, "FeatureDisabled"]);
            assert.equal((await refusal(token(keys))).name, "OutboundWebIdentityFederationDisabledException");
        });

        it("keeps to the API model, and to the session's own end", async () => {
            await enable();
            await fixture.allow("billing", "token", { Action: "sts:GetWebIdentityToken", Resource: "*" });
            const keys = await fixture.containerKeys("billing");
            for (const more of [
                { Audience: [] },
                { Audience: Array.from({ length: 11 }, (_, index) => String(index)) },
                { Audience: ["x".repeat(1001)] },
                { DurationSeconds: 59 },
                { DurationSeconds: 3601 },
                { SigningAlgorithm: "HS256" },
            ]) {
                assert.equal((await refusal(token(keys, more))).name, "ValidationError", JSON.stringify(more));
            }
            assert.equal(
                (await refusal(token(keys, { Tags: [{ Key: "a", Value: "b" }] }))).name,
                "AccessDenied",
                "sts:TagGetWebIdentityToken",
            );
            await fixture.allow("billing", "tag", { Action: "sts:TagGetWebIdentityToken", Resource: "*" });
            const tagged = decodeJwt(
                (await token(keys, { Tags: [{ Key: "a", Value: "b" }], Audience: ["one", "two"] })).WebIdentityToken ??
                    "",
            );
            assert.deepEqual(tagged.aud, ["one", "two"]);
            assert.deepEqual(tagged["https://sts.amazonaws.com/"], {
                aws_account: ACCOUNT,
                source_region: REGION,
                request_tags: { a: "b" },
            });
            fixture.clock.setOffset(5 * 3600 + 3300);
            const late = await fixture.query(
                "sts",
                "GetWebIdentityToken",
                { "Audience.member.1": AUDIENCE, SigningAlgorithm: "RS256", DurationSeconds: "600" },
                keys,
            );
            assert.deepEqual([late.status, late.code], [403, "SessionDurationEscalationException"]);
        });
    });

    describe("AssumeRoleWithWebIdentity", () => {
        const issuer = "https://login.example.com/tenant/v2.0";
        const providerArn = `arn:aws:iam::${ACCOUNT}:oidc-provider/login.example.com/tenant/v2.0`;
        const pairs = Promise.all([generateKeyPair("RS256"), generateKeyPair("RS256")]);
        let sign: (claims: object, forged?: boolean) => Promise<string>;
        let publish: (keys: unknown) => void;

        beforeEach(async () => {
            const [right, wrong] = await pairs;
            sign = (claims, forged = false) => {
                const now = fixture.clock.epochSeconds();
                return new SignJWT({ iss: issuer, aud: "client", sub: "subject", iat: now, exp: now + 600, ...claims })
                    .setProtectedHeader({ alg: "RS256", kid: "one" })
                    .sign((forged ? wrong : right).privateKey);
            };
            let keys: unknown = [{ ...(await exportJWK(right.publicKey)), kid: "one", alg: "RS256" }];
            publish = (published) => {
                keys = published;
            };
            fixture.network.register("login.example.com", (request) =>
                request.url.endsWith("openid-configuration")
                    ? Response.json({ issuer, jwks_uri: `${issuer}/keys` })
                    : Response.json({ keys }),
            );
            await fixture.allow("orders", "providers", { Action: ["iam:*OpenIDConnectProvider*"], Resource: "*" });
            const created = await fixture.query(
                "iam",
                "CreateOpenIDConnectProvider",
                { Url: issuer, "ClientIDList.member.1": "client" },
                await fixture.containerKeys("orders"),
            );
            assert.equal(element(created.text, "OpenIDConnectProviderArn"), providerArn);
            await trust(
                "billing",
                { Federated: providerArn },
                {
                    Action: "sts:AssumeRoleWithWebIdentity",
                    Condition: {
                        StringEquals: {
                            "login.example.com/tenant/v2.0:aud": "client",
                            "login.example.com/tenant/v2.0:sub": "subject",
                        },
                    },
                },
            );
        });

        async function assumeWith(WebIdentityToken: string, more: object = {}) {
            const client = await fixture.sts();
            return client.send(
                new AssumeRoleWithWebIdentityCommand({
                    RoleArn: BILLING_ROLE,
                    RoleSessionName: "test",
                    WebIdentityToken,
                    ...more,
                }),
            );
        }

        it("gives a session for a token with the audience and subject in the trust", async () => {
            const answer = await assumeWith(await sign({}));
            assert.deepEqual(
                [answer.SubjectFromWebIdentityToken, answer.Audience, answer.Provider],
                ["subject", "client", providerArn],
            );
            const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = answer.Credentials ?? {};
            const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
            assert.equal(
                (await (await fixture.sts(keys)).send(new GetCallerIdentityCommand({}))).Arn,
                `arn:aws:sts::${ACCOUNT}:assumed-role/billing/test`,
            );
        });

        const refusals: readonly (readonly [string, object, boolean, string])[] = [
            ["another subject", { sub: "another" }, false, "AccessDenied"],
            ["another audience", { aud: "another" }, false, "InvalidIdentityTokenException"],
            ["another issuer", { iss: "https://login.example.com/other/v2.0" }, false, "InvalidIdentityTokenException"],
            ["an expired token", { exp: 1_700_000_000 }, false, "ExpiredTokenException"],
            ["a token without an end", { exp: undefined }, false, "InvalidIdentityTokenException"],
            ["a token of another key", {}, true, "InvalidIdentityTokenException"],
        ];
        for (const [name, claims, forged, code] of refusals) {
            it(`is refused for ${name}`, async () => {
                assert.equal((await refusal(assumeWith(await sign(claims, forged)))).name, code);
            });
        }

        it("is refused with a code, whatever the token says and whatever keys the provider has", async () => {
            const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
            const algorithm = fc.constantFrom("RS256", "PS256", "RS512", "ES256", "HS256", "none", "EdDSA", 1);
            const odd = fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 1e308, "", [], {}, { toString: 1 }));
            const claims = fc.dictionary(fc.constantFrom("iss", "sub", "aud", "exp", "nbf", "iat", "__proto__"), odd);
            const key = fc.record(
                {
                    kty: fc.constantFrom("RSA", "EC", "OKP", "oct"),
                    alg: algorithm,
                    kid: fc.constantFrom("one", "two"),
                    n: fc.oneof(fc.base64String(), odd),
                    e: fc.constantFrom("AQAB", "", 1),
                    crv: fc.constantFrom("P-256", "Ed25519", 1),
                    x: fc.base64String(),
                    y: fc.base64String(),
                },
                { requiredKeys: ["kty"] },
            );
            const right = await sign({});
            await fc.assert(
                fc.asyncProperty(algorithm, claims, fc.array(key), async (alg, more, keys) => {
                    publish(keys);
                    const payload = part({ ...decodeJwt(right), ...more });
                    const token = [part({ alg, kid: "one" }), payload, right.split(".")[2]].join(".");
                    const body = new URLSearchParams({
                        Action: "AssumeRoleWithWebIdentity",
                        Version: "2011-06-15",
                        RoleArn: BILLING_ROLE,
                        RoleSessionName: "test",
                        WebIdentityToken: token,
                    }).toString();
                    const answer = await fixture.send({ "content-type": "application/x-www-form-urlencoded" }, body);
                    assert.deepEqual([answer.status, answer.code], [400, "InvalidIdentityToken"]);
                }),
                { interruptAfterTimeLimit: 8000 },
            );
        });

        it("is refused for a provider's key that is too short", async () => {
            const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
            publish([{ ...publicKey.export({ format: "jwk" }), kid: "one" }]);
            const [, payload = ""] = (await sign({})).split(".");
            const unsigned = `${Buffer.from('{"alg":"RS256","kid":"one"}').toString("base64url")}.${payload}`;
            const signature = createSign("sha256").update(unsigned).sign(privateKey, "base64url");
            assert.equal((await refusal(assumeWith(`${unsigned}.${signature}`))).name, "InvalidIdentityTokenException");
        });

        for (const iss of [5, null, ["https://login.example.com/tenant/v2.0"], ""]) {
            it(`is refused for the issuer ${JSON.stringify(iss)}`, async () => {
                assert.equal((await refusal(assumeWith(await sign({ iss })))).name, "InvalidIdentityTokenException");
            });
        }

        for (const sub of [5, { a: 1 }, ""]) {
            it(`is refused for the subject ${JSON.stringify(sub)}`, async () => {
                await trust("billing", { Federated: providerArn }, { Action: "sts:AssumeRoleWithWebIdentity" });
                assert.equal((await refusal(assumeWith(await sign({ sub })))).name, "InvalidIdentityTokenException");
            });
        }

        it("is refused for what is not a token, for another role, and once the provider is gone", async () => {
            assert.equal((await refusal(assumeWith("no token"))).name, "InvalidIdentityTokenException");
            const right = await sign({});
            assert.equal((await refusal(assumeWith(right, { RoleArn: ORDERS_ROLE }))).name, "AccessDenied");
            const keys = await fixture.containerKeys("orders");
            const provider = { OpenIDConnectProviderArn: providerArn };
            assert.equal(
                element((await fixture.query("iam", "GetOpenIDConnectProvider", provider, keys)).text, "Url"),
                "login.example.com/tenant/v2.0",
            );
            assert.match(
                (await fixture.query("iam", "ListOpenIDConnectProviders", {}, keys)).text,
                /<member><Arn>arn:aws:iam::111122223333:oidc-provider/,
            );
            assert.equal((await fixture.query("iam", "DeleteOpenIDConnectProvider", provider, keys)).code, "ok");
            assert.equal(
                (await fixture.query("iam", "DeleteOpenIDConnectProvider", provider, keys)).code,
                "NoSuchEntity",
            );
            assert.equal((await refusal(assumeWith(right))).name, "InvalidIdentityTokenException");
        });
    });
});
