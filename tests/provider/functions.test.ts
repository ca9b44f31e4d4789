import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CreateIdentityPoolCommand } from "@aws-sdk/client-cognito-identity";
import { developerIdentityProvider } from "@cognito-entra/provider";
import { serveProvider, type ServedProvider } from "@cognito-entra/plumbing";
import { findApplications } from "../../provider/functions/find-applications";
import { accountId, Cloud, region } from "./cloud";
import { Engine } from "./engine";

const signal = new AbortController().signal;

interface Canned {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body: unknown;
}

/** A server in Graph's place: the answers of each path with its query, in turn, the last one for ever. */
class FakeGraph {
    readonly asked: string[] = [];
    readonly authorizations = new Set<string | undefined>();
    readonly #answers = new Map<string, Canned[]>();
    readonly #server: Server;

    constructor() {
        this.#server = createServer((request: IncomingMessage, response) => {
            const url = new URL(request.url ?? "", "http://graph");
            const path = `${url.pathname}?${[...url.searchParams].map(([name, value]) => `${name}=${value}`).join("&")}`;
            this.asked.push(path);
            this.authorizations.add(request.headers.authorization);
            const answers = this.#answers.get(path) ?? [];
            const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? { body: { value: [] } };
            response.writeHead(answer.status ?? 200, { "content-type": "application/json", ...answer.headers });
            response.end(JSON.stringify(answer.body));
        });
    }

    async start(): Promise<void> {
        await new Promise<void>((resolve) => {
            this.#server.listen(0, "127.0.0.1", resolve);
        });
    }

    close(): void {
        this.#server.closeAllConnections();
        this.#server.close();
    }

    get origin(): string {
        const address: AddressInfo | string | null = this.#server.address();
        return `http://127.0.0.1:${String(typeof address === "object" ? address?.port : undefined)}`;
    }

    answer(path: string, ...answers: readonly Canned[]): void {
        this.#answers.set(path, [...answers]);
    }
}

const select =
    "$select=id,appId,displayName,notes,signInAudience,passwordCredentials,keyCredentials,identifierUris,web,spa,publicClient";

describe("findApplications", () => {
    let graph: FakeGraph;
    const call = (displayName: string) =>
        findApplications(() => Promise.resolve({ origin: graph.origin, accessToken: "token" }))(
            { displayName, tenantId: "tenant" },
            signal,
        );
    const search = (displayName: string) => `/v1.0/applications?$filter=displayName eq '${displayName}'&${select}`;

    beforeEach(async () => {
        graph = new FakeGraph();
        await graph.start();
    });
    afterEach(() => {
        graph.close();
    });

    it("finds none with one call, and doubles the quotes of the name", async () => {
        assert.deepEqual(await call("o'rders"), { applications: [] });
        assert.deepEqual(graph.asked, [search("o''rders")]);
        assert.deepEqual([...graph.authorizations], ["Bearer token"]);
    });

    it("lists everything that gives access, on all pages, without a hint at a password", async () => {
        graph.answer(search("orders"), {
            body: {
                value: [{ id: "1", appId: "a1", displayName: "ORDERS" }],
                "@odata.nextLink": `${graph.origin}/v1.0/applications?$skiptoken=x`,
            },
        });
        graph.answer("/v1.0/applications?$skiptoken=x", {
            body: {
                value: [
                    {
                        id: "2",
                        appId: "a2",
                        displayName: "orders",
                        notes: "mark",
                        signInAudience: "AzureADMultipleOrgs",
                        passwordCredentials: [{ keyId: "k1", displayName: "backdoor", hint: "abc" }],
                        keyCredentials: [{ keyId: "k2", displayName: null }],
                        identifierUris: ["api://orders"],
                        web: { redirectUris: ["https://web.example"] },
                        spa: { redirectUris: ["https://spa.example"] },
                        publicClient: { redirectUris: ["http://localhost"] },
                    },
                ],
            },
        });
        graph.answer("/v1.0/applications/2/owners?", {
            body: {
                value: [
                    { id: "o1", userPrincipalName: "eve@example.com", displayName: "Eve" },
                    { id: "o2", displayName: "Pipeline" },
                    { id: "o3", displayName: null },
                ],
            },
        });
        graph.answer("/v1.0/applications/2/federatedIdentityCredentials?", {
            body: { value: [{ name: "n", issuer: "https://i.example", subject: "s", audiences: ["a"] }] },
        });
        graph.answer("/v1.0/servicePrincipals?$filter=appId eq 'a2'&$select=id,passwordCredentials,keyCredentials", {
            body: { value: [{ id: "p", passwordCredentials: [{ keyId: "k3" }], keyCredentials: [] }] },
        });
        graph.answer("/v1.0/servicePrincipals/p/owners?", { body: { value: [{ id: "o4" }] } });
        assert.deepEqual(await call("orders"), {
            applications: [
                {
                    objectId: "2",
                    clientId: "a2",
                    displayName: "orders",
                    notes: "mark",
                    signInAudience: "AzureADMultipleOrgs",
                    passwords: [{ id: "k1", name: "backdoor" }],
                    certificates: [{ id: "k2", name: "" }],
                    redirectUris: ["https://web.example", "https://spa.example", "http://localhost"],
                    identifierUris: ["api://orders"],
                    owners: [
                        { id: "o1", name: "eve@example.com" },
                        { id: "o2", name: "Pipeline" },
                        { id: "o3", name: "" },
                    ],
                    federatedCredentials: [{ name: "n", issuer: "https://i.example", subject: "s", audiences: ["a"] }],
                    servicePrincipals: [
                        {
                            objectId: "p",
                            passwords: [{ id: "k3", name: "" }],
                            certificates: [],
                            owners: [{ id: "o4", name: "" }],
                        },
                    ],
                    denied: [],
                },
            ],
        });
    });

    it("names what Graph does not show", async () => {
        graph.answer(search("orders"), { body: { value: [{ id: "1", appId: "a", displayName: "orders" }] } });
        graph.answer("/v1.0/applications/1/owners?", { status: 403, body: {} });
        const text = JSON.stringify(await call("orders"));
        assert.ok(text.includes('"denied":["owners"]'), text);
    });

    it("tries throttling and internal errors again", async () => {
        const retryAfter = { "retry-after": "0" };
        graph.answer(
            search("orders"),
            { status: 429, headers: retryAfter, body: {} },
            { status: 503, headers: retryAfter, body: {} },
            { body: { value: [] } },
        );
        assert.deepEqual(await call("orders"), { applications: [] });
        assert.equal(graph.asked.length, 3);
    });

    for (const { what, answer, message } of [
        {
            what: "a denial",
            answer: { status: 403, body: {} },
            message:
                "Microsoft Graph does not let the deploying identity list applications (GET /v1.0/applications was answered with HTTP status 403). " +
                "Grant it the application permission Application.ReadWrite.OwnedBy.",
        },
        {
            what: "an error of Graph's",
            answer: { status: 400, body: { error: { code: "BadRequest", message: "Invalid filter." } } },
            message:
                "GET /v1.0/applications of Microsoft Graph was answered with HTTP status 400: BadRequest: Invalid filter.",
        },
        {
            what: "an answer that is no list",
            answer: { body: { value: {} } },
            message: "GET /v1.0/applications of Microsoft Graph was answered without a list.",
        },
        {
            what: "a next page on another host, to which the token would go",
            answer: { body: { value: [], "@odata.nextLink": "https://evil.example/v1.0/applications" } },
            message: "GET /v1.0/applications of Microsoft Graph was answered with a next page that is not one.",
        },
    ]) {
        it(`fails with a sentence for ${what}`, async () => {
            graph.answer(search("orders"), answer);
            await assert.rejects(call("orders"), { message });
        });
    }
});

