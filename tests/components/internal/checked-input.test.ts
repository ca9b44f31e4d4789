import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { both, checked, isPlain } from "../../../components/internal/checked-input";
import { accepted, refused } from "../../../rules/checked";
import { MockEngine, nextUncaught, valueOf } from "../mock-engine";

class Shelf extends pulumi.ComponentResource {
    constructor(name: string) {
        super("test:index:Shelf", name);
        this.registerOutputs();
    }
}

const shorterThanFour = (text: string) =>
    text.length < 4 ? accepted(text.length) : refused<number>(`"${text}" is too long`);

/** Does not prove how the engine shows the URN of the resource that an error carries. */
describe("checked", () => {
    it("accepts values, promises and outputs", async () => {
        await MockEngine.start();
        const shelf = new Shelf("shelf");
        for (const input of ["abc", Promise.resolve("abc"), pulumi.output("abc")]) {
            assert.equal(await valueOf(checked(shelf, "label", input, shorterThanFour)), 3);
        }
    });

    it("refuses a value at once, with the resource", async () => {
        await MockEngine.start();
        const shelf = new Shelf("shelf");
        assert.throws(
            () => checked(shelf, "label", "abcd", shorterThanFour),
            (error) =>
                pulumi.ResourceError.isInstance(error) &&
                error.message === 'label: "abcd" is too long' &&
                error.resource === shelf &&
                error.hideStack === true,
        );
        assert.equal(await valueOf(shelf.urn), "urn:pulumi:dev::shop::test:index:Shelf::shelf");
    });

    for (const [kind, input] of [
        ["a promise", () => Promise.resolve("abcd")],
        ["an output", () => pulumi.output("abcd")],
    ] as const) {
        it(`refuses ${kind} when it is known, with the resource`, async () => {
            await MockEngine.start();
            const shelf = new Shelf("shelf");
            const uncaught = nextUncaught();
            checked(shelf, "label", input(), shorterThanFour);
            const error = await uncaught;
            assert.ok(pulumi.ResourceError.isInstance(error));
            assert.equal(error.message, 'label: "abcd" is too long');
            assert.equal(error.resource, shelf);
        });
    }

    it("keeps a secret secret and a plain value plain", async () => {
        await MockEngine.start();
        const shelf = new Shelf("shelf");
        assert.equal(await pulumi.isSecret(checked(shelf, "label", pulumi.secret("abc"), shorterThanFour)), true);
        assert.equal(await pulumi.isSecret(checked(shelf, "label", "abc", shorterThanFour)), false);
    });
});

describe("both", () => {
    it("is plain where both are", () => {
        assert.deepEqual(both("a", 1), ["a", 1]);
        assert.equal(isPlain(both("a", pulumi.output(1))), false);
        assert.equal(isPlain(both(Promise.resolve("a"), 1)), false);
    });

    it("waits for the later one", async () => {
        await MockEngine.start();
        assert.deepEqual(await valueOf(pulumi.output(both(Promise.resolve("a"), pulumi.output(1)))), ["a", 1]);
    });
});
