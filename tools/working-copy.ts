import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT_ROOT } from "./project";

/** Copies what Pulumi reads of the project, so that a run in the sandbox leaves the originals as they are; answers the folder. */
export async function copyProject(stackName: string, folder: string): Promise<string> {
    const workDir = join(folder, "project");
    await mkdir(workDir, { recursive: true });
    await copyFile(join(PROJECT_ROOT, "Pulumi.yaml"), join(workDir, "Pulumi.yaml"));
    const stackFile = `Pulumi.${stackName}.yaml`;
    const text = await readFile(join(PROJECT_ROOT, stackFile), "utf8");
    await writeFile(join(workDir, stackFile), withoutSecretsProvider(text));
    return workDir;
}

/** The sandbox's stacks have a passphrase of their own, which is empty. */
function withoutSecretsProvider(stackFile: string): string {
    return stackFile.replace(/^(encryptionsalt|encryptedkey|secretsprovider):.*\n/gm, "");
}
