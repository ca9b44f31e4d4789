import { join } from "node:path";

/** The project's root folder. */
export const PROJECT_ROOT = join(__dirname, "..");

/** Runs of the sandbox keep their certificates, state and working copies below this git-ignored folder. */
export const RUNS_FOLDER = join(PROJECT_ROOT, ".sandbox");
