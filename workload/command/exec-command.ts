import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { TokenFileKeeper } from "../token-file/token-file-keeper";
import type { CommandContext } from "./command-context";
import { readTokenRequest, TOKEN_OPTIONS } from "./token-request";
import { UsageError } from "./usage";

/** `cognito-entra exec -- COMMAND`: COMMAND with a token file kept fresh; its exit code is COMMAND's. */
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
    const directory = await mkdtemp(join(tmpdir(), "cognito-entra-"));
    const path = join(directory, "token");
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
        if (context.stop.aborted) {
            return 128 + constants.signals[stopSignal(context)];
        }
        const keeping = keeper.keep(finished.signal);
        const token = values["arm-oidc-token"] ? { ARM_OIDC_TOKEN: await readFile(path, "utf8") } : {};
        const environment = { ...context.environment, ...request.environmentFor(path), ...token };
        const child = spawn(program, programArgs, { stdio: "inherit", env: environment });
        const code = await ending(child, context);
        finished.abort();
        await keeping;
        return code;
    } finally {
        await rm(directory, { recursive: true, force: true });
    }
}

/** The exit code as a shell tells it: 127 for a command that is not there, 128 and more for one that a signal ended. */
function ending(child: ChildProcess, context: CommandContext): Promise<number> {
    return new Promise((resolve) => {
        const stop = (): void => {
            const signal = stopSignal(context);
            // The terminal has told the command already, and some take a second signal for the wish to drop everything.
            if (signal === "SIGTERM" || !context.inIsTerminal) {
                child.kill(signal);
            }
        };
        context.stop.addEventListener("abort", stop, { once: true });
        const end = (code: number): void => {
            context.stop.removeEventListener("abort", stop);
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

function stopSignal({ stop }: CommandContext): "SIGTERM" | "SIGINT" | "SIGHUP" {
    const reason: unknown = stop.reason;
    return reason === "SIGINT" || reason === "SIGHUP" ? reason : "SIGTERM";
}
