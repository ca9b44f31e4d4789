import { parseArgs } from "node:util";
import { PersonError } from "./person-error";

export interface Options<Name extends string> {
    readonly help: boolean;
    readonly values: Readonly<Partial<Record<Name, string>>>;
}

/**
 * The options of a command.
 * @param names Those that take a value, as in `--json FILE`.
 * @throws PersonError that names the unknown option, with the usage.
 */
export function parseOptions<Name extends string>(
    args: string[],
    usage: string,
    names: readonly Name[],
): Options<Name> {
    try {
        const { values } = parseArgs({
            args,
            options: {
                ...Object.fromEntries(names.map((name) => [name, { type: "string" as const }])),
                help: { type: "boolean", short: "h" },
            },
        });
        const given: Partial<Record<Name, string>> = {};
        for (const name of names) {
            const value: unknown = Reflect.get(values, name);
            if (typeof value === "string") {
                given[name] = value;
            }
        }
        return { help: values.help === true, values: given };
    } catch (error) {
        throw new PersonError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    }
}
