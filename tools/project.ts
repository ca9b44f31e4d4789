import { join } from "node:path";

/** The project's root folder. */
export const PROJECT_ROOT = join(__dirname, "..");

/** The sandbox keeps its certificates, state and working copies in this git-ignored folder. */
export const RUNS_FOLDER = join(PROJECT_ROOT, ".sandbox");
