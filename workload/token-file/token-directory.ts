import { lstatSync, readlinkSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { readOutsideClaims } from "../json-web-token";
import { lookAt } from "../look-at";
import { systemCode } from "../network-failure";

const NAME = /^cognito-entra-(\d{1,10})-(\d{1,20})-[A-Za-z0-9]{6}$/;
// Time for a suspended process to renew its token after it wakes.
const MARGIN_MILLISECONDS = 300_000;

/** The token file in a directory that {@link makeTokenDirectory} made. */
export function tokenFileIn(directory: string): string {
    return join(directory, "token");
}

/** Makes a directory for the token file of this process, with the process's id in its name, that only this user can enter. */
export function makeTokenDirectory(parent: string): Promise<string> {
    return mkdtemp(join(parent, `cognito-entra-${String(process.pid)}-${processNamespace()}-`));
}

/**
 * Removes the directories that killed processes of this user left in `parent`. Process ids mean something only in one namespace
 * (one container); a directory of another namespace is a leftover once its token is older than its lifetime, since a live process
 * renews it at half of that.
 */
export async function removeLeftTokenDirectories(parent: string, now: number): Promise<void> {
    const names = await readdir(parent).catch(() => []);
    const left = names.filter((name) => isLeft(parent, name, now)).map((name) => join(parent, name));
    await Promise.all(left.map((path) => rm(path, { recursive: true, force: true }).catch(() => undefined)));
}

function isLeft(parent: string, name: string, now: number): boolean {
    const [, processId, namespace] = NAME.exec(name) ?? [];
    const path = join(parent, name);
    if (processId === undefined || !isOwnDirectory(path)) {
        return false;
    }
    return (namespace === processNamespace() && !isOther(Number(processId))) || isAbandoned(tokenFileIn(path), now);
}

function isOwnDirectory(path: string): boolean {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats?.isDirectory() === true && stats.uid === process.getuid?.();
}

/** Whether another process with this id runs. This process checks before it makes a directory of its own. */
function isOther(processId: number): boolean {
    if (processId === process.pid) {
        return false;
    }
    try {
        process.kill(processId, 0);
        return true;
    } catch (error) {
        return systemCode(error) !== "ESRCH";
    }
}

function isAbandoned(path: string, now: number): boolean {
    const found = lookAt(path, { followLinks: false });
    const claims = found.kind === "file" ? readOutsideClaims(found.text) : undefined;
    const writtenAt = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
    return (
        claims !== undefined &&
        writtenAt !== undefined &&
        now - writtenAt > claims.lifetimeSeconds * 1000 + MARGIN_MILLISECONDS
    );
}

/** The number of the namespace of process ids; 0 on systems with only one. */
function processNamespace(): string {
    try {
        return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
    } catch {
        return "0";
    }
}
