import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { benchPreview } from "./bench/preview";
import { benchWorkload } from "./bench/workload";
import { printLine } from "./bench/workload-line";
import { parseOptions } from "./options";
import { runCommand } from "./person-error";

const USAGE = `npm run bench -- [--json FILE]

Medians of several runs, each next to something measured in the same run. What does not hold is marked; nothing fails.

  --json FILE   writes the figures for machines to FILE`;

async function main(): Promise<number> {
    const options = parseOptions(process.argv.slice(2), USAGE, ["json"]);
    if (options.help) {
        console.log(USAGE);
        return 0;
    }
    const previewLines = await benchPreview();
    previewLines.forEach(printLine);
    const lines = [...previewLines, ...(await benchWorkload())];
    if (options.values.json !== undefined) {
        const machine = { node: process.version, cores: cpus().length, processor: cpus()[0]?.model };
        await writeFile(options.values.json, `${JSON.stringify({ machine, lines }, undefined, 2)}\n`);
    }
    return 0;
}

runCommand(main);
