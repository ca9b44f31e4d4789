import assert from "node:assert/strict";
import { applicationNotes } from "../../../rules/entra/application-mark";
import {
    carriesMark,
    foreignApplicationReasons,
    type FoundApplication,
} from "../../../rules/entra/foreign-application";

const deployerId = "55555555-5555-4555-8555-555555555555";
const eve = "77777777-7777-4777-8777-777777777777";
const trust = { issuer: "https://cognito-identity.amazonaws.com", audience: "pool", subject: "identity" };
const marked = { project: "shop", stack: "dev", component: "orders", displayName: "shop-dev-orders", trust };
const notes = applicationNotes(marked);
const expected = { notes, deployerId, trust };

const left: FoundApplication = {
    objectId: "66666666-6666-4666-8666-666666666666",
    notes,
    signInAudience: "AzureADMyOrg",
    passwords: [],
    certificates: [],
    redirectUris: [],
    identifierUris: [],
    owners: [],
    federatedCredentials: [],
    servicePrincipals: [],
    denied: [],
};
const credential = { name: "cognito", issuer: trust.issuer, subject: trust.subject, audiences: [trust.audience] };
const principal = { objectId: "1", passwords: [], certificates: [], owners: [] };

describe("foreignApplicationReasons", () => {
    it("finds nothing foreign in what an interrupted run leaves, early or late", () => {
        assert.deepEqual(foreignApplicationReasons(left, expected), []);
        const late = {
            ...left,
            owners: [{ id: deployerId, name: "" }],
            federatedCredentials: [credential],
            servicePrincipals: [{ ...principal, owners: [{ id: deployerId, name: "" }] }],
        };
        assert.deepEqual(foreignApplicationReasons(late, expected), []);
    });

    const cases: readonly (readonly [string, Partial<FoundApplication>, string])[] = [
        ["no mark", { notes: "" }, "its notes do not carry this stack's mark"],
        ["a mark with more next to it", { notes: `${notes} ` }, "its notes do not carry this stack's mark"],
        [
            "another owner",
            {
                owners: [
                    { id: deployerId, name: "" },
                    { id: eve, name: "eve@example.com" },
                ],
            },
            `it has the owner "eve@example.com" (${eve}), who is not the deploying identity`,
        ],
        [
            "an owner whose name is hidden",
            { owners: [{ id: eve, name: "" }] },
            `it has the owner ${eve}, who is not the deploying identity`,
        ],
        ["a password", { passwords: [{ id: "1", name: "backdoor" }] }, 'it has the password "backdoor" (1)'],
        ["a certificate", { certificates: [{ id: "1", name: "" }] }, "it has the certificate 1"],
        [
            "a trust of another subject",
            { federatedCredentials: [{ ...credential, subject: "eve" }] },
            'it has the federated credential "cognito" (issuer "https://cognito-identity.amazonaws.com", subject "eve")',
        ],
        [
            "a trust of another issuer",
            { federatedCredentials: [{ ...credential, issuer: "https://evil.example" }] },
            'it has the federated credential "cognito" (issuer "https://evil.example", subject "identity")',
        ],
        [
            "a trust of another audience",
            { federatedCredentials: [{ ...credential, audiences: ["other"] }] },
            'it has the federated credential "cognito" (issuer "https://cognito-identity.amazonaws.com", subject "identity")',
        ],
        [
            "a service principal with a password",
            { servicePrincipals: [{ ...principal, passwords: [{ id: "1", name: "" }] }] },
            "its service principal has the password 1",
        ],
        [
            "a service principal with a certificate",
            { servicePrincipals: [{ ...principal, certificates: [{ id: "1", name: "" }] }] },
            "its service principal has the certificate 1",
        ],
        [
            "a service principal with another owner",
            { servicePrincipals: [{ ...principal, owners: [{ id: eve, name: "" }] }] },
            `its service principal has the owner ${eve}, who is not the deploying identity`,
        ],
        [
            "another audience of sign-ins",
            { signInAudience: "AzureADMultipleOrgs" },
            'it is open to other tenants (signInAudience "AzureADMultipleOrgs")',
        ],
        [
            "a redirect URI",
            { redirectUris: ["https://evil.example"] },
            'it has the redirect URI "https://evil.example"',
        ],
        ["an identifier URI", { identifierUris: ["api://orders"] }, 'it has the identifier URI "api://orders"'],
        [
            "something that Graph does not show",
            { denied: ["owners"] },
            "Microsoft Graph does not show its owners to the deploying identity",
        ],
    ];
    for (const [what, over, reason] of cases) {
        it(`finds ${what}`, () => {
            assert.deepEqual(foreignApplicationReasons({ ...left, ...over }, expected), [reason]);
        });
    }

    it("does not mistake empty notes for a mark where the application is created without one", () => {
        assert.equal(carriesMark({ ...left, notes: "" }, { ...expected, notes: undefined }), false);
    });
});

describe("applicationNotes", () => {
    it("say who created the application, and differ with issuer, audience and name", () => {
        assert.match(notes, /^cognito-entra shop\/dev\/orders [0-9a-f]{64}$/);
        const others = [
            { ...marked, displayName: "shop-dev-order" },
            { ...marked, trust: { ...trust, issuer: "https://evil.example" } },
            { ...marked, trust: { ...trust, audience: "other" } },
            { ...marked, trust: { issuer: `${trust.issuer}${trust.audience}`, audience: "" } },
        ].map(applicationNotes);
        assert.equal(new Set([notes, ...others]).size, 5);
    });

    it("have no more than the 1,024 characters that Entra keeps", () => {
        const long = "x".repeat(100);
        assert.ok(applicationNotes({ ...marked, project: long, stack: long, component: long }).length <= 1024);
    });
});
