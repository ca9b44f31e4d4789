import { strict as assert } from "node:assert";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { run } from "../../workload/command/run";
import { systemClock } from "../../workload/clock";
import type { System } from "../../workload/system";
import { eventually } from "./eventually";
import { type FakeAws, startFakeAws } from "./fake-aws";
import { FakeClock } from "./fake-clock";
import { type FakeExtensionsApi, sendEvent, startFakeExtensionsApi } from "./fake-extensions-api";
import { FakeSignals } from "./fake-signals";
import { ENVIRONMENT, IDENTITY_ID, POOL_ID } from "./federated-workload";
import { assertHoldsNoToken, outsideToken, searchStreamsForTokens } from "./issued-tokens";
import { withEnvironment } from "./with-environment";

const COMMAND = join(__dirname, "..", "..", "workload", "cognito-entra.cjs");
const SHORTEN_TIMEOUTS = join(__dirname, "programs", "shorten-timeouts.cjs");
const AWS_KEYS = { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "none" };

describe("Lambda extension", () => {
    searchStreamsForTokens();
    let aws: FakeAws;
    let api: FakeExtensionsApi;
    let folder: string;
    before(async () => {
        aws = await startFakeAws();
        folder = await mkdtemp(join(tmpdir(), "lambda-"));
    });
    beforeEach(async () => {
        api = await startFakeExtensionsApi();
        aws.answers = [answerWithToken(systemClock.now() / 1000, 1)];
    });
    afterEach(() => api.close());
    after(async () => {
        await aws.close();
        await rm(folder, { recursive: true });
    });
    withEnvironment(() => ({ AWS_ENDPOINT_URL: aws.url, ...AWS_KEYS }));

    function answerWithToken(iat: number, jti: number): { status: number; body: string } {
        const claims = { iss: "i", aud: POOL_ID, sub: IDENTITY_ID, iat, exp: iat + 1800, jti };
        return { status: 200, body: JSON.stringify({ IdentityId: IDENTITY_ID, Token: outsideToken(claims) }) };
    }

    /** Real time, in which nobody waits. */
    const impatient: System = {
        clock: { now: () => systemClock.now(), sleep: () => Promise.resolve() },
        random: () => 0.5,
        fetch: () => assert.fail("no fetch here"),
    };

    const extend = async (
        options: {
            readonly file?: string;
            readonly host?: string | undefined;
            readonly system?: System;
            readonly signals?: FakeSignals;
        } = {},
    ): Promise<{ code: number; log: string }> => {
        const log: string[] = [];
        const { file = join(folder, "token"), system = impatient, signals = new FakeSignals() } = options;
        const host = "host" in options ? options.host : api.host;
        const code = await run(["lambda-extension", "--file", file], {
            environment: { ...ENVIRONMENT, AWS_LAMBDA_RUNTIME_API: host },
            system,
            out: (text) => log.push(text),
            log: (line) => log.push(line),
            outIsTerminal: false,
            inIsTerminal: false,
            ...signals.context,
        });
        assertHoldsNoToken(log.join(), "The log");
        return { code, log: log.join("\n") };
    };

    const pathsAsked = (): string[] => api.requests.map(({ path }) => path.replace("/2020-01-01/extension", ""));

    it("has the token there before the function starts, and renews it at half its life when an invocation begins", async () => {
        const file = join(folder, "kept");
        const clock = new FakeClock();
        aws.answers = [1, 2, 3].map((jti) => answerWithToken(clock.now() / 1000, jti));
        const seen: string[] = [];
        const pausesBefore = [0, 899_000, 1000, 0];
        api.next = async (response) => {
            seen.push(await readFile(file, "utf8"));
            const pause = pausesBefore.shift();
            clock.jump(pause ?? 0);
            sendEvent(response, pause === undefined ? "SHUTDOWN" : "INVOKE");
        };
        const { code, log } = await extend({ file, system: { ...impatient, clock } });
        assert.equal(log, "");
        assert.equal(code, 0);
        // Before the first invocation and after each: the third one, at half the life, brought the second token.
        assert.deepEqual(
            seen.map((token) => seen.indexOf(token)),
            [0, 0, 0, 3, 3],
        );
        const [registration, poll] = api.requests;
        assert.equal(registration?.method, "POST");
        assert.equal(registration.headers["lambda-extension-name"], "cognito-entra");
        assert.deepEqual(JSON.parse(registration.body), { events: ["INVOKE", "SHUTDOWN"] });
        assert.equal(poll?.method, "GET");
        assert.equal(poll.headers["lambda-extension-identifier"], "id-1");
    });

    it("waits for an event for longer than the time-outs of an HTTP client", async () => {
        let answer: (() => void) | undefined;
        api.next = (response) => {
            if (answer === undefined) {
                answer = () => {
                    sendEvent(response, "INVOKE");
                };
            } else {
                sendEvent(response, "SHUTDOWN");
            }
        };
        const child = spawn(
            process.execPath,
            ["--require", SHORTEN_TIMEOUTS, COMMAND, "lambda-extension", "--file", join(folder, "patient")],
            {
                env: {
                    ...ENVIRONMENT,
                    ...AWS_KEYS,
                    NODE_NO_WARNINGS: "1",
                    AWS_ENDPOINT_URL: aws.url,
                    AWS_LAMBDA_RUNTIME_API: api.host,
                },
                stdio: ["ignore", "ignore", "pipe"],
            },
        );
        let stderr = "";
        child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
        const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
        await eventually(() => answer !== undefined || child.exitCode !== null, "the first poll");
        // A request that began later and was ended by the shortened time-out shows that the poll outlived it.
        const silent = await startFakeExtensionsApi();
        const control =
            `setTimeout(() => fetch("http://${silent.host}/event/next")` +
            ".catch((error) => console.log(error.cause.code)), 100)";
        const { stdout } = await promisify(execFile)(process.execPath, ["--require", SHORTEN_TIMEOUTS, "-e", control]);
        await silent.close();
        assert.equal(stdout.trim(), "UND_ERR_HEADERS_TIMEOUT");
        assert.equal(child.exitCode, null, stderr);
        answer?.();
        assert.equal(await ended, 0, stderr);
        assert.equal(stderr, "");
        assert.deepEqual(pathsAsked(), ["/register", "/event/next", "/event/next"]);
    });

    it("polls again after a connection that broke", async () => {
        let polls = 0;
        api.next = (response) => {
            polls += 1;
            if (polls < 4) {
                response.destroy();
            } else {
                sendEvent(response, "SHUTDOWN");
            }
        };
        assert.deepEqual(await extend(), { code: 0, log: "" });
        assert.equal(polls, 4);
    });

    it("ends with a clear message, and tells Lambda, when every connection breaks", async () => {
        api.next = (response) => {
            response.destroy();
        };
        const { code, log } = await extend();
        assert.equal(code, 1);
        assert.equal(
            log,
            "Lambda's Extensions API gives no event: ECONNRESET, 5 times in a row. The extension ends; Lambda starts it again with a new environment.",
        );
        assert.deepEqual(pathsAsked(), ["/register", ...Array.from({ length: 5 }, () => "/event/next"), "/exit/error"]);
        const report = api.requests.at(-1);
        assert.equal(report?.method, "POST");
        assert.equal(report.headers["lambda-extension-identifier"], "id-1");
        assert.equal(report.headers["lambda-extension-function-error-type"], "Extension.NoEvent");
        assert.deepEqual(JSON.parse(report.body), {
            errorMessage: log,
            errorType: "Extension.NoEvent",
            stackTrace: [],
        });
    });

    for (const [status, body, found] of [
        [403, '{"errorType":"Extension.InvalidExtensionIdentifier"}', "HTTP 403"],
        [500, "", "HTTP 500"],
        [200, "<html>", "an answer without an event"],
        [200, '{"eventType":"PING"}', "an answer without an event"],
    ] as const) {
        it(`ends with a clear message, and without polling again, at HTTP ${String(status)} with ${body || "nothing"}`, async () => {
            api.next = (response) => {
                response.writeHead(status).end(body);
            };
            const { code, log } = await extend();
            assert.equal(code, 1);
            assert.equal(
                log,
                `Lambda's Extensions API gives no event: ${found}. The extension ends; Lambda starts it again with a new environment.`,
            );
            assert.deepEqual(pathsAsked(), ["/register", "/event/next", "/exit/error"]);
        });
    }

    it("stops at a signal while it waits for an event", async () => {
        const signals = new FakeSignals();
        api.next = () => {
            signals.send("SIGTERM");
        };
        assert.deepEqual(await extend({ signals }), { code: 0, log: "" });
    });

    it("says that Lambda did not register it", async () => {
        api.registrationStatus = 403;
        const { code, log } = await extend();
        assert.equal(code, 1);
        assert.match(log, /did not register the extension \(HTTP 403\): its file must be \/opt\/extensions\//);
    });

    it("says that Lambda cannot be reached", async () => {
        const { host } = api;
        await api.close();
        const { code, log } = await extend({ host });
        assert.equal(code, 1);
        assert.match(log, /^Lambda did not register the extension \(ECONNREFUSED\)/);
    });

    it("accepts only a valid host", async () => {
        for (const host of ["a b", "127.0.0.1:9001/elsewhere", "user@127.0.0.1:9001", "127.0.0.1:99999"]) {
            const { code, log } = await extend({ host });
            assert.equal(code, 1);
            assert.match(log, /AWS_LAMBDA_RUNTIME_API is ".*", not HOST:PORT/);
        }
        assert.deepEqual(api.requests, []);
    });

    it("does not touch a file that holds something other than a token, and says so before it registers", async () => {
        const file = join(folder, "precious");
        await writeFile(file, "precious");
        const { code, log } = await extend({ file });
        assert.equal(code, 1);
        assert.match(log, /^The token file \S+precious is left as it is: it holds something other than a token\./);
        assert.equal(await readFile(file, "utf8"), "precious");
        assert.deepEqual(api.requests, []);
    });

    it("runs in Lambda only", async () => {
        const { code, log } = await extend({ host: undefined });
        assert.equal(code, 2);
        assert.match(log, /runs in AWS Lambda only/);
    });
});
