import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT_ROOT } from "./project";

/**
 * Turns `folder` into a Pulumi project like this one, so that a run in the sandbox does not change the original's
 * files.
 */
export async function copyProject(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    const text = await readFile(join(PROJECT_ROOT, "Pulumi.yaml"), "utf8");
    // The plugin is not copied: its path leads back to the project.
    await writeFile(
        join(folder, "Pulumi.yaml"),
        text.replace("path: ./provider", `path: ${join(PROJECT_ROOT, "provider")}`),
    );
}

/** Copies a stack's file. The sandbox's stacks have their own passphrase, which is empty. */
export async function copyStackFile(stackName: string, folder: string): Promise<void> {
    const file = `Pulumi.${stackName}.yaml`;
    const text = await readFile(join(PROJECT_ROOT, file), "utf8");
    await writeFile(join(folder, file), text.replace(/^(encryptionsalt|encryptedkey|secretsprovider):.*\n/gm, ""));
}
