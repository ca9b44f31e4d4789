import { randomBytes } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { readOutsideClaims } from "../json-web-token";

/** The file system did not take the token. */
export class TokenFileError extends Error {
    override readonly name = "TokenFileError";
    /** `ENOSPC`, `EACCES` … */
    readonly code: string;

    constructor(path: string, thrown: unknown) {
        const code: unknown = thrown instanceof Error ? Reflect.get(thrown, "code") : undefined;
        const known = typeof code === "string" ? code : "UnknownError";
        super(
            `The token file ${path} cannot be written: ${known}. ${WAYS_OUT[known] ?? "See that its directory can be written."}`,
        );
        this.code = known;
    }
}

const WAYS_OUT: Readonly<Record<string, string>> = {
    ENOENT: "Make its directory first.",
    ENOTDIR: "What should be its directory is a file.",
    EISDIR: "It is a directory: give the path of a file in it.",
    EACCES: "Let the user that runs this write to its directory.",
    EPERM: "Let the user that runs this write to its directory.",
    EROFS: "Give a path on a volume that is not read-only.",
    ENOSPC: "Its disk is full.",
    EDQUOT: "The quota of its disk is used up.",
    EBUSY: "Mount its directory, and not the file itself: it is replaced as a whole.",
};

/**
 * Puts `token` into `path` in one step, readable by its owner alone whatever the umask: who reads the file sees the old token or the
 * new one, whole. A link in its place is replaced, not followed.
 * Not forced to the disk: after a power failure the token is of no use, and `removeStaleTokenFile` clears what is left.
 * @throws TokenFileError
 */
export async function writeTokenFile(path: string, token: string): Promise<void> {
    // Beside the file: only inside one file system can it be replaced in one step.
    const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}`);
    try {
        const file = await open(draft, "wx", 0o600);
        try {
            await file.chmod(0o600);
            await file.writeFile(token);
        } finally {
            await file.close();
        }
        await rename(draft, path);
    } catch (error) {
        await rm(draft, { force: true }).catch(() => undefined);
        throw new TokenFileError(path, error);
    }
}

/** Removes the file if it holds `token`: another one is of another writer, who looks after it. */
export async function removeTokenFile(path: string, token: string): Promise<void> {
    if ((await read(path)) === token) {
        await remove(path);
    }
}

/** Removes what a killed predecessor left behind, unless it is a token that still holds. */
export async function removeStaleTokenFile(path: string, now: number): Promise<void> {
    const token = await read(path);
    if (token === undefined) {
        return;
    }
    const claims = readOutsideClaims(token);
    if (claims === undefined || claims.expiresAtSeconds * 1000 <= now) {
        await remove(path);
    }
}

function read(path: string): Promise<string | undefined> {
    return readFile(path, "utf8").catch(() => undefined);
}

async function remove(path: string): Promise<void> {
    try {
        await rm(path, { force: true });
    } catch (error) {
        throw new TokenFileError(path, error);
    }
}
