import { styleText } from "node:util";
import type { Access, Denial } from "./system";

type Style = Parameters<typeof styleText>[0];

/** Everything that `npm start` prints for people. */
export const screen = {
    heading: (text: string): void => {
        console.log(`\n${styled("bold", text)}`);
    },
    line: (text = ""): void => {
        console.log(text);
    },
    ok: (text: string): void => {
        console.log(`  ${styled("green", "✓")} ${text}`);
    },
    fail: (text: string): void => {
        console.log(`  ${styled("red", "✗")} ${text}`);
    },
    detail: (text: string): void => {
        console.log(`      ${styled("dim", text)}`);
    },
    /** What was allowed, and what was denied by whom. */
    access: (allowed: readonly Access[], denied: readonly Denial[]): void => {
        screen.heading("What was allowed, and what was denied by whom");
        printTable([
            ["attempt", "by", "answer"],
            ...allowed.map(({ attempt, ok, code }) => [attempt, "Azure", ok ? "allowed" : code]),
            ...denied.map(({ attempt, by, code, expected }) => {
                const answer = code === "" ? "ALLOWED" : code;
                return [attempt, by, expected.includes(code) ? code : `${answer} (expected ${expected.join(" or ")})`];
            }),
        ]);
    },
};

/** Columns as wide as their widest cell. */
function printTable(rows: readonly (readonly string[])[]): void {
    const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    rows.forEach((row, index) => {
        const text = row
            .map((cell, column) => cell.padEnd(widths[column] ?? 0))
            .join("  ")
            .trimEnd();
        console.log(`  ${index === 0 ? styled("dim", text) : text}`);
    });
}

/** Colours are only for terminals, and only without `NO_COLOR`. */
function styled(style: Style, text: string): string {
    const plain = !process.stdout.isTTY || (process.env.NO_COLOR ?? "") !== "";
    return plain ? text : styleText(style, text);
}
