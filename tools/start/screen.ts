import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Everything that `npm start` prints for the person. */
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
    /** Columns as wide as their widest cell. */
    table: (rows: readonly (readonly string[])[]): void => {
        const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
        rows.forEach((row, index) => {
            const text = row
                .map((cell, column) => cell.padEnd(widths[column] ?? 0))
                .join("  ")
                .trimEnd();
            console.log(`  ${index === 0 ? styled("dim", text) : text}`);
        });
    },
};

/** Colours are for terminals, and only for those who have not said no (`NO_COLOR`). */
function styled(style: Style, text: string): string {
    const plain = !process.stdout.isTTY || (process.env.NO_COLOR ?? "") !== "";
    return plain ? text : styleText(style, text);
}
