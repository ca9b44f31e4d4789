import { strict as assert } from "node:assert";
import { randomBytes } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { FederationError, SourceError, TokenMismatchError } from "../../workload";
import { resolveAwsCredentials } from "../../workload/sources/aws-credentials";
import { CognitoSource } from "../../workload/sources/cognito-source";
import { toSourceError } from "../../workload/sources/source-error";
import { durationWithinSession, StsSource } from "../../workload/sources/sts-source";
import { type FakeAws, startFakeAws } from "./fake-aws";
import { IDENTITY_ID, POOL_ID } from "./federated-workload";
import { assertHoldsNoToken, outsideToken, remember, searchStreamsForTokens } from "./issued-tokens";
import { withEnvironment } from "./with-environment";

const AUDIENCE = "api://AzureADTokenExchange";
const ISSUED_AT = 1_700_000_000;

function cognitoToken(claims: Readonly<Record<string, unknown>> = {}): string {
    return outsideToken({
        iss: "https://cognito-identity.amazonaws.com",
        aud: POOL_ID,
        sub: IDENTITY_ID,
        iat: ISSUED_AT,
        exp: ISSUED_AT + 300,
        ...claims,
    });
}

async function failureOf(promise: Promise<unknown>): Promise<FederationError> {
    const error: unknown = await promise.then(
        () => assert.fail("resolved"),
        (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof FederationError, inspect(error));
    assertHoldsNoToken(inspect(error, { depth: 10, showHidden: true }), "An error");
    return error;
}

describe("Sources of outside tokens", () => {
    searchStreamsForTokens();
    let aws: FakeAws;
    const secretKey = remember(randomBytes(30).toString("base64url"));
    const sessionToken = remember(randomBytes(200).toString("base64url"));
    before(async () => {
        aws = await startFakeAws();
    });
    after(() => aws.close());
    beforeEach(() => {
        aws.requests.length = 0;
    });
    withEnvironment(() => ({
        AWS_ENDPOINT_URL: aws.url,
        AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
        AWS_SECRET_ACCESS_KEY: secretKey,
        AWS_SESSION_TOKEN: sessionToken,
        AWS_EC2_METADATA_DISABLED: "true",
    }));

    describe("Cognito", () => {
        const settings = {
            kind: "cognito",
            identityPoolId: POOL_ID,
            developerProviderName: "entra.orders",
            developerUserIdentifier: "orders",
            identityId: IDENTITY_ID,
            region: "eu-central-1",
        } as const;
        const answer = (token: string): { status: number; body: string } => ({
            status: 200,
            body: JSON.stringify({ IdentityId: IDENTITY_ID, Token: token }),
        });

        it("asks for the developer identity's token, signed for the pool's region", async () => {
            const token = cognitoToken();
            aws.answers = [answer(token)];
            assert.deepEqual(await new CognitoSource(settings).mint(300), { token, lifetimeSeconds: 300 });
            assert.deepEqual(JSON.parse(aws.requests[0]?.body ?? ""), {
                IdentityPoolId: POOL_ID,
                Logins: { "entra.orders": "orders" },
                TokenDuration: 300,
            });
            assert.equal(aws.requests[0]?.target, "AWSCognitoIdentityService.GetOpenIdTokenForDeveloperIdentity");
            assert.match(aws.requests[0].authorization, /\/eu-central-1\/cognito-identity\/aws4_request/);
        });

        it("tells a token of another identity or pool at once", async () => {
            aws.answers = [answer(cognitoToken({ sub: POOL_ID }))];
            const subject = await failureOf(new CognitoSource(settings).mint(300));
            assert.ok(subject instanceof TokenMismatchError);
            assert.equal(subject.claim, "sub");
            assert.match(subject.message, new RegExp(`sub is ${POOL_ID}, deployed was ${IDENTITY_ID}`));
            aws.answers = [answer(cognitoToken({ aud: IDENTITY_ID }))];
            const audience = await failureOf(new CognitoSource(settings).mint(300));
            assert.ok(audience instanceof TokenMismatchError && audience.claim === "aud");
            assert.equal(audience.retry, "never");
        });

        const refused = [
            [400, "NotAuthorizedException", "never"],
            [400, "ResourceNotFoundException", "never"],
            [400, "InvalidParameterException", "never"],
            [400, "ResourceConflictException", "never"],
            [400, "DeveloperUserAlreadyRegisteredException", "never"],
            [400, "TooManyRequestsException", "transient"],
            [500, "InternalErrorException", "transient"],
            [403, "UnrecognizedClientException", "never"],
        ] as const;
        for (const [status, name, retry] of refused) {
            it(`names ${name}`, async () => {
                const body = JSON.stringify({ __type: name, message: "A sentence of AWS's." });
                aws.answers = [{ status, body, headers: { "x-amzn-requestid": "request-1" } }];
                const error = await failureOf(new CognitoSource(settings).mint(300));
                assert.ok(error instanceof SourceError);
                assert.equal(error.code, name);
                assert.equal(error.retry, retry);
                assert.equal(error.correlationId, "request-1");
                assert.match(error.message, new RegExp(`^Cognito: ${name}: .*A sentence of AWS's\\.`));
            });
        }

        it("keeps a signature error's canonical request to itself: the session token is in it", async () => {
            const message = `The Canonical String was 'POST\n/\nx-amz-security-token:${sessionToken}'`;
            aws.answers = [{ status: 400, body: JSON.stringify({ __type: "InvalidSignatureException", message }) }];
            const error = await failureOf(new CognitoSource(settings).mint(300));
            assert.equal(error.code, "InvalidSignatureException");
            assert.doesNotMatch(error.message, /Canonical/);
        });

        it("asks again with the service's time when this machine's clock is wrong", async () => {
            const date = new Date(Date.now() + 3_600_000).toUTCString();
            const refusal = { __type: "InvalidSignatureException", message: "Signature not yet current" };
            aws.answers = [{ status: 400, body: JSON.stringify(refusal), headers: { date } }, answer(cognitoToken())];
            await new CognitoSource(settings).mint(300);
            assert.equal(aws.requests.length, 2);
        });

        it("takes no answer without a JWT for a token", async () => {
            for (const body of ["{}", JSON.stringify({ Token: "a.b.c" })]) {
                aws.answers = [{ status: 200, body }];
                assert.equal((await failureOf(new CognitoSource(settings).mint(300))).code, "UnexpectedAnswer");
            }
        });
    });

    describe("Cognito with an absurd token", () => {
        const settings = {
            kind: "cognito",
            identityPoolId: POOL_ID,
            developerProviderName: "entra.orders",
            developerUserIdentifier: "orders",
            region: "eu-central-1",
        } as const;
        const minted = async (token: string): Promise<FederationError> => {
            aws.answers = [{ status: 200, body: JSON.stringify({ IdentityId: IDENTITY_ID, Token: token }) }];
            return failureOf(new CognitoSource(settings).mint(300));
        };

        for (const exp of [1e308, ISSUED_AT, ISSUED_AT - 1, ISSUED_AT + 604_801]) {
            it(`takes no token that ends at ${String(exp)}`, async () => {
                const error = await minted(cognitoToken({ exp }));
                assert.equal(error.code, "UnexpectedAnswer");
                assert.match(error.message, /absurd lifetime/);
            });
        }

        it("refuses a token with characters that no token has", async () => {
            const token = cognitoToken();
            for (const odd of [`${token}\n`, ` ${token}`, token.replace(".", ".\n"), `${token}.more`, `${token}"`]) {
                const error = await minted(odd);
                assert.equal(error.code, "UnexpectedAnswer");
                assert.match(error.message, /no JWT in the answer/);
            }
        });
    });

    describe("AWS credentials", () => {
        const settings = {
            kind: "cognito",
            identityPoolId: POOL_ID,
            developerProviderName: "entra.orders",
            developerUserIdentifier: "orders",
            region: "eu-central-1",
        } as const;
        let folder: string;
        before(async () => {
            folder = await mkdtemp(join(tmpdir(), "credentials-"));
            await writeFile(join(folder, "empty"), "");
            await writeFile(join(folder, "token"), cognitoToken());
            execFileSync("mkfifo", [join(folder, "pipe")]);
            await writeFile(
                join(folder, "config"),
                `[profile web]\nrole_arn = ${ROLE}\nweb_identity_token_file = /nowhere/of-the-profile\n`,
            );
        });
        after(() => rm(folder, { recursive: true }));
        withEnvironment(() => ({
            AWS_ACCESS_KEY_ID: undefined,
            AWS_SECRET_ACCESS_KEY: undefined,
            AWS_SESSION_TOKEN: undefined,
            AWS_CONFIG_FILE: join(folder, "config"),
            AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
            AWS_PROFILE: undefined,
            AWS_ROLE_ARN: undefined,
            AWS_WEB_IDENTITY_TOKEN_FILE: undefined,
            AWS_CONTAINER_CREDENTIALS_FULL_URI: undefined,
            AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: undefined,
        }));
        const ROLE = "arn:aws:iam::111122223333:role/orders";

        const mistakes = [
            [
                "a web identity file that does not exist",
                () => ({ AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: "/nowhere/token" }),
                "CredentialFileUnreadable",
                /\(AWS_WEB_IDENTITY_TOKEN_FILE is \/nowhere\/token: ENOENT\)/,
            ],
            [
                "a web identity file that is a folder",
                () => ({ AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: folder }),
                "CredentialFileUnreadable",
                /\(AWS_WEB_IDENTITY_TOKEN_FILE is \S+: it is not a file\)/,
            ],
            [
                "a web identity file that is empty",
                () => ({ AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, "empty") }),
                "CredentialFileUnreadable",
                /\(AWS_WEB_IDENTITY_TOKEN_FILE is \S+empty: it is empty\)/,
            ],
            [
                "a web identity file that is a pipe nobody writes to",
                () => ({ AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, "pipe") }),
                "CredentialFileUnreadable",
                /\(AWS_WEB_IDENTITY_TOKEN_FILE is \S+pipe: it is not a file\)/,
            ],
            [
                "a web identity file that a profile names and that does not exist",
                () => ({ AWS_PROFILE: "web" }),
                "CredentialFileUnreadable",
                /\(AWS_PROFILE is web; \/nowhere\/of-the-profile: ENOENT\)/,
            ],
            [
                "a container's authorization file that does not exist",
                () => ({
                    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${aws.url}/keys`,
                    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "/nowhere/authorization",
                }),
                "CredentialFileUnreadable",
                /\(AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE is \/nowhere\/authorization: ENOENT\)/,
            ],
            [
                "a profile that does not exist",
                () => ({ AWS_PROFILE: "none" }),
                "CredentialsProviderError",
                /\(AWS_PROFILE is none; Could not load credentials from any providers\)/,
            ],
            [
                "a container's address that is none",
                () => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: "nonsense" }),
                "AddressMalformed",
                /\(AWS_CONTAINER_CREDENTIALS_FULL_URI is nonsense; Invalid URL\)/,
            ],
            [
                "a role that does not trust the workload",
                () => ({ AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, "token") }),
                "RoleNotAssumed",
                /\(AWS_ROLE_ARN is arn:aws:iam::111122223333:role\/orders; AWS_WEB_IDENTITY_TOKEN_FILE is \S+; AccessDenied: Not authorized\.\)/,
            ],
        ] as const;
        for (const [what, variables, code, message] of mistakes) {
            describe(`with ${what}`, () => {
                withEnvironment(variables);
                it(`are a mistake in the configuration: ${code}`, async () => {
                    aws.answers = [
                        {
                            status: 403,
                            body: "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>Not authorized.</Message></Error></ErrorResponse>",
                        },
                    ];
                    for (const source of [
                        new CognitoSource(settings),
                        new StsSource({ kind: "sts", region: "eu-central-1", audience: AUDIENCE }),
                    ]) {
                        const error = await failureOf(source.mint(300));
                        assert.equal(error.code, code);
                        assert.equal(error.retry, "never");
                        assert.match(error.message, /^AWS credentials: /);
                        assert.match(error.message, message);
                    }
                });
            });
        }

        it("that do not come are not waited for forever", async () => {
            const client = { config: { credentials: () => new Promise<never>(() => undefined) } };
            const error = await failureOf(resolveAwsCredentials(client, 20));
            assert.equal(error.code, "TimedOut");
            assert.match(error.message, /^AWS credentials: /);
        });
    });

    describe("Cognito at an endpoint that is not a URL", () => {
        withEnvironment(() => ({ AWS_ENDPOINT_URL: "nonsense" }));
        it("names the variable", async () => {
            const source = new CognitoSource({
                kind: "cognito",
                identityPoolId: POOL_ID,
                developerProviderName: "entra.orders",
                developerUserIdentifier: "orders",
                region: "eu-central-1",
            });
            const error = await failureOf(source.mint(300));
            assert.equal(error.code, "AddressMalformed");
            assert.match(error.message, /\(AWS_ENDPOINT_URL is nonsense; Invalid URL\)/);
        });
    });

    it("takes a package that is missing for no failure of the network", () => {
        const missing = Object.assign(new Error("Cannot find module '@aws-sdk/client-sts'"), {
            code: "MODULE_NOT_FOUND",
        });
        const error = toSourceError("STS", missing);
        assert.equal(error.code, "PackageMissing");
        assert.equal(error.retry, "never");
    });

    describe("Cognito without AWS", () => {
        withEnvironment(() => ({ AWS_ENDPOINT_URL: "http://127.0.0.1:9" }));
        it("says that it cannot be reached", async () => {
            const settings = {
                kind: "cognito",
                identityPoolId: POOL_ID,
                developerProviderName: "entra.orders",
                developerUserIdentifier: "orders",
            } as const;
            const error = await failureOf(new CognitoSource({ ...settings, region: "eu-central-1" }).mint(300));
            assert.equal(error.code, "NetworkUnreachable");
            assert.equal(error.retry, "transient");
        });
    });

    describe("STS", () => {
        const settings = { kind: "sts", region: "eu-central-1", audience: AUDIENCE } as const;

        it("asks for one audience and RS256", async () => {
            const token = outsideToken({
                iss: "https://00000000-0000-4000-8000-000000000000.tokens.sts.global.api.aws",
                aud: AUDIENCE,
                sub: "arn:aws:iam::111122223333:role/orders",
                iat: ISSUED_AT,
                exp: ISSUED_AT + 300,
            });
            const xml = `<GetWebIdentityTokenResponse><GetWebIdentityTokenResult><WebIdentityToken>${token}</WebIdentityToken></GetWebIdentityTokenResult></GetWebIdentityTokenResponse>`;
            aws.answers = [{ status: 200, body: xml }];
            assert.deepEqual(await new StsSource(settings).mint(300), { token, lifetimeSeconds: 300 });
            const form = new URLSearchParams(aws.requests[0]?.body);
            assert.equal(form.get("Action"), "GetWebIdentityToken");
            assert.equal(form.get("Audience.member.1"), AUDIENCE);
            assert.equal(form.get("Audience.member.2"), null);
            assert.equal(form.get("SigningAlgorithm"), "RS256");
            assert.equal(form.get("DurationSeconds"), "300");
        });

        it("names a federation that is switched off", async () => {
            const name = "OutboundWebIdentityFederationDisabledException";
            const xml = `<ErrorResponse><Error><Code>OutboundWebIdentityFederationDisabled</Code><Message>Off.</Message></Error></ErrorResponse>`;
            aws.answers = [{ status: 403, body: xml }];
            const error = await failureOf(new StsSource(settings).mint(300));
            assert.equal(error.code, name);
        });

        it("asks for no token that would outlive the session", () => {
            const now = Date.UTC(2026, 0, 1);
            const inSeconds = (seconds: number): Date => new Date(now + seconds * 1000);
            assert.equal(durationWithinSession(300, undefined, now), 300);
            assert.equal(durationWithinSession(300, inSeconds(3600), now), 300);
            assert.equal(durationWithinSession(1800, inSeconds(200), now), 195);
            assert.equal(durationWithinSession(1800, inSeconds(20), now), 60);
            assert.equal(durationWithinSession(86_400, undefined, now), 3600);
        });
    });
});
