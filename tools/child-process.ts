import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { PersonError } from "./person-error";

/**
 * Runs a command in this terminal and returns its exit code (128 + signal if a signal ended it). Ctrl-C in the terminal
 * reaches the command by itself; this process waits for it. A SIGTERM is passed on.
 * @throws PersonError if the command does not exist.
 */
export function runAtTerminal(
    command: string,
    args: readonly string[],
    environment: NodeJS.ProcessEnv,
): Promise<number> {
    return new Promise((resolve, reject) => {
        const child: ChildProcess = spawn(command, args, { stdio: "inherit", env: environment });
        const ignore = (): void => undefined;
        const pass = (): void => {
            child.kill("SIGTERM");
        };
        process.on("SIGINT", ignore);
        process.on("SIGTERM", pass);
        const done = (): void => {
            process.off("SIGINT", ignore);
            process.off("SIGTERM", pass);
        };
        child.on("error", (error) => {
            done();
            reject(new PersonError(`${command} could not be started: ${error.message}`));
        });
        child.on("exit", (code, signal) => {
            done();
            resolve(code ?? 128 + (signal === null ? 1 : constants.signals[signal]));
        });
    });
}
