import { spawn } from "node:child_process";

export interface CommandResult {
    /** The exit code, or undefined if the command could not be started. */
    readonly code: number | undefined;
    readonly output: string;
    /** The end of standard error, or why the command could not be started. */
    readonly errors: string;
}

/** Runs a command without a shell; never rejects. `onErrorLine` gets standard error as it arrives. */
export function runQuietly(
    command: string,
    args: readonly string[],
    options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; onErrorLine?(line: string): void } = {},
): Promise<CommandResult> {
    return new Promise((resolve) => {
        let output = "";
        let errors = "";
        const child = spawn(command, args, {
            cwd: options.cwd,
            env: options.env ?? process.env,
            stdio: ["ignore", "pipe", "pipe"],
        });
        child.stdout.on("data", (data: Buffer) => {
            output += data.toString();
        });
        child.stderr.on("data", (data: Buffer) => {
            const text = data.toString();
            errors = (errors + text).slice(-4000);
            text.split("\n")
                .filter((line) => line !== "")
                .forEach((line) => options.onErrorLine?.(line));
        });
        child.on("error", (error) => {
            resolve({ code: undefined, output, errors: error.message });
        });
        child.on("close", (code) => {
            resolve({ code: code ?? 1, output, errors });
        });
    });
}
