import { type ChildProcess, spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { makeTokenDirectory, removeLeftTokenDirectories, tokenFileIn } from "../token-file/token-directory";
import { TokenFileKeeper } from "../token-file/token-file-keeper";
import type { CommandContext, StopSignal } from "./command-context";
import { readTokenRequest, TOKEN_OPTIONS } from "./token-request";
import { UsageError } from "./usage";

/** `cognito-entra exec -- COMMAND`: runs COMMAND with a token file that is kept fresh; the exit code is COMMAND's. */
export async function execCommand(args: readonly string[], context: CommandContext): Promise<number> {
    const end = args.includes("--") ? args.indexOf("--") : args.length;
    const { values, positionals } = parseArgs({
        args: args.slice(0, end),
        allowPositionals: true,
        options: { ...TOKEN_OPTIONS, "arm-oidc-token": { type: "boolean", default: false } },
    });
    const [program, ...programArgs] = args.slice(end + 1);
    if (program === undefined || positionals.length > 0) {
        throw new UsageError("exec takes the command after --, e.g. cognito-entra exec -- python app.py");
    }
    const request = readTokenRequest(values, context);
    await removeLeftTokenDirectories(tmpdir(), context.system.clock.now());
    const directory = await makeTokenDirectory(tmpdir());
    const path = tokenFileIn(directory);
    const finished = new AbortController();
    const keeper = new TokenFileKeeper({
        path,
        mint: request.mint,
        system: context.system,
        log: (line) => {
            context.log(line);
        },
    });
    try {
        await keeper.start(context.stop);
        const token = values["arm-oidc-token"] ? { ARM_OIDC_TOKEN: keeper.token } : {};
        const environment = { ...context.environment, ...request.environmentFor(path), ...token };
        // Nothing is awaited between this check and the listener in `ending`, so no signal is lost in between.
        if (context.stop.aborted) {
            return 128 + constants.signals[stopSignal(context)];
        }
        const keeping = keeper.keep(finished.signal);
        const child = spawn(program, programArgs, { stdio: "inherit", env: environment });
        const code = await ending(child, context);
        finished.abort();
        await keeping;
        return code;
    } finally {
        await rm(directory, { recursive: true, force: true });
    }
}

/** The exit code as a shell reports it: 127 for a command that does not exist, 128 and more for one that a signal ended. */
function ending(child: ChildProcess, context: CommandContext): Promise<number> {
    return new Promise((resolve) => {
        const stopListening = context.onSignal((signal) => {
            // The terminal has already sent it to the command, and some commands drop everything at a second one.
            if (signal === "SIGTERM" || !context.inIsTerminal) {
                child.kill(signal);
            }
        });
        const end = (code: number): void => {
            stopListening();
            resolve(code);
        };
        child.once("error", (error) => {
            context.log(error.message);
            end("code" in error && error.code === "ENOENT" ? 127 : 126);
        });
        child.once("exit", (code, signal) => {
            end(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
        });
    });
}

function stopSignal({ stop }: CommandContext): StopSignal {
    const reason: unknown = stop.reason;
    return reason === "SIGINT" || reason === "SIGHUP" ? reason : "SIGTERM";
}
