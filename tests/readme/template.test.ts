import assert from "node:assert/strict";
import { fill } from "../../readme/template";

describe("a template of the readme", () => {
    it("is filled at its places and otherwise left alone", () => {
        const template = { file: "page.md", content: "# {{name}}\n$HOME {region} $1\n" };
        assert.equal(fill(template, { name: "$& {{shop}}" }), "# $& {{shop}}\n$HOME {region} $1\n");
    });

    it("has no place without a value", () => {
        assert.throws(() => fill({ file: "page.md", content: "{{nam}}" }, { name: "shop" }), {
            message: "readme/page.md: {{nam}} is not a value of this page.",
        });
    });
});
