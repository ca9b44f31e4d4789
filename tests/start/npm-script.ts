import { join } from "node:path";
import { type CommandResult, runQuietly } from "../../tools/engine/command";
import { PROJECT_ROOT } from "../../tools/project";

/** Runs what `npm run <name> -- <args>` runs. */
export function npmScript(name: string, ...args: string[]): Promise<CommandResult> {
    return runQuietly(process.execPath, [join(PROJECT_ROOT, "tools", "run.cjs"), `${name}.ts`, ...args], {
        cwd: PROJECT_ROOT,
        env: { ...process.env, NO_COLOR: "1" },
    });
}
