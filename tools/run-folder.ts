import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { RUNS_FOLDER } from "./project";

/**
 * Creates the folder of one run, named after this process, and removes what processes that no longer run left behind.
 */
export async function createRunFolder(): Promise<string> {
    await mkdir(RUNS_FOLDER, { recursive: true });
    for (const name of await readdir(RUNS_FOLDER)) {
        const processId = /^run-(\d+)-/.exec(name)?.[1];
        if (processId !== undefined && !isAlive(Number(processId))) {
            await rm(join(RUNS_FOLDER, name), { recursive: true, force: true });
        }
    }
    return mkdtemp(join(RUNS_FOLDER, `run-${String(process.pid)}-`));
}

function isAlive(processId: number): boolean {
    try {
        process.kill(processId, 0);
        return true;
    } catch (error) {
        return error instanceof Error && "code" in error && error.code === "EPERM";
    }
}
