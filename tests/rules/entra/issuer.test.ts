import assert from "node:assert/strict";
import { issuerProblem } from "../../../rules/entra/issuer";

describe("issuerProblem", () => {
    for (const issuer of [
        "https://cognito-identity.amazonaws.com",
        "https://5f5e2b54.tokens.sts.global.api.aws",
        "https://login.example:8443/tenant/v2.0",
        `https://issuer.example/${"x".repeat(600 - "https://issuer.example/".length)}`,
    ]) {
        it(`takes ${issuer.slice(0, 60)}`, () => {
            assert.equal(issuerProblem(issuer), undefined);
        });
    }

    for (const [issuer, problem] of [
        ["", /is not an issuer, which is an https URL/],
        ["issuer.example", /is not an issuer, which is an https URL/],
        [" https://issuer.example", /is not an issuer, which is an https URL/],
        ["https://issuer.example\n", /is not an issuer, which is an https URL/],
        ["HTTPS://issuer.example", /is not an https URL/],
        ["http://issuer.example", /is not an https URL/],
        ["https://issuer.example/", /ends in a slash/],
        ["https://issuer.example?", /has a query or a fragment/],
        ["https://issuer.example#", /has a query or a fragment/],
        ["https://me:too@issuer.example", /^the issuer holds a user name or a password; write the URL without it$/],
        ["https://localhost", /is a loopback address/],
        ["https://a.localhost:1", /is a loopback address/],
        ["https://127.0.0.1", /is a loopback address/],
        ["https://[::1]", /is a loopback address/],
        [`https://issuer.example/${"x".repeat(600)}`, /^an issuer has at most 600 characters, found 623$/],
    ] as const) {
        it(`refuses ${JSON.stringify(issuer).slice(0, 60)}`, () => {
            assert.match(issuerProblem(issuer) ?? "", problem);
        });
    }
});
