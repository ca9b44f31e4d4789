import assert from "node:assert/strict";
import { assignments, at, each, Fixture, group, roles, type Answer, type Principal } from "../fixture";

const identity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-orders`;
const credentials = `${identity}/federatedIdentityCredentials`;
const query = "?api-version=2023-01-31";

function credential(subject: string, more: Readonly<Record<string, unknown>> = {}): object {
    return { properties: { issuer: "https://issuer.example", subject, audiences: ["pool"], ...more } };
}

describe("managed identities", () => {
    let fixture: Fixture;
    let contributor: Principal;
    let put: (path: string, body: unknown) => Promise<Answer>;
    beforeEach(async () => {
        fixture = await Fixture.create();
        contributor = await fixture.principalWith([roles.contributor, group]);
        put = (path, body) => fixture.arm("PUT", `${path}${query}`, { as: contributor, body });
        assert.equal((await put(identity, { location: "westeurope" })).status, 201);
    });

    it("have a principal that keeps its id and can be given a role", async () => {
        const shown = await fixture.arm("GET", `${identity}${query}`);
        const again = await put(identity, { location: "westeurope", tags: { team: "a" } });
        assert.equal(again.status, 200);
        assert.deepEqual(at(again.body, "properties"), at(shown.body, "properties"));
        const objectId = String(at(shown.body, "properties", "principalId"));
        assert.equal((await fixture.assign({ objectId, clientId: "" }, roles.reader, group)).status, 201);
        assert.ok(fixture.cloud.contents().includes(identity));
    });

    it("are deleted with their credentials and what is assigned over them", async () => {
        await put(`${credentials}/one`, credential("a"));
        const reader = fixture.tenant.addPrincipal("User");
        await fixture.assign(reader, roles.reader, identity);
        assert.equal((await fixture.arm("DELETE", `${identity}${query}`, { as: contributor })).status, 200);
        assert.equal((await fixture.arm("DELETE", `${identity}${query}`, { as: contributor })).status, 204);
        const left = fixture.cloud.contents();
        assert.equal(left.length, 1);
        assert.match(left[0] ?? "", new RegExp(`^${group}${assignments}/`));
    });

    it("have credentials that are made, changed, listed and deleted", async () => {
        const made = await put(`${credentials}/one`, credential("a"));
        assert.equal(made.status, 201);
        assert.deepEqual(at(made.body, "properties"), {
            issuer: "https://issuer.example",
            subject: "a",
            audiences: ["pool"],
        });
        assert.equal((await put(`${credentials}/one`, credential("b"))).status, 200);
        assert.deepEqual(each(await fixture.arm("GET", `${credentials}${query}`), "properties", "subject"), ["b"]);
        assert.equal((await fixture.arm("DELETE", `${credentials}/one${query}`, { as: contributor })).status, 200);
        assert.equal((await fixture.arm("GET", `${credentials}/one${query}`)).code, "ResourceNotFound");
    });

    it("have their credentials written one at a time", async () => {
        const answers = await Promise.all(
            ["one", "two"].map((name) => put(`${credentials}/${name}`, credential(name))),
        );
        assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409]);
        assert.equal(
            answers.find(({ status }) => status === 409)?.code,
            "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
        );
        assert.equal((await put(`${credentials}/three`, credential("three"))).status, 201);
    });

    it("have at most 20 credentials", async () => {
        for (let index = 0; index < 20; index += 1) {
            assert.equal((await put(`${credentials}/credential-${index}`, credential(`${index}`))).status, 201);
        }
        const refused = await put(`${credentials}/credential-20`, credential("20"));
        assert.deepEqual([refused.status, refused.code], [400, "BadRequest"]);
        assert.match(refused.message ?? "", /has 20 federated identity credentials; at most 20/);
        assert.equal((await put(`${credentials}/credential-0`, credential("other"))).status, 200);
    });

    const refusals: readonly (readonly [what: string, name: string, body: object, message: RegExp])[] = [
        ["a name that is too short", "ab", credential("b"), /'ab' is not valid: 3 to 120/],
        ["a name that begins with a hyphen", "-ab", credential("b"), /'-ab'/],
        ["a name with a colon", "eu:1", credential("b"), /'eu:1'/],
        [
            "the issuer and subject of another",
            "two",
            credential("a"),
            /Issuer and subject combination already exists.*'one'/,
        ],
        ["two audiences", "two", credential("b", { audiences: ["a", "b"] }), /exactly one audience/],
        ["no audience", "two", credential("b", { audiences: [] }), /exactly one audience/],
        ["no subject", "two", credential(""), /'subject'/],
        ["an issuer that is not https", "two", credential("b", { issuer: "http://issuer.example" }), /https/],
        ["a subject that is too long", "two", credential("s".repeat(601)), /601 characters; at most 600/],
        [
            "a member that there is not",
            "two",
            credential("b", { claimsMatchingExpression: {} }),
            /claimsMatchingExpression/,
        ],
    ];
    for (const [what, name, body, message] of refusals) {
        it(`refuse a credential with ${what}`, async () => {
            await put(`${credentials}/one`, credential("a"));
            const answer = await put(`${credentials}/${name}`, body);
            assert.equal(answer.status, 400);
            assert.match(answer.message ?? "", message);
        });
    }

    it("are written by a role that may, where there is an identity", async () => {
        const refused = await fixture.arm("PUT", `${credentials}/one${query}`, { body: credential("a") });
        assert.equal(refused.code, "AuthorizationFailed");
        assert.equal(
            (await put(`${identity}-none/federatedIdentityCredentials/one`, credential("a"))).code,
            "ResourceNotFound",
        );
        assert.equal(
            (await put(`${identity.slice(0, identity.lastIndexOf("/"))}/a`, { location: "x" })).code,
            "BadRequest",
        );
    });
});
