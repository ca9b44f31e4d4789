import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { configurationTable } from "../../tools/configuration-table";
import { PROJECT_ROOT } from "../../tools/project";

describe("the README's table of settings", () => {
    it("is the one that the schemas make", async () => {
        const readme = await readFile(join(PROJECT_ROOT, "README.md"), "utf8");
        const cells = (text: string): string[][] =>
            text
                .split("\n")
                .filter((line) => line.startsWith("| `"))
                .map((line) => line.split("|").map((cell) => cell.trim()));
        const [, table = ""] = /<!-- configuration:.*?-->(.*)<!-- \/configuration -->/s.exec(readme) ?? [];
        assert.deepEqual(cells(table), cells(configurationTable()));
    });
});
