import assert from "node:assert/strict";
import fc from "fast-check";
import { builtInRoleNames } from "../../rules/azure/roles";
import { nearest, suggestion, suggestionOrAll } from "../../rules/nearest";
import { regionNames } from "../../rules/aws/partition-table";

describe("nearest", () => {
    const keys = ["name", "description", "caller", "issuer", "roleAssignments"];
    for (const [word, candidate] of [
        ["nmae", "name"],
        ["Name", "name"],
        ["descripton", "description"],
        ["role_assignments", "roleAssignments"],
        ["roleAssignment", "roleAssignments"],
        ["issuerer", "issuer"],
        ["colour", undefined],
        ["principal", undefined],
        ["x", undefined],
        ["", undefined],
        ["--", undefined],
    ] as const) {
        it(`of ${JSON.stringify(word)} is ${String(candidate)}`, () => {
            assert.equal(nearest(word, keys), candidate);
        });
    }

    it("is the first of several that are equally near", () => {
        assert.equal(nearest("us-xxst-1", ["us-west-1", "us-east-1"]), "us-west-1");
        assert.equal(nearest("us-xxst-1", ["us-east-1", "us-west-1"]), "us-east-1");
    });

    it("never gives what is not in the table", () => {
        const words = fc.oneof(
            fc.string(),
            fc
                .tuple(fc.constantFrom(...regionNames, ...builtInRoleNames()), fc.nat(80), fc.string({ maxLength: 3 }))
                .map(([word, at, noise]) => word.slice(0, at) + noise + word.slice(at + 1)),
        );
        fc.assert(
            fc.property(words, (word) => {
                for (const table of [regionNames, builtInRoleNames(), []]) {
                    const found = nearest(word, table);
                    assert.ok(found === undefined || table.includes(found));
                }
            }),
            { numRuns: 200 },
        );
    });

    it("corrects one wrong letter in a role's name", () => {
        const role = "Storage Blob Data Contributor";
        fc.assert(
            fc.property(fc.nat(role.length - 1), fc.constantFrom("x", "Q", "7"), (at, letter) => {
                assert.equal(nearest(role.slice(0, at) + letter + role.slice(at + 1), builtInRoleNames()), role);
            }),
        );
    });
});

describe("suggestion", () => {
    it("asks, or says nothing, or gives the whole table", () => {
        assert.equal(suggestion("chna", ["public", "china"]), '; did you mean "china"?');
        assert.equal(suggestion("mars", ["public", "china"]), "");
        assert.equal(suggestionOrAll("chna", ["public", "china"]), '; did you mean "china"?');
        assert.equal(suggestionOrAll("mars", ["public", "china"]), "; allowed values: public, china");
    });
});
