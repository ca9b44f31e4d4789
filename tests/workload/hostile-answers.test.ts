import { strict as assert } from "node:assert";
import { createServer } from "node:http";
import { inspect } from "node:util";
import { exchangeAssertion } from "../../workload/entra-exchange";
import { FederationError } from "../../workload";
import { CertificateAuthority } from "../../sandbox/core/certificate-authority";
import { listen } from "../../sandbox/core/listener";
import { CognitoSource } from "../../workload/sources/cognito-source";
import { realSystem } from "../../workload/system";
import { type FakeAws, startFakeAws } from "./fake-aws";
import { FakeClock } from "./fake-clock";
import { CLIENT_ID, IDENTITY_ID, POOL_ID, SCOPE, TENANT_ID } from "./federated-workload";
import { accessToken, assertHoldsNoToken, outsideToken, searchStreamsForTokens } from "./issued-tokens";
import { withEnvironment } from "./with-environment";

const claims = { iss: "https://cognito-identity.amazonaws.com", aud: POOL_ID, sub: IDENTITY_ID, iat: 1, exp: 301 };

async function failureOf(promise: Promise<unknown>): Promise<FederationError> {
    const error: unknown = await promise.then(
        () => assert.fail("resolved"),
        (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof FederationError, inspect(error));
    assertHoldsNoToken(inspect(error, { depth: 10, showHidden: true }), "An error");
    assert.doesNotMatch(error.message, /[\p{Cc}\p{Cf}]/u);
    assert.ok(error.message.length < 2000, "an endless message");
    return error;
}

/** Exchanges `assertion` with an Entra that answers so. */
function exchange(assertion: string, answer: () => Response): Promise<unknown> {
    const system = { clock: new FakeClock(), random: () => 0.5, fetch: () => Promise.resolve(answer()) };
    const authorityHost = "https://login.example";
    return exchangeAssertion(
        { authorityHost, tenantId: TENANT_ID, clientId: CLIENT_ID, scope: SCOPE, assertion },
        system,
    );
}

describe("An answer that means harm", () => {
    searchStreamsForTokens();

    const signature = (token: string): string => token.split(".")[2] ?? "";
    const echoes: Readonly<Record<string, (token: string) => string>> = {
        "as it is": (token) => token,
        "in quotes in a sentence": (token) => `AADSTS50027: the token "${token}" is bad`,
        "by its signature alone": signature,
        "with encoded dots": (token) => token.replaceAll(".", "%2E"),
        "behind an escape sequence": (token) => `\u001b]0;${token}\u0007\u009b2J\u202e`,
        "without end": (token) => `${token} `.repeat(1000),
    };
    for (const [how, echo] of Object.entries(echoes)) {
        it(`of Entra, which echoes the assertion ${how}, shows nothing of it`, async () => {
            const assertion = outsideToken(claims);
            const echoed = echo(assertion);
            for (const body of [
                { error: "invalid_client", error_description: echoed, correlation_id: signature(assertion) },
                { error: echoed, error_description: `AADSTS700213: ${echoed}`, error_codes: [echoed] },
                { error_description: `AADSTS${"7".repeat(500)}: ${echoed}`, correlation_id: echoed },
            ]) {
                await failureOf(exchange(assertion, () => Response.json(body, { status: 400 })));
            }
        });
    }

    it("of Entra with a token in the wrong place shows nothing of it", async () => {
        const body = { error: "server_error", error_description: outsideToken(claims), access_token: accessToken() };
        await failureOf(exchange(outsideToken(claims), () => Response.json(body, { status: 500 })));
        const error = await failureOf(
            exchange(outsideToken(claims), () => Response.json({ ...body, expires_in: "Infinity" }, { status: 200 })),
        );
        assert.equal(error.code, "UnexpectedAnswer");
    });

    it("of Entra without an end is not read to it", async () => {
        let pulled = 0;
        const endless = new ReadableStream<Uint8Array>({
            pull: (controller) => {
                pulled += 1;
                assert.ok(pulled < 100, "still reading");
                controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
            },
        });
        const error = await failureOf(exchange(outsideToken(claims), () => new Response(endless)));
        assert.equal(error.code, "UnexpectedAnswer");
    });

    const sound = '"access_token":"abc.def~1+/=","expires_in":3599';
    const absurd = [
        '"access_token":"","expires_in":3599',
        '"access_token":5,"expires_in":3599',
        '"access_token":"one\\ntwo","expires_in":3599',
        '"access_token":"one\\r\\nx-header: two","expires_in":3599',
        '"access_token":"one two","expires_in":3599',
        '"access_token":"one\\u0000","expires_in":3599',
        '"access_token":"t\u00f6ken","expires_in":3599',
        '"access_token":"abc=def","expires_in":3599',
        '"access_token":"abc"',
        ...["1e308", "1e999", "-1", "0", "0.5", "604801", "null", "true", '"3599"', '"Infinity"', "[3599]"].map(
            (seconds) => `"access_token":"abc","expires_in":${seconds}`,
        ),
    ];
    for (const body of absurd) {
        it(`of Entra with {${body}} is not a token`, async () => {
            const error = await failureOf(exchange(outsideToken(claims), () => new Response(`{${body}}`)));
            assert.equal(error.code, "UnexpectedAnswer");
            assert.match(error.message, /\(HTTP 200 with an absurd (?:access_token|expires_in)\)/);
        });
    }

    it("of Entra with a token that is sound is taken, and an absurd refresh_in is not heeded", async () => {
        for (const refresh of ["1e308", "-1", "0", "1e-300", '"1800"', "3600", "null"]) {
            const answer = `{${sound},"refresh_in":${refresh}}`;
            assert.deepEqual(await exchange(outsideToken(claims), () => new Response(answer)), {
                accessToken: "abc.def~1+/=",
                expiresInSeconds: 3599,
                refreshInSeconds: undefined,
                clockAheadMilliseconds: undefined,
            });
        }
    });

    it("of a server whose certificate nobody trusts is told apart from a network that is down", async () => {
        const listener = await listen(
            () => Promise.resolve(Response.json({})),
            await (await CertificateAuthority.create(new Date())).issueForLocalhost(),
        );
        try {
            const authorityHost = `https://localhost:${String(listener.port)}`;
            const request = { authorityHost, tenantId: TENANT_ID, clientId: CLIENT_ID, scope: SCOPE };
            const error = await failureOf(
                exchangeAssertion({ ...request, assertion: outsideToken(claims) }, realSystem),
            );
            assert.equal(error.code, "CertificateNotTrusted");
            assert.equal(error.retry, "never");
            assert.match(error.message, /\(localhost:\d+, [A-Z_]+\) .*NODE_EXTRA_CA_CERTS/);
        } finally {
            await listener.close();
        }
    });

    for (const status of [301, 302, 307, 308]) {
        it(`of Entra, a redirect by ${String(status)}, takes the assertion nowhere`, async () => {
            const asked: string[] = [];
            const server = createServer((request, response) => {
                asked.push(request.url ?? "");
                request.resume();
                response.writeHead(status, { location: "/elsewhere" }).end();
            });
            await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
            const address = server.address();
            const port = typeof address === "object" && address !== null ? address.port : 0;
            try {
                const authorityHost = `http://127.0.0.1:${String(port)}`;
                const request = { authorityHost, tenantId: TENANT_ID, clientId: CLIENT_ID, scope: SCOPE };
                await failureOf(exchangeAssertion({ ...request, assertion: outsideToken(claims) }, realSystem));
                assert.deepEqual(asked, [`/${TENANT_ID}/oauth2/v2.0/token`]);
            } finally {
                server.closeAllConnections();
                server.close();
            }
        });
    }

    describe("of AWS", () => {
        let aws: FakeAws;
        before(async () => {
            aws = await startFakeAws();
        });
        after(() => aws.close());
        withEnvironment(() => ({
            AWS_ENDPOINT_URL: aws.url,
            AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
            AWS_SECRET_ACCESS_KEY: "none",
            AWS_EC2_METADATA_DISABLED: "true",
        }));

        it("shows no token that stands in an error's name, message or request id", async () => {
            const token = outsideToken(claims);
            const source = new CognitoSource({
                kind: "cognito",
                identityPoolId: POOL_ID,
                developerProviderName: "entra.orders",
                developerUserIdentifier: "orders",
                region: "eu-central-1",
            });
            for (const name of [token, "\u001b[2J", "NotAuthorizedException", signature(token)]) {
                aws.answers = [
                    {
                        status: 400,
                        body: JSON.stringify({ __type: name, message: `\u001b[31m${token} was refused` }),
                        headers: { "x-amzn-requestid": signature(token) },
                    },
                ];
                const { code } = await failureOf(source.mint(300));
                assert.match(code, /^(?:UnknownError|NotAuthorizedException)$/);
            }
        });
    });
});
