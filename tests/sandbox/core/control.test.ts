import assert from "node:assert/strict";
import { Clock } from "../../../sandbox/core/clock";
import { createControl } from "../../../sandbox/core/control";
import type { Handler } from "../../../sandbox/core/network";

describe("the sandbox's control", () => {
    let clocks: Readonly<Record<"aws" | "entra" | "azure", Clock>>;
    let delays: number[];
    let control: Handler;

    beforeEach(() => {
        clocks = { aws: new Clock(), entra: new Clock(), azure: new Clock() };
        delays = [];
        control = createControl({
            token: "secret",
            clocks,
            contents: { aws: () => ["a"], entra: () => [], azure: () => ["b"] },
            setPropagationDelay: (seconds) => delays.push(seconds),
            grants: { put: () => assert.fail("a grant"), delete: () => assert.fail("a grant taken back") },
        });
    });

    async function post(path: string, body: string): Promise<{ status: number; text: string }> {
        const headers = { authorization: "Bearer secret", "content-type": "application/json" };
        const response = await control(new Request(`https://control${path}`, { method: "POST", headers, body }));
        return { status: response.status, text: await response.text() };
    }

    it("moves one cloud's clock", async () => {
        assert.equal((await post("/clock", '{"cloud":"azure","offsetSeconds":3600}')).status, 204);
        assert.ok(Math.abs(clocks.azure.now().getTime() - Date.now() - 3_600_000) < 5000);
        assert.ok(Math.abs(clocks.entra.now().getTime() - Date.now()) < 5000);
    });

    it("sets Entra's propagation delay", async () => {
        assert.equal((await post("/propagation-delay", '{"seconds":5}')).status, 204);
        assert.deepEqual(delays, [5]);
    });

    for (const path of ["/clock", "/propagation-delay"]) {
        for (const body of ["", "{", "[", "\u0000", "{cloud:aws}"]) {
            it(`answers 400 with one sentence to ${JSON.stringify(body)} at ${path}`, async () => {
                assert.deepEqual(await post(path, body), { status: 400, text: '{"error":"The body is not JSON."}' });
            });
        }
    }

    const broken = ["null", "7", '"clock"', "[]", "{}"];
    const routes: readonly (readonly [path: string, bodies: readonly string[], sentence: string])[] = [
        [
            "/clock",
            [
                ...broken,
                '{"cloud":"gcp","offsetSeconds":1}',
                '{"cloud":"__proto__","offsetSeconds":1}',
                '{"cloud":"aws"}',
                '{"cloud":"aws","offsetSeconds":"1"}',
                '{"cloud":"aws","offsetSeconds":1e999}',
                '{"cloud":"aws","offsetSeconds":1e12}',
                '{"cloud":"aws","offsetSeconds":-1e12}',
            ],
            'Give { "cloud": "aws" | "entra" | "azure", "offsetSeconds": NUMBER }, at most 100 years either way.',
        ],
        [
            "/propagation-delay",
            [...broken, '{"seconds":"1"}', '{"seconds":-1}', '{"seconds":1e12}'],
            'Give { "seconds": NUMBER }, from 0 to 100 years.',
        ],
    ];
    for (const [path, bodies, sentence] of routes) {
        for (const body of bodies) {
            it(`answers 400 with one sentence to ${JSON.stringify(body)} at ${path}`, async () => {
                assert.deepEqual(await post(path, body), { status: 400, text: JSON.stringify({ error: sentence }) });
                assert.deepEqual(delays, []);
                assert.ok(Math.abs(clocks.aws.now().getTime() - Date.now()) < 5000);
            });
        }
    }

    it("answers 401 to whoever does not hold its token", async () => {
        for (const authorization of ["", "Bearer", "Bearer wrong", "Basic secret"]) {
            const request = new Request("https://control/contents", { headers: { authorization } });
            assert.equal((await control(request)).status, 401);
        }
    });
});
