import { randomBytes } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { readOutsideClaims } from "../json-web-token";

/**
 * Puts `token` into `path` in one step, readable by its owner alone: who reads the file sees the old token or the new one, whole.
 * Not forced to the disk: after a power failure the token is of no use, and `removeStaleTokenFile` clears what is left.
 */
export async function writeTokenFile(path: string, token: string): Promise<void> {
    const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}`);
    try {
        await writeFile(draft, token, { mode: 0o600, flag: "wx" });
        await rename(draft, path);
    } catch (error) {
        await rm(draft, { force: true });
        throw error;
    }
}

export async function removeTokenFile(path: string): Promise<void> {
    await rm(path, { force: true });
}

/** Removes what a killed predecessor left behind, unless it is a token that still holds. */
export async function removeStaleTokenFile(path: string, now: number): Promise<void> {
    const token = await readFile(path, "utf8").catch(() => undefined);
    if (token === undefined) {
        return;
    }
    const claims = readOutsideClaims(token);
    if (claims === undefined || claims.expiresAtSeconds * 1000 <= now) {
        await removeTokenFile(path);
    }
}
