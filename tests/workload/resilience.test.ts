import { strict as assert } from "node:assert";
import { FederationError, TenantNotAllowedError } from "../../workload";
import { systemClock } from "../../workload/clock";
import { settle } from "./fake-clock";
import { networkDown, refusal } from "./fake-entra";
import { FederatedTestWorkload, SCOPE, TENANT_ID } from "./federated-workload";
import { searchStreamsForTokens } from "./issued-tokens";

const MINUTE = 60_000;
const OTHER_TENANT = "99999999-1111-4222-8333-444444444444";

/** How a call ends, the clock running until it does. */
async function ending<T>(workload: FederatedTestWorkload, call: Promise<T>): Promise<T | FederationError> {
    const state: { result?: T | FederationError } = {};
    void call.then(
        (value) => {
            state.result = value;
        },
        (error: unknown) => {
            assert.ok(error instanceof FederationError, String(error));
            state.result = error;
        },
    );
    for (let second = 0; second < 1000; second += 1) {
        await settle();
        if (state.result !== undefined) {
            return state.result;
        }
        await workload.clock.advance(1000);
    }
    return assert.fail("neither a token nor an error");
}

async function refused(workload: FederatedTestWorkload, call: Promise<unknown>): Promise<FederationError> {
    const error = await ending(workload, call);
    assert.ok(error instanceof FederationError, "a token");
    return error;
}

