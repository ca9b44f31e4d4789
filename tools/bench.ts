import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { type Measurement, ratio } from "./bench/measurement";
import { benchPreview } from "./bench/preview";
import { parseOptions } from "./options";
import { runCommand } from "./person-error";

const USAGE = `npm run bench -- [--json FILE]

Medians of several runs, each beside something measured in the same run. A ratio over its bound is marked; nothing fails.`;

async function main(): Promise<number> {
    const options = parseOptions(process.argv.slice(2), USAGE);
    if (options.help) {
        console.log(USAGE);
        return 0;
    }
    const measurements = await benchPreview();
    for (const measurement of measurements) {
        print(measurement);
    }
    if (options.json !== undefined) {
        const machine = { node: process.version, cores: cpus().length, processor: cpus()[0]?.model };
        const results = measurements.map((each) => ({ ...each, ratio: ratio(each) }));
        await writeFile(options.json, `${JSON.stringify({ machine, measurements: results }, undefined, 2)}\n`);
    }
    return 0;
}

function print(measurement: Measurement): void {
    const { name, unit, value, baseline, atMost, runs } = measurement;
    const measured = ratio(measurement);
    console.log(name);
    console.log(`  ${value.toPrecision(4)} ${unit}, median of ${String(runs)}`);
    console.log(`  ${baseline.value.toPrecision(4)} ${unit}: ${baseline.name}`);
    console.log(`  ratio ${measured.toFixed(3)} (bound ${String(atMost)})${measured > atMost ? "  OVER" : ""}`);
}

runCommand(main);
