import { strict as assert } from "node:assert";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../workload/command/run";
import { type FakeAws, startFakeAws } from "./fake-aws";
import { FakeClock } from "./fake-clock";
import { ENVIRONMENT, IDENTITY_ID, POOL_ID } from "./federated-workload";
import { assertHoldsNoToken, outsideToken, searchStreamsForTokens } from "./issued-tokens";
import { withEnvironment } from "./with-environment";

describe("Lambda extension", () => {
    searchStreamsForTokens();
    let aws: FakeAws;
    let folder: string;
    before(async () => {
        aws = await startFakeAws();
        folder = await mkdtemp(join(tmpdir(), "lambda-"));
    });
    after(async () => {
        await aws.close();
        await rm(folder, { recursive: true });
    });
    withEnvironment(() => ({
        AWS_ENDPOINT_URL: aws.url,
        AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
        AWS_SECRET_ACCESS_KEY: "none",
    }));

    it("has the token there before the function starts, and renews it at half its life when an invocation begins", async () => {
        const file = join(folder, "token");
        const clock = new FakeClock();
        const iat = clock.now() / 1000;
        aws.answers = [1, 2, 3].map((jti) => {
            const claims = { iss: "i", aud: POOL_ID, sub: IDENTITY_ID, iat, exp: iat + 1800, jti };
            return { status: 200, body: JSON.stringify({ IdentityId: IDENTITY_ID, Token: outsideToken(claims) }) };
        });
        const seen: string[] = [];
        const pausesBefore = [0, 899_000, 1000, 0];
        const fetch = async (url: string, init?: RequestInit): Promise<Response> => {
            if (url.endsWith("/register")) {
                assert.equal(new Headers(init?.headers).get("lambda-extension-name"), "cognito-entra");
                assert.deepEqual(JSON.parse(typeof init?.body === "string" ? init.body : ""), {
                    events: ["INVOKE", "SHUTDOWN"],
                });
                return Response.json({}, { headers: { "lambda-extension-identifier": "id-1" } });
            }
            assert.equal(url, "http://127.0.0.1:9001/2020-01-01/extension/event/next");
            assert.equal(new Headers(init?.headers).get("lambda-extension-identifier"), "id-1");
            seen.push(await readFile(file, "utf8"));
            const pause = pausesBefore.shift();
            clock.jump(pause ?? 0);
            return Response.json({ eventType: pause === undefined ? "SHUTDOWN" : "INVOKE" });
        };
        const log: string[] = [];
        const code = await run(["lambda-extension", "--file", file], {
            environment: { ...ENVIRONMENT, AWS_LAMBDA_RUNTIME_API: "127.0.0.1:9001" },
            system: { clock, random: () => 0.5, fetch },
            out: (text) => log.push(text),
            log: (line) => log.push(line),
            outIsTerminal: false,
            inIsTerminal: false,
            stop: new AbortController().signal,
        });
        assert.equal(code, 0);
        assert.deepEqual(log, []);
        // Before the first invocation and after each: the third one, at half the life, brought the second token.
        assert.deepEqual(
            seen.map((token) => seen.indexOf(token)),
            [0, 0, 0, 3, 3],
        );
        assertHoldsNoToken(log.join(), "The log");
    });

    it("says that Lambda did not register it", async () => {
        const log: string[] = [];
        const code = await run(["lambda-extension", "--file", join(folder, "unregistered")], {
            environment: { ...ENVIRONMENT, AWS_LAMBDA_RUNTIME_API: "127.0.0.1:9001" },
            system: {
                clock: new FakeClock(),
                random: () => 0.5,
                fetch: () => Promise.resolve(Response.json({}, { status: 403 })),
            },
            out: (text) => log.push(text),
            log: (line) => log.push(line),
            outIsTerminal: false,
            inIsTerminal: false,
            stop: new AbortController().signal,
        });
        assert.equal(code, 1);
        assert.match(log.join(), /did not register the extension \(HTTP 403\): its file must be \/opt\/extensions\//);
    });

    it("runs in Lambda alone", async () => {
        const log: string[] = [];
        const code = await run(["lambda-extension", "--file", "x"], {
            environment: ENVIRONMENT,
            system: { clock: new FakeClock(), random: () => 0.5, fetch: () => assert.fail("no HTTP here") },
            out: (text) => log.push(text),
            log: (line) => log.push(line),
            outIsTerminal: false,
            inIsTerminal: false,
            stop: new AbortController().signal,
        });
        assert.equal(code, 2);
        assert.match(log.join(), /runs in AWS Lambda alone/);
    });
});
