import assert from "node:assert/strict";
import fc from "fast-check";
import { type Exchange, prepareExchange } from "../exchange";
import { sign } from "../outside-issuer";

const MAXIMUM_MILLISECONDS = 2000;
const FUZZING = { interruptAfterTimeLimit: 8000 };

const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES256K", "EdDSA", "HS256", "none"];

/** Values that a verifier may trip over, wherever they stand. */
const oddValue = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(-1, 1e308, 8.64e12, 0.5, "", "__proto__", [], {}, { toString: 1 }, { valueOf: null }, ["a", 1]),
);
const oddObject = fc.dictionary(
    fc.constantFrom("alg", "kid", "typ", "x5t", "iss", "sub", "aud", "exp", "nbf", "iat", "__proto__", "toString"),
    oddValue,
);
const oddKey = fc.record(
    {
        kty: fc.constantFrom("RSA", "EC", "OKP", "oct", 1),
        alg: fc.constantFrom(...ALGORITHMS, 1),
        kid: fc.constantFrom("key-1", "key-2", 1),
        use: fc.constantFrom("sig", "enc", 1),
        n: fc.oneof(fc.base64String({ maxLength: 600 }), fc.constantFrom("", "AQAB", "=".repeat(1000), 1)),
        e: fc.constantFrom("AQAB", "", "AQ", 1),
        crv: fc.constantFrom("P-256", "Ed25519"),
        x: fc.base64String(),
        y: fc.base64String(),
    },
    { requiredKeys: [] },
);

function part(value: unknown): string {
    return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

/** What the token endpoint answers must be a token or a refusal with a code of its own, and must come soon. */
async function assertAnswers(exchange: Exchange): Promise<void> {
    const start = performance.now();
    const { status, body } = await exchange.run();
    const milliseconds = performance.now() - start;
    assert.ok(milliseconds < MAXIMUM_MILLISECONDS, `took ${milliseconds} ms`);
    assert.ok([200, 400, 401].includes(status), String(status));
    if (status !== 200) {
        assert.match(String(body["error_description"]), /^AADSTS\d+: /);
    }
}

describe("sandbox Entra: any assertion at all", () => {
    let exchange: Exchange;
    beforeEach(async () => {
        exchange = await prepareExchange();
    });

    it("is answered, if it is any string", async () => {
        await fc.assert(
            fc.asyncProperty(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: "binary" })), async (text) => {
                exchange.assertion = () => text;
                await assertAnswers(exchange);
            }),
            FUZZING,
        );
    });

    it("is answered, if its header and claims are any JSON", async () => {
        await fc.assert(
            fc.asyncProperty(oddObject, oddObject, async (header, claims) => {
                exchange.assertion = () =>
                    [part({ ...exchange.header, ...header }), part({ ...exchange.claims, ...claims }), "AAAA"].join(
                        ".",
                    );
                await assertAnswers(exchange);
            }),
            FUZZING,
        );
    });

    it("is answered, if its claims are any JSON and the issuer has signed them", async () => {
        await fc.assert(
            fc.asyncProperty(oddObject, async (claims) => {
                const merged = { ...exchange.claims, ...claims, iss: exchange.issuer.url };
                exchange.assertion = () => sign(exchange.issuer.privateKey, exchange.header, merged);
                await assertAnswers(exchange);
            }),
            FUZZING,
        );
    });

    it("is answered, whatever algorithm it names and whatever keys the issuer has", async () => {
        await fc.assert(
            fc.asyncProperty(fc.constantFrom(...ALGORITHMS), fc.array(oddKey), async (alg, keys) => {
                exchange.issuer.keys = { keys: [...keys, { ...exchange.keys.rsa.publicKey, kid: "key-1", alg }] };
                exchange.assertion = (working) =>
                    [part({ ...exchange.header, alg }), ...working.split(".").slice(1)].join(".");
                await assertAnswers(exchange);
            }),
            FUZZING,
        );
    });

    it("is answered, whatever the issuer publishes", async () => {
        await fc.assert(
            fc.asyncProperty(fc.dictionary(fc.string(), oddValue), oddValue, oddValue, async (more, issuer, keys) => {
                exchange.issuer.metadata = { ...exchange.issuer.metadata, ...more, issuer };
                exchange.issuer.keys = keys;
                await assertAnswers(exchange);
                exchange.issuer.metadata = { ...exchange.issuer.metadata, issuer: exchange.issuer.url };
                await assertAnswers(exchange);
            }),
            FUZZING,
        );
    });

    it("is answered at once, if a key's number has endless padding", async () => {
        const { n } = exchange.keys.rsa.publicKey;
        exchange.issuer.keys = {
            keys: [{ ...exchange.keys.rsa.publicKey, kid: "key-1", n: `${String(n)}${"=".repeat(100_000)}A` }],
        };
        await assertAnswers(exchange);
    });
});
