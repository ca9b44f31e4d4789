import { parseArgs } from "node:util";
import { PersonError } from "./person-error";

export interface Options {
    readonly help: boolean;
    /** The file for the summary for machines. */
    readonly json: string | undefined;
}

/**
 * The options of the commands that can write a summary.
 * @throws PersonError that names the option it does not know, with the usage.
 */
export function parseOptions(args: string[], usage: string): Options {
    try {
        const { values } = parseArgs({
            args,
            options: { help: { type: "boolean", short: "h" }, json: { type: "string" } },
        });
        return { help: values.help === true, json: values.json };
    } catch (error) {
        throw new PersonError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    }
}
