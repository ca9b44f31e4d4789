import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { type Measurement, ratio } from "./bench/measurement";
import { benchPreview } from "./bench/preview";
import { PersonError, runCommand } from "./person-error";

const USAGE = `npm run bench -- [--json FILE]

Medians of several runs, each beside something measured in the same run. A ratio over its bound is marked; nothing fails.`;

async function main(): Promise<number> {
    const options = parseOptions(process.argv.slice(2));
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

function parseOptions(args: string[]): { readonly help: boolean; readonly json: string | undefined } {
    try {
        const { values } = parseArgs({
            args,
            options: { help: { type: "boolean", short: "h" }, json: { type: "string" } },
        });
        return { help: values.help === true, json: values.json };
    } catch (error) {
        throw new PersonError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    }
}

runCommand(main);
