import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AssumeRoleWithWebIdentityCommand } from "@aws-sdk/client-sts";
import { createEntraTokenSource } from "../../workload/azure-to-aws/entra-token-source";
import { ExchangeError } from "../../workload";
import { realSystem } from "../../workload/system";
import { ACCOUNT, type Fixture } from "../sandbox/aws/fixture";
import { FakeClock } from "./fake-clock";
import { FederatedSandbox, TENANT_ID } from "./federated-sandbox";
import { accessToken, assertHoldsNoToken, remember, searchStreamsForTokens } from "./issued-tokens";

const AUDIENCE = "api://aws";

interface Asked {
    readonly url: string;
    readonly headers: Headers;
}

describe("Azure to AWS", () => {
    searchStreamsForTokens();

    describe("by a managed identity", () => {
        const clock = new FakeClock();
        const asked: Asked[] = [];
        let answer: () => Response | Promise<Response>;
        const system = {
            clock,
            random: () => 0.5,
            fetch: (url: string, init?: RequestInit): Promise<Response> => {
                asked.push({ url, headers: new Headers(init?.headers) });
                return Promise.resolve(answer());
            },
        };
        beforeEach(() => {
            asked.length = 0;
            answer = () =>
                Response.json({ access_token: accessToken(), expires_on: String(clock.now() / 1000 + 86_400) });
        });

        it("of a virtual machine", async () => {
            const mint = createEntraTokenSource({}, AUDIENCE, system);
            assert.equal((await mint()).lifetimeSeconds, 86_400);
            assert.equal(
                asked[0]?.url,
                "http://169.254.169.254/metadata/identity/oauth2/token?resource=api%3A%2F%2Faws&api-version=2018-02-01",
            );
            assert.equal(asked[0].headers.get("metadata"), "true");
        });

        it("of an app service, by its client id", async () => {
            const header = remember(accessToken());
            const environment = {
                IDENTITY_ENDPOINT: "http://127.0.0.1:41",
                IDENTITY_HEADER: header,
                AZURE_CLIENT_ID: "client",
            };
            await createEntraTokenSource(environment, AUDIENCE, system)();
            assert.equal(
                asked[0]?.url,
                "http://127.0.0.1:41/?resource=api%3A%2F%2Faws&client_id=client&api-version=2019-08-01",
            );
            assert.equal(asked[0].headers.get("x-identity-header"), header);
        });

        const refused = [
            [() => Response.json({}, { status: 503 }), "ServiceError", "transient"],
            [() => Response.json({}, { status: 429, headers: { "retry-after": "3" } }), "ServiceError", "transient"],
            [
                () => Response.json({ error_description: "No identity." }, { status: 400 }),
                "ManagedIdentityRefused",
                "never",
            ],
            [() => Promise.reject(new TypeError("fetch failed")), "NetworkUnreachable", "transient"],
        ] as const;
        for (const [respond, code, retry] of refused) {
            it(`that does not answer with a token: ${code}`, async () => {
                answer = respond;
                const error: unknown = await createEntraTokenSource({}, AUDIENCE, system)().catch((e: unknown) => e);
                assert.ok(error instanceof ExchangeError);
                assert.equal(error.code, code);
                assert.equal(error.retry, retry);
            });
        }

        const absurd = [
            { access_token: "", expires_on: "1767312000" },
            { access_token: "one\ntwo", expires_on: "1767312000" },
            { access_token: "abc", expires_on: "1e308" },
            { access_token: "abc", expires_on: 1e308 },
            { access_token: "abc", expires_on: "Infinity" },
            { access_token: "abc", expires_on: "01/02/2026 00:00:00" },
            { access_token: "abc", expires_on: "1767225599" },
            { access_token: "abc", expires_on: "1767830401" },
            { access_token: "abc" },
        ];
        for (const body of absurd) {
            it(`that answers ${JSON.stringify(body)} gives no token`, async () => {
                answer = () => Response.json(body);
                const error: unknown = await createEntraTokenSource({}, AUDIENCE, system)().catch((e: unknown) => e);
                assert.ok(error instanceof ExchangeError);
                assert.equal(error.code, "UnexpectedAnswer");
                assert.match(error.message, /absurd (?:access_token|expires_on)/);
            });
        }

        it("whose endpoint is not a URL is a mistake in the configuration", () => {
            const mistakes = [
                [
                    { IDENTITY_ENDPOINT: "nonsense", IDENTITY_HEADER: "x" },
                    /IDENTITY_ENDPOINT is "nonsense", not an http address/,
                ],
                [
                    { AZURE_POD_IDENTITY_AUTHORITY_HOST: "a b" },
                    /AZURE_POD_IDENTITY_AUTHORITY_HOST is "a b", not an http address/,
                ],
            ] as const;
            for (const [environment, message] of mistakes) {
                assert.throws(() => createEntraTokenSource(environment, AUDIENCE, system), message);
            }
        });

        it("follows no redirect with the header that proves who asks", async () => {
            const asked: string[] = [];
            const server = createServer((request, response) => {
                asked.push(request.url ?? "");
                response.writeHead(302, { location: "/elsewhere" }).end();
            });
            await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
            const address = server.address();
            const port = typeof address === "object" && address !== null ? address.port : 0;
            const endpoint = `http://127.0.0.1:${String(port)}/token`;
            const environment = { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: accessToken() };
            await assert.rejects(createEntraTokenSource(environment, AUDIENCE, realSystem)(), ExchangeError);
            assert.equal(asked.length, 1);
            server.closeAllConnections();
            server.close();
        });

        const token = { AZURE_FEDERATED_TOKEN_FILE: "/nowhere/token" };
        const application = { ...token, AZURE_TENANT_ID: TENANT_ID, AZURE_CLIENT_ID: TENANT_ID };
        const mistakes = [
            [token, /AZURE_TENANT_ID is missing; AZURE_CLIENT_ID is missing/],
            [{ ...application, AZURE_TENANT_ID: "../x" }, /AZURE_TENANT_ID is "\.\.\/x", not a GUID/],
            [
                { ...application, AZURE_AUTHORITY_HOST: "http://login.microsoftonline.com" },
                /AZURE_AUTHORITY_HOST is "http:\/\/login\.microsoftonline\.com", not an https origin/,
            ],
        ] as const;
        for (const [environment, message] of mistakes) {
            it(`takes no federated token file anywhere: ${message.source}`, () => {
                assert.throws(() => createEntraTokenSource(environment, AUDIENCE, system), message);
            });
        }

        it("says which federated token file cannot be read", async () => {
            await assert.rejects(createEntraTokenSource(application, AUDIENCE, system)(), {
                code: "TokenFileUnreadable",
                message: /\(\/nowhere\/token, ENOENT\)/,
                retry: "never",
            });
        });

        it("takes no empty file, folder or pipe for a federated token", async () => {
            const folder = await mkdtemp(join(tmpdir(), "azure-to-aws-"));
            try {
                const [empty, pipe] = [join(folder, "empty"), join(folder, "pipe")];
                await writeFile(empty, "\n");
                execFileSync("mkfifo", [pipe]);
                for (const [file, found] of [
                    [empty, "it is empty"],
                    [folder, "it is not a file"],
                    [pipe, "it is not a file"],
                ] as const) {
                    const environment = { ...application, AZURE_FEDERATED_TOKEN_FILE: file };
                    await assert.rejects(createEntraTokenSource(environment, AUDIENCE, system)(), {
                        code: "TokenFileUnreadable",
                        message: new RegExp(`\\(${file}, ${found}\\)`),
                    });
                }
            } finally {
                await rm(folder, { recursive: true });
            }
        });
    });

    describe("by an application", () => {
        let sandbox: FederatedSandbox;
        let folder: string;
        before(async () => {
            sandbox = await FederatedSandbox.start();
            folder = await mkdtemp(join(tmpdir(), "azure-to-aws-"));
        });
        after(async () => {
            await sandbox.close();
            await rm(folder, { recursive: true });
        });

        it("whose token assumes the role that names it, and no other", async () => {
            const trust = await sandbox.deploy();
            const stranger = await sandbox.deploy();
            const aws = await sandbox.graph("POST", "/applications", {
                displayName: "aws",
                identifierUris: [AUDIENCE],
            });
            await sandbox.graph("POST", "/servicePrincipals", { appId: aws["appId"] });
            const provider = `sts.windows.net/${TENANT_ID}/`;
            await trustProvider(sandbox.aws, provider, trust.principalId);

            const tokenOf = async (workload: typeof trust): Promise<string> => {
                const file = join(folder, "outside");
                const outside = await sandbox.cognito("GetOpenIdTokenForDeveloperIdentity", {
                    IdentityPoolId: workload.poolId,
                    Logins: { "entra.orders": "orders" },
                    TokenDuration: 300,
                });
                await writeFile(file, remember(String(outside["Token"])));
                const environment = { ...workload.environment, AZURE_FEDERATED_TOKEN_FILE: file };
                const system = { ...realSystem, fetch: sandbox.fetch };
                const { token, lifetimeSeconds } = await createEntraTokenSource(environment, AUDIENCE, system)();
                assert.equal(lifetimeSeconds, 3599);
                return remember(token);
            };
            const sts = await sandbox.aws.sts();
            const assume = (token: string) =>
                sts.send(
                    new AssumeRoleWithWebIdentityCommand({
                        RoleArn: `arn:aws:iam::${ACCOUNT}:role/from-azure`,
                        RoleSessionName: "orders",
                        WebIdentityToken: token,
                    }),
                );
            const { AssumedRoleUser: user, SubjectFromWebIdentityToken: subject } = await assume(await tokenOf(trust));
            assert.equal(user?.Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/from-azure/orders`);
            assert.equal(subject, trust.principalId);
            const denied: unknown = await assume(await tokenOf(stranger)).catch((error: unknown) => error);
            assert.ok(denied instanceof Error);
            assert.equal(denied.name, "AccessDenied");
            assertHoldsNoToken(denied.message, "The refusal");
        });
    });
});

/** The IAM side as the component makes it: the tenant as provider, a role whose trust names audience and subject. */
async function trustProvider(aws: Fixture, provider: string, subject: string): Promise<void> {
    await aws.allow("billing", "providers", { Action: "iam:CreateOpenIDConnectProvider", Resource: "*" });
    const parameters = { Url: `https://${provider}`, "ClientIDList.member.1": AUDIENCE };
    const made = await aws.query("iam", "CreateOpenIDConnectProvider", parameters, await aws.containerKeys("billing"));
    assert.equal(made.code, "ok", made.text);
    const AssumeRolePolicyDocument = JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Action: "sts:AssumeRoleWithWebIdentity",
                Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${provider}` },
                Condition: { StringEquals: { [`${provider}:aud`]: AUDIENCE, [`${provider}:sub`]: subject } },
            },
        ],
    });
    const role = await aws.query("iam", "CreateRole", { RoleName: "from-azure", AssumeRolePolicyDocument });
    assert.equal(role.code, "ok", role.text);
}
