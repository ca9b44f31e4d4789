import { FederationError } from "../errors";
import { TokenFileError } from "../token-file/write-token-file";
import type { CommandContext } from "./command-context";
import { doctorCommand } from "./doctor-command";
import { execCommand } from "./exec-command";
import { lambdaExtensionCommand } from "./lambda-extension-command";
import { tokenCommand } from "./token-command";
import { USAGE, UsageError } from "./usage";

/** One subcommand: its arguments in, its exit code out. */
type Command = (args: readonly string[], context: CommandContext) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
    token: tokenCommand,
    exec: execCommand,
    doctor: doctorCommand,
    "lambda-extension": lambdaExtensionCommand,
};

/** The command line; the result is the exit code: 0 done, 1 failed, 2 wrong usage, or that of the command run by `exec`. */
export async function run(args: readonly string[], context: CommandContext): Promise<number> {
    const [name, ...rest] = args;
    if (name === undefined || name === "--help" || name === "-h" || name === "help" || isHelp(rest)) {
        context.out(USAGE);
        return name === undefined ? 2 : 0;
    }
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command === undefined) {
        context.log(
            `There is no command ${JSON.stringify(name)}; the commands are ${Object.keys(COMMANDS).join(", ")}.\nSee cognito-entra --help.`,
        );
        return 2;
    }
    try {
        return await command(rest, context);
    } catch (error) {
        if (error instanceof UsageError || isArgumentError(error)) {
            context.log(`${error.message}\nSee cognito-entra --help.`);
            return 2;
        }
        if (error instanceof FederationError || error instanceof TokenFileError || isSystemError(error)) {
            context.log(error.message);
            return 1;
        }
        throw error;
    }
}

function isHelp(args: readonly string[]): boolean {
    const own = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
    return own.includes("--help") || own.includes("-h");
}

/** What node:util's parseArgs throws. */
function isArgumentError(error: unknown): error is Error {
    return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_");
}

/** A file that cannot be written, a port that is taken: the system's own message says it. */
function isSystemError(error: unknown): error is Error {
    return error instanceof Error && "syscall" in error;
}
