import { schemaOfConfig, type JsonSchema } from "./settings-schema";

const BEGIN = "<!-- configuration: made by `npx tsx tools/settings-documents.ts`, held by a test -->";
const END = "<!-- /configuration -->";

const WORDS: Readonly<Record<string, string>> = {
    array: "list",
    object: "mapping",
    string: "string",
    number: "number",
    boolean: "true or false",
};

interface Setting {
    readonly path: string;
    readonly schema: JsonSchema;
    readonly isRequired: boolean;
}

/**
 * The README's table of settings, from the schemas that check them: the keys first, then the fields inside this
 * project's own.
 */
export function configurationTable(): string {
    const keys = membersOf(schemaOfConfig(), (key) => key);
    const parts = keys
        .filter(({ path }) => path.startsWith("cognito-entra:"))
        .flatMap(({ path, schema }) => partsOf(schema, path.replace("cognito-entra:", "")));
    const rows = [...keys, ...parts].map(({ path, schema, isRequired }) => [
        `\`${path}\``,
        typeOf(schema),
        isRequired ? "required" : standardOf(schema),
        meaningOf(schema, path),
    ]);
    const table = [["setting", "is", "default", "means"], ["---", "---", "---", "---"], ...rows];
    return table.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** The README with its table of settings regenerated. */
export function withConfigurationTable(readme: string): string {
    const [before, rest] = readme.split(/<!-- configuration:.*?-->/);
    const after = rest?.split(END)[1];
    if (before === undefined || after === undefined) {
        throw new Error(`README.md has no ${BEGIN} … ${END}.`);
    }
    return `${before}${BEGIN}\n\n${configurationTable()}\n\n${END}${after}`;
}

function partsOf(schema: JsonSchema, path: string): readonly Setting[] {
    const { items } = schema;
    if (typeof items === "object" && !Array.isArray(items)) {
        return partsOf(items, `${path}[]`);
    }
    return membersOf(schema, (key) => `${path}.${key}`).flatMap((member) => [
        member,
        ...partsOf(member.schema, member.path),
    ]);
}

function membersOf({ properties = {}, required = [] }: JsonSchema, pathOf: (key: string) => string): Setting[] {
    return Object.entries(properties).flatMap(([key, schema]) =>
        typeof schema === "boolean" ? [] : [{ path: pathOf(key), schema, isRequired: required.includes(key) }],
    );
}

function typeOf({ type }: JsonSchema): string {
    const [first = ""] = [type].flat();
    return WORDS[first] ?? first;
}

function standardOf({ default: standard }: JsonSchema): string {
    switch (typeof standard) {
        case "undefined":
            return "";
        case "object":
            return "none";
        default:
            return `\`${String(standard)}\``;
    }
}

function meaningOf({ description }: JsonSchema, path: string): string {
    if (description === undefined) {
        throw new Error(`The schema of the setting ${path} does not say what it means.`);
    }
    return description;
}
