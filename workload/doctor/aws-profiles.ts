import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../federation-settings";

/** The profiles of the AWS SDKs' shared files. */
export interface AwsProfiles {
    readonly files: readonly [config: string, credentials: string];
    readonly names: readonly string[];
}

/** Reads no more than their names. https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html */
export async function readAwsProfiles(environment: Environment): Promise<AwsProfiles> {
    const config = environment["AWS_CONFIG_FILE"] || join(homedir(), ".aws", "config");
    const credentials = environment["AWS_SHARED_CREDENTIALS_FILE"] || join(homedir(), ".aws", "credentials");
    const inConfig = (await sectionsIn(config)).flatMap((section) =>
        section === "default" ? [section] : (/^profile\s+["']?(.*?)["']?$/.exec(section)?.slice(1) ?? []),
    );
    const names = new Set([...inConfig, ...(await sectionsIn(credentials))]);
    return { files: [config, credentials], names: [...names].sort() };
}

async function sectionsIn(path: string): Promise<string[]> {
    const text = await readFile(path, "utf8").catch(() => "");
    return [...text.matchAll(/^\[([^\]\n]*)\]/gm)].map(([, name = ""]) => name.trim());
}
