import assert from "node:assert/strict";
import { carriesStackTag, foreignIdentityPoolReasons } from "../../../rules/aws/foreign-identity-pool";
import { stackTagKey, stackTagValue } from "../../../rules/aws/stack-tag";
import { tagKeyProblem, tagValueProblem } from "../../../rules/aws/tags";

const expected = { stackTag: stackTagValue("shop", "dev"), developerProviderName: "entra.orders" };
const left = {
    id: "eu-central-1:1",
    tags: { "cognito-entra:stack": "shop-dev", team: "platform" },
    developerProviderName: "entra.orders",
    allowUnauthenticatedIdentities: false,
    allowClassicFlow: false,
    otherProviders: [],
};

describe("foreignIdentityPoolReasons", () => {
    it("finds nothing foreign in what an interrupted run leaves", () => {
        assert.deepEqual(foreignIdentityPoolReasons(left, expected), []);
        assert.equal(carriesStackTag(left, expected), true);
    });

    for (const [what, pool, reason] of [
        ["no tag", { ...left, tags: {} }, "it does not carry the tag cognito-entra:stack = shop-dev"],
        [
            "another stack's tag",
            { ...left, tags: { "cognito-entra:stack": "shop-prod" } },
            "it does not carry the tag cognito-entra:stack = shop-dev",
        ],
        [
            "unauthenticated identities",
            { ...left, allowUnauthenticatedIdentities: true },
            "it allows unauthenticated identities",
        ],
        ["the classic flow", { ...left, allowClassicFlow: true }, "it allows the classic flow"],
        [
            "another developer provider",
            { ...left, developerProviderName: "evil" },
            'its developer provider is "evil", not "entra.orders"',
        ],
        [
            "no developer provider",
            { ...left, developerProviderName: "" },
            'its developer provider is missing, not "entra.orders"',
        ],
        [
            "another identity provider",
            { ...left, otherProviders: ["accounts.google.com"] },
            'it has the identity provider "accounts.google.com"',
        ],
        [
            "that nobody may look",
            { id: left.id, denied: "DescribeIdentityPool: AccessDeniedException" },
            "the deploying identity may not read it (DescribeIdentityPool: AccessDeniedException)",
        ],
    ] as const) {
        it(`finds ${what}`, () => {
            assert.deepEqual(foreignIdentityPoolReasons(pool, expected), [reason]);
        });
    }

    it("knows a tag that AWS takes", () => {
        assert.equal(tagKeyProblem(stackTagKey), undefined);
        assert.equal(tagValueProblem(expected.stackTag), undefined);
    });
});
