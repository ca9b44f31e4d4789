/** An error whose message is all that people need: shown without a stack trace, exit code 1. */
export class PersonError extends Error {}

/**
 * Runs a command of `tools/`: a {@link PersonError} ends it with its message, anything else is a bug and shows its
 * stack.
 */
export function runCommand(main: () => Promise<number>): void {
    main().then(
        (code) => {
            process.exitCode = code;
        },
        (error: unknown) => {
            console.error(error instanceof PersonError ? error.message : (folderProblem(error) ?? error));
            process.exitCode = 1;
        },
    );
}

/** A folder that cannot be written to is for the person to fix, not a bug. */
function folderProblem(error: unknown): string | undefined {
    const isRefusal = error instanceof Error && "code" in error && "path" in error;
    return isRefusal && ["EACCES", "EPERM", "EROFS", "ENOSPC"].includes(String(error.code))
        ? `${String(error.path)} cannot be written (${String(error.code)}): free some space or give yourself write permission there, and run the same command again.`
        : undefined;
}
