import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { parseDocument } from "yaml";
import { withConfigurationTable } from "./configuration-table";
import { runCommand } from "./person-error";
import { PROJECT_ROOT } from "./project";
import { PROJECT_NAME } from "./stack-file";
import { schemaOfConfig, stackFileSchema } from "./settings-schema";

export interface SettingsDocument {
    /** Its path from the project's root. */
    readonly file: string;
    /** Its required content, from its current content; a missing file is an empty string. */
    readonly made: (before: string) => string;
}

/** The documents that repeat the settings' schemas for people, Pulumi and editors. */
export const settingsDocuments: readonly SettingsDocument[] = [
    { file: "README.md", made: withConfigurationTable },
    { file: "Pulumi.yaml", made: withDescriptions },
    { file: "settings/stack.schema.json", made: () => JSON.stringify(stackFileSchema()) },
];

/** A document's required content, in the project's format. */
export async function madeAnew({ file, made }: SettingsDocument): Promise<string> {
    const path = join(PROJECT_ROOT, file);
    const before = await readFile(path, "utf8").catch(() => "");
    return format(made(before), { ...(await resolveConfig(path)), filepath: path });
}

/**
 * `Pulumi.yaml` with the description of each setting in it. Pulumi requires a value for every key there without a
 * default, so an optional setting without a default is not listed there.
 */
function withDescriptions(text: string): string {
    const document = parseDocument(text);
    for (const [key, schema] of Object.entries(schemaOfConfig().properties ?? {})) {
        const [namespace, name = ""] = key.split(":");
        if (namespace === PROJECT_NAME && typeof schema === "object" && document.hasIn(["config", name])) {
            document.setIn(["config", name, "description"], document.createNode(schema.description));
        }
    }
    return document.toString({ lineWidth: 0 });
}

async function main(): Promise<number> {
    for (const document of settingsDocuments) {
        await writeFile(join(PROJECT_ROOT, document.file), await madeAnew(document));
    }
    return 0;
}

if (require.main === module) {
    runCommand(main);
}
