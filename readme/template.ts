import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** What is written with the values of a stack at its places, `{{name}}`. */
export interface Template {
    /** Its file, from this folder on. */
    readonly file: string;
    readonly content: string;
}

export async function readTemplate(file: string): Promise<Template> {
    return { file, content: await readFile(join(__dirname, file), "utf8") };
}

/** @throws Error for a place that has no value: the templates are part of the program. */
export function fill({ file, content }: Template, values: Readonly<Record<string, string>>): string {
    return content.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
        const value = values[name];
        if (value === undefined) {
            throw new Error(`readme/${file}: {{${name}}} is not a value of this page.`);
        }
        return value;
    });
}
