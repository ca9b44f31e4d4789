/** An error whose message is all that the person needs: shown without a stack trace, exit code 1. */
export class PersonError extends Error {}

/** Runs a command of `tools/`: a {@link PersonError} ends it with its message, anything else is a defect and shows its stack. */
export function runCommand(main: () => Promise<number>): void {
    main().then(
        (code) => {
            process.exitCode = code;
        },
        (error: unknown) => {
            console.error(error instanceof PersonError ? error.message : error);
            process.exitCode = 1;
        },
    );
}
