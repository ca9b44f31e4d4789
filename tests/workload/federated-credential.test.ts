import { strict as assert } from "node:assert";
import { inspect } from "node:util";
import { ExchangeError, FederationError, SourceError, TenantNotAllowedError } from "../../workload";
import { settle } from "./fake-clock";
import { networkDown, refusal } from "./fake-entra";
import { CLIENT_ID, FederatedTestWorkload, SCOPE, TENANT_ID } from "./federated-workload";
import { assertHoldsNoToken, searchStreamsForTokens } from "./issued-tokens";

const MINUTE = 60_000;

/** The rejection's error; the clock runs until it comes. */
async function failureOf(workload: FederatedTestWorkload, promise: Promise<unknown>): Promise<FederationError> {
    let thrown: unknown;
    const done = promise.then(
        () => assert.fail("resolved"),
        (error: unknown) => {
            thrown = error;
        },
    );
    for (let second = 0; second < 1000 && thrown === undefined; second += 1) {
        await settle();
        await workload.clock.advance(1000);
    }
    await done;
    assert.ok(thrown instanceof FederationError);
    assertHoldsNoToken(inspect(thrown, { depth: 10, showHidden: true }), "An error");
    return thrown;
}

async function until<T>(workload: FederatedTestWorkload, promise: Promise<T>): Promise<T> {
    const state = { finished: false };
    const done = promise.finally(() => {
        state.finished = true;
    });
    done.catch(() => undefined);
    for (let second = 0; second < 1000 && !state.finished; second += 1) {
        await settle();
        await workload.clock.advance(1000);
    }
    return done;
}

