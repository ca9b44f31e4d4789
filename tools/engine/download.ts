import { PulumiCommand } from "@pulumi/pulumi/automation";
import { SemVer } from "semver";
import type { Progress } from "./progress";

/** Pulumi's own installer, through its SDK. Returns why it could not, or undefined once the engine is in `root`. */
export async function download(
    root: string,
    version: string,
    _environment: NodeJS.ProcessEnv,
    progress: Progress,
): Promise<string | undefined> {
    progress.stage(`  downloading Pulumi ${version} …`);
    try {
        await PulumiCommand.install({ root, version: new SemVer(version) });
        return undefined;
    } catch (error) {
        return `the official download failed: ${firstLine(error)}`;
    }
}

function firstLine(error: unknown): string {
    const text = error instanceof Error ? error.message : String(error);
    return text.split("\n").find((line) => line.trim() !== "") ?? "no reason given";
}
