import type { CheckResult } from "./check";
import { renderComparison } from "./compare-claims";

const WIDTH_OF_STATUS = 9;
const WIDTH_OF_NAME = 22;

/** A line for each check; below a failure what to do and the claims side by side, below an unknown what to check. */
export function renderReport(results: readonly CheckResult[]): string {
    return `${results.flatMap(renderResult).join("\n")}\n`;
}

function renderResult(result: CheckResult): string[] {
    const head = `${result.status.padEnd(WIDTH_OF_STATUS)}${result.check.padEnd(WIDTH_OF_NAME)}`;
    const indent = " ".repeat(WIDTH_OF_STATUS);
    switch (result.status) {
        case "ok":
            return [head + result.detail];
        case "unknown":
            return [head + result.detail, `${indent}-> ${result.next}`];
        case "skipped":
            return [`${head}because ${result.because}`];
        case "fail":
            return [
                head + result.detail,
                ...(result.comparison ?? []).flatMap(renderComparison).map((line) => indent + line),
                `${indent}-> ${result.fix}`,
            ];
    }
}