describe("FederatedCredential", () => {
    searchStreamsForTokens();

    it("exchanges the outside token by one form post", async () => {
        const workload = new FederatedTestWorkload();
        const token = await workload.credential.getToken(SCOPE);
        const [request] = workload.entra.requests;
        assert.equal(request?.url, `https://login.microsoftonline.com/${TENANT_ID}/oauth2/v2.0/token`);
        assert.deepEqual(
            [...request.form.keys()],
            ["grant_type", "client_id", "scope", "client_assertion_type", "client_assertion"],
        );
        assert.equal(request.form.get("client_id"), CLIENT_ID);
        assert.equal(request.form.get("scope"), SCOPE);
        assert.equal(request.form.get("grant_type"), "client_credentials");
        assert.equal(
            request.form.get("client_assertion_type"),
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        );
        assert.equal(token.expiresOnTimestamp, workload.clock.now() + 3600_000);
        assert.equal(token.refreshAfterTimestamp, workload.clock.now() + 52 * MINUTE);
        assert.equal(token.tokenType, "Bearer");
    });

    it("makes one Cognito call and one exchange for 1,000 concurrent first calls", async () => {
        const workload = new FederatedTestWorkload();
        workload.entra.latencyMilliseconds = 200;
        const calls = Array.from({ length: 1000 }, () => workload.credential.getToken([SCOPE]));
        const tokens = await until(workload, Promise.all(calls));
        assert.equal(new Set(tokens.map(({ token }) => token)).size, 1);
        assert.equal(workload.source.minted, 1);
        assert.equal(workload.entra.requests.length, 1);
    });

    it("keeps tokens of other scopes apart, and uses one assertion for both", async () => {
        const workload = new FederatedTestWorkload();
        const vault = await workload.credential.getToken(SCOPE);
        const storage = await workload.credential.getToken("https://storage.azure.com/.default");
        assert.notEqual(vault.token, storage.token);
        assert.equal((await workload.credential.getToken(SCOPE)).token, vault.token);
        assert.equal(workload.source.minted, 1);
    });

    it("mints a new token when the assertion is about to end", async () => {
        const workload = new FederatedTestWorkload();
        await workload.credential.getToken(SCOPE);
        await workload.clock.advance(239_000);
        await workload.credential.getToken("b/.default");
        assert.equal(workload.source.minted, 1);
        await workload.clock.advance(1000);
        await workload.credential.getToken("c/.default");
        assert.equal(workload.source.minted, 2);
    });

    it("renews in the background, once, while callers get the token at hand", async () => {
        const workload = new FederatedTestWorkload();
        const first = await workload.credential.getToken(SCOPE);
        workload.entra.latencyMilliseconds = 5000;
        await workload.clock.advance(52 * MINUTE - 1);
        await workload.credential.getToken(SCOPE);
        await settle();
        assert.equal(workload.entra.requests.length, 1);
        await workload.clock.advance(1);
        for (let call = 0; call < 10; call += 1) {
            assert.equal((await workload.credential.getToken(SCOPE)).token, first.token);
            await workload.clock.advance(100);
        }
        assert.equal(workload.entra.requests.length, 2);
        await workload.clock.advance(5000);
        await settle();
        assert.notEqual((await workload.credential.getToken(SCOPE)).token, first.token);
        assert.equal(workload.entra.requests.length, 2);
    });

    it("does nothing while nobody asks", async () => {
        const workload = new FederatedTestWorkload();
        await workload.credential.getToken(SCOPE);
        await workload.clock.advance(24 * 60 * MINUTE);
        assert.equal(workload.entra.requests.length, 1);
    });

    it("renews when Entra says so, for tokens that live long", async () => {
        const workload = new FederatedTestWorkload({ lifetimeSeconds: 86_400 });
        workload.entra.script.push(() => workload.entra.token({ refresh_in: 43_200 }));
        const token = await workload.credential.getToken(SCOPE);
        assert.equal(token.refreshAfterTimestamp, workload.clock.now() + 43_200_000);
    });

    it("gives the token at hand while renewals fail, with pauses between them", async () => {
        const workload = new FederatedTestWorkload();
        const first = await workload.credential.getToken(SCOPE);
        await workload.clock.advance(52 * MINUTE);
        workload.entra.always = networkDown;
        for (let second = 0; second < 240; second += 1) {
            assert.equal((await workload.credential.getToken(SCOPE)).token, first.token);
            await workload.clock.advance(1000);
            await settle();
        }
        assert.equal(workload.entra.requests.length - 1, 16);
        workload.entra.always = undefined;
        await until(workload, Promise.resolve(workload.credential.getToken(SCOPE)));
        await workload.clock.advance(30_000);
        await workload.credential.getToken(SCOPE);
        await workload.clock.advance(1);
        await settle();
        assert.notEqual((await workload.credential.getToken(SCOPE)).token, first.token);
    });

    for (const code of [70021, 700211, 700212, 700213, 70025]) {
        it(`waits for a credential that Entra has not yet seen: AADSTS${String(code)}`, async () => {
            const workload = new FederatedTestWorkload();
            workload.entra.script.push(refusal(code), refusal(code, 401), refusal(code));
            const startedAt = workload.clock.now();
            await until(workload, workload.credential.getToken(SCOPE));
            assert.equal(workload.entra.requests.length, 4);
            assert.ok(workload.clock.now() - startedAt < 10_000);
        });
    }

    it("stops waiting for propagation after two minutes, and then fails at once", async () => {
        const workload = new FederatedTestWorkload();
        workload.entra.always = refusal(700213);
        const startedAt = workload.clock.now();
        const error = await failureOf(workload, workload.credential.getToken(SCOPE));
        const waited = workload.clock.now() - startedAt;
        assert.ok(waited > 100_000 && waited <= 121_000, String(waited));
        assert.ok(error instanceof ExchangeError);
        assert.equal(error.code, "AADSTS700213");
        assert.equal(error.correlationId, "b1c1a1f0-0000-4000-8000-000000000001");
        assert.equal(
            error.message,
            "Entra: AADSTS700213: No federated credential of the application has the token's subject. " +
                "(AADSTS700213: A sentence of Entra's. Trace ID: 1 Correlation ID: 2 Timestamp: 3) " +
                "Run `cognito-entra doctor`: it shows the token next to the federated credential, character by character. " +
                "[correlation id b1c1a1f0-0000-4000-8000-000000000001]",
        );
        await workload.clock.advance(20_000);
        const before = workload.entra.requests.length;
        await failureOf(workload, workload.credential.getToken(SCOPE));
        assert.equal(workload.entra.requests.length, before);
        await workload.clock.advance(40_000);
        await failureOf(workload, workload.credential.getToken(SCOPE));
        assert.equal(workload.entra.requests.length, before + 1);
    });

    for (const code of [7002138, 700016, 700027, 7000215, 70011, 53003, 999999]) {
        it(`does not try again what cannot pass: AADSTS${String(code)}`, async () => {
            const workload = new FederatedTestWorkload();
            workload.entra.always = refusal(code);
            const error = await failureOf(workload, workload.credential.getToken(SCOPE));
            assert.equal(error.code, `AADSTS${String(code)}`);
            assert.equal(workload.entra.requests.length, 1);
        });
    }

    it("mints a new assertion when Entra finds it expired", async () => {
        const workload = new FederatedTestWorkload();
        workload.entra.script.push(refusal(700024, 401));
        await until(workload, workload.credential.getToken(SCOPE));
        assert.equal(workload.source.minted, 2);
        const assertions = workload.entra.requests.map(({ form }) => form.get("client_assertion"));
        assert.equal(new Set(assertions).size, 2);
    });

    it("says how wrong this machine's clock is", async () => {
        const workload = new FederatedTestWorkload({ retryTimeoutSeconds: 0 });
        const date = new Date(workload.clock.now() - 600_000).toUTCString();
        workload.entra.always = refusal(700024, 401, { date });
        const error = await failureOf(workload, workload.credential.getToken(SCOPE));
        assert.match(error.message, /this machine's clock is 600 s ahead of Entra's/);
    });

    for (const ahead of [-86_400_000, -600_000, 600_000, 86_400_000]) {
        it(`counts a token's life from its arrival: clock ${String(ahead / 1000)} s ahead`, async () => {
            const workload = new FederatedTestWorkload();
            const date = new Date(workload.clock.now() - ahead).toUTCString();
            workload.entra.script.push(() => {
                const answer = workload.entra.token();
                answer.headers.set("date", date);
                return answer;
            });
            const token = await workload.credential.getToken(SCOPE);
            assert.equal(token.expiresOnTimestamp, workload.clock.now() + 3600_000);
            assert.equal(workload.credential.clockAheadMilliseconds, ahead - 500);
        });
    }

    it("comes back when a throttling Entra says", async () => {
        const workload = new FederatedTestWorkload();
        workload.entra.script.push(refusal(0, 429, { "retry-after": "7" }));
        const startedAt = workload.clock.now();
        await until(workload, workload.credential.getToken(SCOPE));
        assert.equal(workload.clock.now() - startedAt, 7000);
    });

    it("reads a Retry-After date by the server's clock", async () => {
        const workload = new FederatedTestWorkload();
        const serverNow = workload.clock.now() - 3600_000;
        workload.entra.script.push(
            refusal(0, 503, {
                date: new Date(serverNow).toUTCString(),
                "retry-after": new Date(serverNow + 20_000).toUTCString(),
            }),
        );
        const startedAt = workload.clock.now();
        await until(workload, workload.credential.getToken(SCOPE));
        assert.equal(workload.clock.now() - startedAt, 20_000);
    });

    it("does not wait when Retry-After is longer than a call may wait", async () => {
        const workload = new FederatedTestWorkload();
        workload.entra.always = refusal(0, 429, { "retry-after": "300" });
        const error = await failureOf(workload, workload.credential.getToken(SCOPE));
        assert.equal(error.retryAfterSeconds, 300);
        assert.equal(workload.entra.requests.length, 1);
    });

    it("tries again while the network is down or Cognito throttles, for a minute", async () => {
        const workload = new FederatedTestWorkload();
        workload.source.failures = ["TooManyRequestsException", "InternalErrorException"];
        workload.entra.script.push(networkDown);
        await until(workload, workload.credential.getToken(SCOPE));
        workload.entra.always = networkDown;
        const error = await failureOf(workload, workload.credential.getToken("other/.default"));
        assert.equal(error.code, "NetworkUnreachable");
        assert.match(error.message, /login\.microsoftonline\.com, ECONNREFUSED/);
    });

    it("does not try again when AWS refuses the caller", async () => {
        const workload = new FederatedTestWorkload();
        workload.source.failures = ["NotAuthorizedException"];
        const error = await failureOf(workload, workload.credential.getToken(SCOPE));
        assert.ok(error instanceof SourceError);
        assert.equal(error.code, "NotAuthorizedException");
        assert.equal(workload.entra.requests.length, 0);
    });

    it("answers a claims challenge with a new token that takes the old one's place", async () => {
        const workload = new FederatedTestWorkload();
        const first = await workload.credential.getToken(SCOPE, { enableCae: true });
        assert.equal(workload.entra.requests[0]?.form.get("claims"), '{"access_token":{"xms_cc":{"values":["CP1"]}}}');
        const claims = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}';
        const challenged = await Promise.all([
            workload.credential.getToken(SCOPE, { enableCae: true, claims }),
            workload.credential.getToken(SCOPE, { enableCae: true, claims }),
        ]);
        assert.equal(workload.entra.requests.length, 2);
        assert.deepEqual(JSON.parse(workload.entra.requests[1]?.form.get("claims") ?? ""), {
            access_token: { nbf: { essential: true, value: "1700000000" }, xms_cc: { values: ["CP1"] } },
        });
        assert.equal(challenged[0].token, challenged[1].token);
        assert.notEqual(challenged[0].token, first.token);
        assert.equal((await workload.credential.getToken(SCOPE, { enableCae: true })).token, challenged[0].token);
        await workload.credential.getToken(SCOPE, { claims });
        assert.equal(workload.entra.requests[2]?.form.get("claims"), claims);
    });

    it("asks another tenant only when it is allowed", async () => {
        const other = "99999999-1111-4222-8333-444444444444";
        const strict = new FederatedTestWorkload();
        assert.ok(
            (await failureOf(strict, strict.credential.getToken(SCOPE, { tenantId: other }))) instanceof
                TenantNotAllowedError,
        );
        const open = new FederatedTestWorkload({ additionallyAllowedTenants: [other] });
        const own = await open.credential.getToken(SCOPE, { tenantId: TENANT_ID });
        const foreign = await open.credential.getToken(SCOPE, { tenantId: other });
        assert.equal(open.entra.requests[1]?.url, `https://login.microsoftonline.com/${other}/oauth2/v2.0/token`);
        assert.notEqual(own.token, foreign.token);
        assert.equal((await open.credential.getToken(SCOPE)).token, own.token);
        const all = new FederatedTestWorkload({ additionallyAllowedTenants: ["*"] });
        assert.ok(
            (await failureOf(all, all.credential.getToken(SCOPE, { tenantId: "../x" }))) instanceof
                TenantNotAllowedError,
        );
    });

    it("lets one caller go without taking the others along", async () => {
        const workload = new FederatedTestWorkload();
        workload.entra.latencyMilliseconds = 200;
        const controller = new AbortController();
        const impatient = workload.credential.getToken(SCOPE, { abortSignal: controller.signal });
        const patient = workload.credential.getToken(SCOPE);
        const failure = failureOf(workload, impatient);
        controller.abort();
        assert.equal((await failure).name, "AbortError");
        assert.equal((await until(workload, patient)).tokenType, "Bearer");
        const late = workload.credential.getToken(SCOPE, { abortSignal: controller.signal });
        assert.equal((await failureOf(workload, late)).code, "AbortError");
        assert.equal(workload.entra.requests.length, 1);
    });

    it("holds no more than 256 tokens", async () => {
        const workload = new FederatedTestWorkload();
        for (let scope = 0; scope < 257; scope += 1) {
            await workload.credential.getToken(`${String(scope)}/.default`);
        }
        await workload.credential.getToken("256/.default");
        assert.equal(workload.entra.requests.length, 257);
        await workload.credential.getToken("0/.default");
        assert.equal(workload.entra.requests.length, 258);
    });

    it("never fails a call in a day of throttling, propagation errors and a network that drops every hour", async () => {
        let seed = 42;
        const random = (): number => {
            seed = (seed * 1664525 + 1013904223) % 2 ** 32;
            return seed / 2 ** 32;
        };
        const workload = new FederatedTestWorkload({}, random);
        const startedAt = workload.clock.now();
        workload.entra.latencyMilliseconds = 150;
        let issued = 0;
        workload.entra.always = (form, url) => {
            const minute = ((workload.clock.now() - startedAt) / MINUTE) % 60;
            if (minute >= 50 && minute < 54) {
                return networkDown(form, url);
            }
            if (random() < 1 / 50) {
                return refusal(700213)(form, url);
            }
            issued += 1;
            return workload.entra.token();
        };
        await until(workload, workload.credential.getToken(SCOPE));
        for (let second = 0; second < 86_400; second += 1) {
            if (second % 600 === 0) {
                workload.source.failures.push("TooManyRequestsException");
            }
            const token = await workload.credential.getToken(SCOPE);
            assert.ok(token.expiresOnTimestamp > workload.clock.now());
            await workload.clock.advance(1000);
        }
        assert.ok(issued <= (24 * 60) / (60 - 10), String(issued));
    });
});
