import assert from "node:assert/strict";
import type { Answer } from "../../tools/start/clouds";
import { whileCredentialPropagates } from "../../tools/start/retry";
import { mismatch, type TokenClaims } from "../../tools/start/token-claims";

const CREDENTIAL = {
    issuer: "https://cognito-identity.amazonaws.com",
    audience: "eu-central-1:pool",
    subject: "eu-central-1:identity",
};
const CLAIMS: TokenClaims = { ...CREDENTIAL, algorithm: "RS512", lifetimeSeconds: 900 };

function refused(code: string): Answer<string> {
    return { ok: false, code, message: "" };
}

/** How the workload of `npm start` tells a credential that has not propagated yet from one that is wrong. */
describe("the exchange in npm start", () => {
    it("has nothing to say about a token that the credential names", () => {
        assert.equal(mismatch(CLAIMS, CREDENTIAL), undefined);
    });

    for (const claim of ["issuer", "audience", "subject"] as const) {
        it(`names the ${claim} when it differs, if only in case`, () => {
            const other = CREDENTIAL[claim].toUpperCase();
            assert.equal(
                mismatch({ ...CLAIMS, [claim]: other }, CREDENTIAL),
                `the token's ${claim} is ${other}, the federated credential wants ${CREDENTIAL[claim]}`,
            );
        });
    }

    for (const code of ["AADSTS70021", "AADSTS70025", "AADSTS700211", "AADSTS700212", "AADSTS700213"]) {
        it(`waits while Entra answers ${code}`, async () => {
            const answers = [refused(code), { ok: true, value: "token" } as const];
            const waits: string[] = [];
            const answer = await whileCredentialPropagates(
                () => Promise.resolve(answers.shift() ?? refused("none left")),
                60,
                (waited) => waits.push(waited),
            );
            assert.deepEqual([answer, waits], [{ ok: true, value: "token" }, [code]]);
        });
    }

    for (const code of ["AADSTS7002138", "AADSTS700016", "AADSTS700024", "AADSTS700027", "AADSTS7000215"]) {
        it(`takes ${code} for an answer`, async () => {
            let calls = 0;
            const answer = await whileCredentialPropagates(
                () => {
                    calls += 1;
                    return Promise.resolve(refused(code));
                },
                60,
                () => assert.fail("waited"),
            );
            assert.deepEqual([answer, calls], [refused(code), 1]);
        });
    }

    it("gives up when the limit is over", async () => {
        const answer = await whileCredentialPropagates(
            () => Promise.resolve(refused("AADSTS70025")),
            0,
            () => assert.fail("waited"),
        );
        assert.deepEqual(answer, refused("AADSTS70025"));
    });
});
