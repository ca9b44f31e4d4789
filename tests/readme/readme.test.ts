import assert from "node:assert/strict";
import { readTemplates, renderReadme } from "../../readme";
import { facts, settings } from "./stack";

describe("the readme", () => {
    it("has the sections of the workloads and of whoever deploys, and a value at every place", async () => {
        const stack = settings();
        const page = renderReadme(await readTemplates(stack), stack, [facts], "shop-dev");
        assert.deepEqual(
            page.split("\n").filter((line) => /^#+ /.test(line)),
            ["# shop-dev", "## orders", "## Who deploys"],
        );
        assert.doesNotMatch(page, /\{\{|undefined|\[object/);
        assert.match(page, /^Workloads in AWS account 111122223333, region eu-central-1,/m);
    });
});
