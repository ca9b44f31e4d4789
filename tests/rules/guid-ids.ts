import assert from "node:assert/strict";
import fc from "fast-check";
import type { Checked } from "../../rules/checked";
import { problemOf, valueOf } from "./result";

const guid = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

/** What holds of every id that is a GUID. */
export function describeGuid(name: string, parse: (text: string) => Checked<string>): void {
    describe(name, () => {
        it("takes a GUID in either case, and gives it in lower case", () => {
            assert.equal(valueOf(parse(guid)), guid);
            assert.equal(valueOf(parse(guid.toUpperCase())), guid);
        });

        it("takes nothing else", () => {
            const wrong = [
                "",
                "contoso.com",
                `{${guid}}`,
                ` ${guid}`,
                `${guid}\n`,
                guid.replaceAll("-", ""),
                `${guid}0`,
            ];
            for (const text of wrong) {
                assert.match(problemOf(parse(text)), /^".*" is not an? .* id, which is a GUID such as /);
            }
            assert.match(problemOf(parse("00000000-0000-0000-0000-000000000000")), /is the empty GUID, not an? .* id$/);
        });

        it("is idempotent", () => {
            fc.assert(
                fc.property(fc.uuid(), (text) => {
                    const once = valueOf(parse(text));
                    assert.equal(valueOf(parse(once)), once);
                }),
            );
        });
    });
}
