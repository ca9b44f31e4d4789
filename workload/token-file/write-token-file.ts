import { randomBytes } from "node:crypto";
import { lstat, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { readOutsideClaims } from "../json-web-token";
import { lookAt } from "../look-at";
import { systemCode } from "../network-failure";
import { isCompactToken } from "../token-shape";

/** The token file cannot be written, or holds something that this command did not write. */
export class TokenFileError extends Error {
    override readonly name = "TokenFileError";

    constructor(
        message: string,
        /** `ENOSPC`, `EACCES` …, or `ForeignFile` for something that this command did not write. */
        readonly code: string,
    ) {
        super(message);
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
// A draft becomes the file within milliseconds: an older one is of a process that was killed.
const OLDEST_DRAFT_MILLISECONDS = 60_000;

/**
 * Puts `token` into `path` in one step, readable only by its owner whatever the umask: a reader sees the old token or the new one, whole.
 * Not forced to the disk: after a power failure the token is of no use, and `prepareTokenFile` removes what is left.
 *
 * Only a token is replaced: a file whose whole content is a JWT with the claims of an outside token, as an earlier run left it, or
 * `current`, the token that the caller itself wrote last.
 * @throws TokenFileError
 */
export async function writeTokenFile(path: string, token: string, current?: string): Promise<void> {
    checkTokenFile(path, current);
    // Next to the file: only inside one file system can it be replaced in one step.
    const draft = join(dirname(path), `${draftPrefix(path)}${randomBytes(6).toString("hex")}`);
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
        throw notWritten(path, systemCode(error) ?? "UnknownError");
    }
}

/**
 * Checks, without opening a pipe or device, that `path` may be written: nothing is there, or a token (see {@link writeTokenFile}).
 * @throws TokenFileError
 */
export function checkTokenFile(path: string, current?: string): void {
    const found = lookAt(path, { followLinks: false });
    if (found.kind === "refused") {
        throw notWritten(path, found.code);
    }
    if (found.kind === "other") {
        throw found.what === "a folder" ? notWritten(path, "EISDIR") : foreign(path, `is ${found.what}`);
    }
    if (found.kind === "file" && found.text !== current && !isOutsideToken(found.text)) {
        throw foreign(path, "holds something other than a token");
    }
}

/**
 * Checks `path` like {@link checkTokenFile}, and removes what a killed predecessor left: an expired token, and drafts.
 * @throws TokenFileError
 */
export async function prepareTokenFile(path: string, now: number): Promise<void> {
    checkTokenFile(path);
    const found = lookAt(path, { followLinks: false });
    const claims = found.kind === "file" ? readOutsideClaims(found.text) : undefined;
    if (claims !== undefined && claims.expiresAtSeconds * 1000 <= now) {
        await remove(path);
    }
    await removeOldDrafts(path, now);
}

/**
 * Removes the file if it holds `token`; any other token belongs to another writer, who removes it.
 * @throws TokenFileError
 */
export async function removeTokenFile(path: string, token: string): Promise<void> {
    const found = lookAt(path, { followLinks: false });
    if (found.kind === "file" && found.text === token) {
        await remove(path);
    }
}

function isOutsideToken(text: string): boolean {
    return isCompactToken(text) && readOutsideClaims(text) !== undefined;
}

async function remove(path: string): Promise<void> {
    try {
        await rm(path, { force: true });
    } catch (error) {
        throw notWritten(path, systemCode(error) ?? "UnknownError");
    }
}

async function removeOldDrafts(path: string, now: number): Promise<void> {
    const prefix = draftPrefix(path);
    const names = await readdir(dirname(path)).catch(() => []);
    for (const name of names) {
        if (name.startsWith(prefix) && /^[0-9a-f]{12}$/.test(name.slice(prefix.length))) {
            const draft = join(dirname(path), name);
            const stats = await lstat(draft).catch(() => undefined);
            if (stats?.isFile() === true && now - stats.mtimeMs > OLDEST_DRAFT_MILLISECONDS) {
                await rm(draft, { force: true }).catch(() => undefined);
            }
        }
    }
}

function draftPrefix(path: string): string {
    return `.${basename(path)}.`;
}

function notWritten(path: string, code: string): TokenFileError {
    const wayOut = WAYS_OUT[code] ?? "See that its directory can be written.";
    return new TokenFileError(`The token file ${path} cannot be written: ${code}. ${wayOut}`, code);
}

function foreign(path: string, found: string): TokenFileError {
    return new TokenFileError(
        `The token file ${path} is left as it is: it ${found}. Give a path that holds nothing, or a token that this command wrote.`,
        "ForeignFile",
    );
}