describe("FederatedCredential under stress", () => {
    searchStreamsForTokens();

    it("tells 1,000 waiters of one exchange that failed, and leaves no rejection unhandled", async () => {
        const workload = new FederatedTestWorkload();
        const unhandled: unknown[] = [];
        const onUnhandled = (reason: unknown): void => {
            unhandled.push(reason);
        };
        process.on("unhandledRejection", onUnhandled);
        try {
            workload.entra.latencyMilliseconds = 100;
            workload.entra.always = refusal(700016);
            const controller = new AbortController();
            const impatient = Array.from({ length: 500 }, () =>
                workload.credential.getToken(SCOPE, { abortSignal: controller.signal }),
            );
            const patient = Array.from({ length: 500 }, () => workload.credential.getToken(SCOPE));
            const all = Promise.allSettled([...impatient, ...patient]);
            await settle();
            controller.abort();
            await workload.clock.advance(100);
            const codes = (await all).map((result) =>
                result.status === "rejected" && result.reason instanceof FederationError ? result.reason.code : "",
            );
            assert.deepEqual([...new Set(codes.slice(0, 500))], ["AbortError"]);
            assert.deepEqual([...new Set(codes.slice(500))], ["AADSTS700016"]);
            assert.equal(workload.entra.requests.length, 1);
            await settle();
            assert.deepEqual(unhandled, []);
        } finally {
            process.off("unhandledRejection", onUnhandled);
        }
    });

    it("asks Entra no more than once a second for what cannot pass", async () => {
        const workload = new FederatedTestWorkload();
        workload.entra.always = refusal(700016);
        for (let call = 0; call < 100; call += 1) {
            assert.equal((await refused(workload, workload.credential.getToken(SCOPE))).code, "AADSTS700016");
            await workload.clock.advance(50);
        }
        assert.equal(workload.entra.requests.length, 5);
        workload.entra.always = undefined;
        await workload.clock.advance(1000);
        assert.equal((await workload.credential.getToken(SCOPE)).tokenType, "Bearer");
    });

    it("remembers a trust that failed, for callers of all scopes, and asks with growing pauses", async () => {
        const workload = new FederatedTestWorkload();
        workload.entra.always = refusal(700213);
        assert.equal((await refused(workload, workload.credential.getToken(SCOPE))).code, "AADSTS700213");
        const asked = workload.entra.requests.length;
        const scopes = Array.from({ length: 20 }, (_, number) => `${String(number)}/.default`);
        for (let second = 0; second < 600; second += 1) {
            const startedAt = workload.clock.now();
            for (const scope of scopes) {
                assert.equal((await refused(workload, workload.credential.getToken(scope))).code, "AADSTS700213");
            }
            assert.equal(workload.clock.now(), startedAt, "no call waits");
            await workload.clock.advance(1000);
        }
        const more = workload.entra.requests.length - asked;
        assert.ok(more >= 8 && more <= 20, `${String(more)} exchanges in ten minutes`);
        workload.entra.always = undefined;
        await workload.clock.advance(MINUTE);
        for (const scope of scopes) {
            assert.equal((await workload.credential.getToken(scope)).tokenType, "Bearer");
        }
    });

    it("has one caller at a time ask whether Entra has seen the trust, whatever the number of scopes", async () => {
        const workload = new FederatedTestWorkload();
        workload.entra.latencyMilliseconds = 100;
        workload.entra.always = refusal(700213);
        const scopes = Array.from({ length: 20 }, (_, number) => `${String(number)}/.default`);
        const calls = Promise.all(scopes.map((scope) => workload.credential.getToken(scope)));
        calls.catch(() => undefined);
        await settle();
        await workload.clock.advance(100);
        const atOnce = workload.entra.requests.length;
        assert.equal(atOnce, 20);
        await workload.clock.advance(20_000);
        const later = workload.entra.requests.length - atOnce;
        assert.ok(later >= 3 && later <= 8, `${String(later)} exchanges in twenty seconds`);
        workload.entra.always = undefined;
        assert.ok(!((await ending(workload, calls)) instanceof FederationError));
    });

    it("keeps the trust of one tenant apart from another's", async () => {
        const workload = new FederatedTestWorkload({ additionallyAllowedTenants: [OTHER_TENANT] });
        workload.entra.always = refusal(700213);
        const foreign = { tenantId: OTHER_TENANT };
        await refused(workload, workload.credential.getToken(SCOPE, foreign));
        workload.entra.always = undefined;
        assert.equal((await workload.credential.getToken(SCOPE)).tokenType, "Bearer");
        assert.equal((await refused(workload, workload.credential.getToken(SCOPE, foreign))).code, "AADSTS700213");
    });

    it("asks about a failed trust again although the clock was set back", async () => {
        const workload = new FederatedTestWorkload();
        workload.entra.always = refusal(700213);
        await refused(workload, workload.credential.getToken(SCOPE));
        workload.entra.always = undefined;
        workload.clock.set(-24 * 60 * MINUTE);
        await workload.clock.advance(MINUTE);
        assert.equal((await workload.credential.getToken(SCOPE)).tokenType, "Bearer");
    });

    it("keeps waiting for a trust through an outage in between", async () => {
        const workload = new FederatedTestWorkload();
        workload.entra.script.push(refusal(700213), networkDown, refusal(700213));
        assert.ok(!((await ending(workload, workload.credential.getToken(SCOPE))) instanceof FederationError));
        assert.equal(workload.entra.requests.length, 4);
    });

    it("leaves a throttling Entra alone for as long as it says, whoever asks", async () => {
        const workload = new FederatedTestWorkload();
        workload.entra.script.push(refusal(0, 429, { "retry-after": "120" }));
        assert.equal((await refused(workload, workload.credential.getToken(SCOPE))).retryAfterSeconds, 120);
        await workload.clock.advance(50_000);
        assert.equal((await refused(workload, workload.credential.getToken(SCOPE))).retryAfterSeconds, 120);
        assert.equal(workload.entra.requests.length, 1);
        // The rest is no longer than a call may wait.
        const startedAt = workload.clock.now();
        await workload.clock.advance(20_000);
        assert.ok(!((await ending(workload, workload.credential.getToken(SCOPE))) instanceof FederationError));
        assert.equal(workload.clock.now() - startedAt, 70_000);
        assert.equal(workload.entra.requests.length, 2);
    });

    for (const absurd of ["99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT", "2147484"]) {
        it(`renews in time although Retry-After is ${absurd}`, async () => {
            const workload = new FederatedTestWorkload();
            const first = await workload.credential.getToken(SCOPE);
            await workload.clock.advance(52 * MINUTE);
            workload.entra.script.push(refusal(0, 503, { "retry-after": absurd }));
            await workload.credential.getToken(SCOPE);
            await workload.clock.advance(0);
            await settle();
            assert.equal(workload.entra.requests.length, 2);
            await workload.clock.advance(5 * MINUTE);
            await workload.credential.getToken(SCOPE);
            await workload.clock.advance(0);
            await settle();
            assert.notEqual((await workload.credential.getToken(SCOPE)).token, first.token);
        });
    }

    it("sleeps for long where a timer of Node.js cannot", async () => {
        const stop = new AbortController();
        const slept = systemClock.sleep(2 ** 40, stop.signal).then(() => "the long one");
        const first = await Promise.race([slept, systemClock.sleep(20).then(() => "the short one")]);
        stop.abort();
        assert.equal(first, "the short one");
    });

    it("survives renewals that fail until the token ends, and then an outage", async () => {
        const workload = new FederatedTestWorkload();
        const first = await workload.credential.getToken(SCOPE);
        await workload.clock.advance(52 * MINUTE);
        workload.entra.always = networkDown;
        for (let second = 0; second < 7.5 * 60; second += 1) {
            assert.equal((await workload.credential.getToken(SCOPE)).token, first.token);
            await workload.clock.advance(1000);
        }
        const calls = Promise.all(Array.from({ length: 100 }, () => workload.credential.getToken(SCOPE)));
        await workload.clock.advance(20_000);
        workload.entra.always = undefined;
        const tokens = await ending(workload, calls);
        assert.ok(!(tokens instanceof FederationError));
        assert.notEqual(tokens[0]?.token, first.token);
        assert.equal(new Set(tokens.map(({ token }) => token)).size, 1);
    });

    for (const minutes of [5, 20, 45, 24 * 60]) {
        it(`gives no expired token after the clock was set back by ${String(minutes)} minutes`, async () => {
            const workload = new FederatedTestWorkload();
            const first = await workload.credential.getToken(SCOPE);
            await workload.clock.advance(45 * MINUTE);
            await workload.credential.getToken(SCOPE);
            workload.clock.set(-minutes * MINUTE);
            assert.equal((await workload.credential.getToken(SCOPE)).token, first.token);
            await workload.clock.advance(14.5 * MINUTE);
            assert.notEqual((await workload.credential.getToken(SCOPE)).token, first.token);
        });
    }

    it("answers a storm of one challenge by one exchange, and the next challenge by another", async () => {
        const workload = new FederatedTestWorkload();
        await workload.credential.getToken(SCOPE, { enableCae: true });
        workload.entra.latencyMilliseconds = 200;
        const challenged = async (nbf: number): Promise<string> => {
            const claims = JSON.stringify({ access_token: { nbf: { essential: true, value: String(nbf) } } });
            const call = workload.credential.getToken(SCOPE, { enableCae: true, claims });
            const token = await ending(workload, call);
            assert.ok(!(token instanceof FederationError));
            return token.token;
        };
        const early = await Promise.all(Array.from({ length: 100 }, () => challenged(1)));
        const late = await Promise.all(Array.from({ length: 100 }, () => challenged(1)));
        assert.equal(new Set([...early, ...late]).size, 1);
        assert.equal(workload.entra.requests.length, 2);
        assert.notEqual(await challenged(2), early[0]);
        assert.equal(workload.entra.requests.length, 3);
        await workload.clock.advance(10_000);
        assert.ok(!early.includes(await challenged(1)));
    });

    it("keeps a challenge's token although a renewal that began before it answers after it", async () => {
        const workload = new FederatedTestWorkload();
        await workload.credential.getToken(SCOPE);
        await workload.clock.advance(52 * MINUTE);
        workload.entra.script.push(async () => {
            await workload.clock.sleep(2000);
            return workload.entra.token();
        });
        await workload.credential.getToken(SCOPE);
        await workload.clock.advance(0);
        await settle();
        assert.equal(workload.entra.requests.length, 2, "the renewal is under way");
        const challenged = await workload.credential.getToken(SCOPE, { claims: "{}" });
        await workload.clock.advance(2000);
        await settle();
        assert.equal(workload.entra.requests.length, 3);
        assert.equal((await workload.credential.getToken(SCOPE)).token, challenged.token);
    });

    it("keeps a challenge's token although a first fetch that began before it answers after it", async () => {
        const workload = new FederatedTestWorkload();
        workload.entra.script.push(async () => {
            await workload.clock.sleep(2000);
            return workload.entra.token();
        });
        const slow = workload.credential.getToken(SCOPE);
        await settle();
        const challenged = await workload.credential.getToken(SCOPE, { claims: "{}" });
        await workload.clock.advance(2000);
        assert.equal((await slow).token, challenged.token);
        assert.equal((await workload.credential.getToken(SCOPE)).token, challenged.token);
    });

    it("keeps the newer challenge's token although the older challenge is answered after it", async () => {
        const workload = new FederatedTestWorkload();
        await workload.credential.getToken(SCOPE);
        workload.entra.script.push(async () => {
            await workload.clock.sleep(2000);
            return workload.entra.token();
        });
        const older = workload.credential.getToken(SCOPE, { claims: '{"access_token":{"nbf":{"value":"1"}}}' });
        await settle();
        const claims = '{"access_token":{"nbf":{"value":"2"}}}';
        const newer = await workload.credential.getToken(SCOPE, { claims });
        await workload.clock.advance(2000);
        assert.notEqual((await older).token, newer.token);
        assert.equal((await workload.credential.getToken(SCOPE)).token, newer.token);
    });

    it("lets a late renewal that fails say nothing about a challenge's token", async () => {
        const workload = new FederatedTestWorkload();
        await workload.credential.getToken(SCOPE);
        await workload.clock.advance(52 * MINUTE);
        workload.entra.script.push(async (form, url) => {
            await workload.clock.sleep(2000);
            return refusal(0, 429, { "retry-after": "300" })(form, url);
        });
        await workload.credential.getToken(SCOPE);
        await workload.clock.advance(0);
        await settle();
        workload.entra.script.push(() => workload.entra.token({ expires_in: 60 }));
        await workload.credential.getToken(SCOPE, { claims: "{}" });
        await workload.clock.advance(MINUTE);
        assert.equal((await workload.credential.getToken(SCOPE)).tokenType, "Bearer");
    });

    it("asks again after a challenge whose answer failed", async () => {
        const workload = new FederatedTestWorkload();
        workload.entra.script.push(refusal(50079));
        const options = { claims: "{}" };
        assert.equal((await refused(workload, workload.credential.getToken(SCOPE, options))).code, "AADSTS50079");
        assert.equal((await workload.credential.getToken(SCOPE, options)).tokenType, "Bearer");
    });

    it("knows its own tenant in upper case, and those that it may ask", async () => {
        const workload = new FederatedTestWorkload({
            tenantId: TENANT_ID.toUpperCase(),
            additionallyAllowedTenants: [OTHER_TENANT.toUpperCase()],
        });
        const own = await workload.credential.getToken(SCOPE, { tenantId: TENANT_ID });
        assert.equal((await workload.credential.getToken(SCOPE)).token, own.token);
        await workload.credential.getToken(SCOPE, { tenantId: OTHER_TENANT });
        assert.equal(workload.entra.requests.length, 2);
    });

    for (const tenantId of ["..", ".", "", "a/b", "a?b", "a#b", "%2e%2e", "a..b", "a\nb", "a b", "\u001b[2J"]) {
        it(`refuses the tenant ${JSON.stringify(tenantId)} even where all are allowed`, async () => {
            const workload = new FederatedTestWorkload({ additionallyAllowedTenants: ["*"] });
            const error = await refused(workload, workload.credential.getToken(SCOPE, { tenantId }));
            assert.ok(error instanceof TenantNotAllowedError);
            assert.doesNotMatch(error.message, /\p{Cc}/u);
            assert.equal(workload.entra.requests.length, 0);
        });
    }

    it("gives no scope the token of another tenant", async () => {
        const workload = new FederatedTestWorkload({ additionallyAllowedTenants: [OTHER_TENANT] });
        const foreign = await workload.credential.getToken(SCOPE, { tenantId: OTHER_TENANT });
        for (const scopes of [
            [SCOPE, OTHER_TENANT],
            [OTHER_TENANT, "false", SCOPE],
        ]) {
            assert.notEqual((await workload.credential.getToken(scopes)).token, foreign.token);
        }
    });

    for (const scope of ["", " ", "a\nb", "a\u0000b", `${SCOPE} `]) {
        it(`does not ask Entra for the scope ${JSON.stringify(scope)}`, async () => {
            const workload = new FederatedTestWorkload();
            assert.equal((await refused(workload, workload.credential.getToken(scope))).code, "AADSTS70011");
            assert.equal((await refused(workload, workload.credential.getToken([]))).code, "AADSTS70011");
            assert.equal(workload.entra.requests.length, 0);
        });
    }
});
