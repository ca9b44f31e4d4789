import assert from "node:assert/strict";
import { child, childText, members, parseXml } from "../../../sandbox/stand-ins/aws/xml";

describe("reading XML", () => {
    it("reads elements, lists and text with entities", () => {
        const root = parseXml(
            '<?xml version="1.0"?>\n<!-- a > b -->\n<Answer xmlns="https://iam/"><Tags><member><Key>a</Key><Value>&lt;&amp;&#65;&#x42;&quot;</Value></member>' +
                "<member><Key>b</Key><Value/></member></Tags><Text> <![CDATA[<raw>]]></Text></Answer>\n",
        );
        assert.equal(root.name, "Answer");
        assert.deepEqual(
            members(root, "Tags").map((tag) => [childText(tag, "Key"), childText(tag, "Value")]),
            [
                ["a", '<&AB"'],
                ["b", ""],
            ],
        );
        assert.equal(childText(root, "Text"), " <raw>");
        assert.equal(child(root, "Other"), undefined);
        assert.deepEqual(members(root, "Other"), []);
    });

    for (const [what, text] of [
        ["crossed tags", "<a><b></a></b>"],
        ["an open tag", "<a><b></b>"],
        ["two roots", "<a/><b/>"],
        ["no element", "Service Unavailable"],
        ["a broken tag", "<a><"],
        ["a stray end", "<a/></b>"],
        ["nothing", ""],
    ] as const) {
        it(`refuses ${what}`, () => {
            assert.throws(() => parseXml(text), /XML/);
        });
    }
});