describe("findIdentityPools", () => {
    const token = "cognito-entra:index:findIdentityPools";
    let cloud: Cloud;
    let served: ServedProvider;
    let engine: Engine;

    before(async () => {
        cloud = new Cloud();
        await cloud.start();
        served = await serveProvider(
            developerIdentityProvider({ endpoint: cloud.endpoint, credentials: cloud.aws.deployer }),
        );
        engine = new Engine(served.port, "cognito-entra:index:DeveloperIdentity");
        const client = cloud.client();
        for (let number = 0; number < 70; number++) {
            await client.send(
                new CreateIdentityPoolCommand({
                    IdentityPoolName: number % 35 === 34 ? "orders" : `other-${String(number)}`,
                    AllowUnauthenticatedIdentities: number === 34,
                    DeveloperProviderName: "entra.orders",
                    SupportedLoginProviders: { "graph.facebook.com": "7346241598935555" },
                    ...(number === 69 ? { IdentityPoolTags: { "cognito-entra:stack": "shop-dev" } } : {}),
                }),
            );
        }
        client.destroy();
    });
    after(async () => {
        engine.close();
        await served.close();
        await cloud.close();
    });

    it("finds every pool with the name on all pages, with tags and settings, and the account", async () => {
        const found = await engine.invoke(token, { name: "orders", region });
        assert.equal(found?.accountId, accountId);
        const pools = Array.isArray(found.pools) ? found.pools.map((pool: object) => ({ ...pool, id: "" })) : [];
        const pool = {
            id: "",
            tags: {},
            developerProviderName: "entra.orders",
            allowUnauthenticatedIdentities: true,
            allowClassicFlow: false,
            otherProviders: ["graph.facebook.com"],
        };
        assert.deepEqual(pools, [
            pool,
            { ...pool, allowUnauthenticatedIdentities: false, tags: { "cognito-entra:stack": "shop-dev" } },
        ]);
    });

    it("lists the pools once for look-ups that run side by side", async () => {
        const before = cloud.arrivals.length;
        await Promise.all(["a", "b", "c", "d"].map((name) => engine.invoke(token, { name, region })));
        const listings = cloud.arrivals.slice(before).filter(({ action }) => action === "ListIdentityPools");
        assert.ok(listings.length < 8, `${String(listings.length)} calls for 4 names and 2 pages`);
    });

    it("names a pool that the caller may not read", async () => {
        cloud.failNext("DescribeIdentityPool", () =>
            Response.json({ __type: "AccessDeniedException", message: "no" }, { status: 400 }),
        );
        const { pools } = (await engine.invoke(token, { name: "orders", region })) ?? {};
        assert.ok(Array.isArray(pools));
        assert.equal(pools.length, 2);
        assert.ok(JSON.stringify(pools).includes('"denied":"DescribeIdentityPool: AccessDeniedException"'));
    });

    it("fails with a sentence where the pools may not be listed", async () => {
        cloud.failNext("ListIdentityPools", () =>
            Response.json({ __type: "AccessDeniedException", message: "no" }, { status: 400 }),
        );
        await assert.rejects(engine.invoke(token, { name: "orders", region }), {
            message: `AWS refused ListIdentityPools in ${region}: AccessDeniedException: no. Allow the deploying identity this action on the identity pool.`,
        });
    });
});
