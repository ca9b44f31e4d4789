import { parseArgs } from "node:util";
import { parseHealthAddress, serveHealth } from "../token-file/health-server";
import { TokenFileKeeper } from "../token-file/token-file-keeper";
import { checkTokenFile, writeTokenFile } from "../token-file/write-token-file";
import type { CommandContext } from "./command-context";
import { readTokenRequest, TOKEN_OPTIONS } from "./token-request";
import { UsageError } from "./usage";

/** `cognito-entra token`: writes the outside token once, or keeps it fresh in a file. */
export async function tokenCommand(args: readonly string[], context: CommandContext): Promise<number> {
    const { values } = parseArgs({
        args: [...args],
        options: {
            ...TOKEN_OPTIONS,
            file: { type: "string" },
            once: { type: "boolean", default: false },
            health: { type: "string" },
        },
    });
    const health = values.health === undefined ? undefined : parseHealthAddress(values.health);
    if (values.health !== undefined && (health === undefined || values.file === undefined || values.once)) {
        throw new UsageError("--health takes [HOST:]PORT, and goes with --file and not with --once.");
    }
    if (values.file === "") {
        throw new UsageError("--file is empty: name the file that the token goes into.");
    }
    const { mint } = readTokenRequest(values, context);
    if (values.file === undefined) {
        if (context.outIsTerminal) {
            throw new UsageError(
                "A token is a secret for as long as it lives: use --file PATH, or pipe it to where it is needed.",
            );
        }
        context.out((await mint()).token);
        return 0;
    }
    if (values.once) {
        checkTokenFile(values.file);
        await writeTokenFile(values.file, (await mint()).token);
        return 0;
    }

    const keeper = new TokenFileKeeper({
        path: values.file,
        mint,
        system: context.system,
        log: (line) => {
            context.log(line);
        },
    });
    const server = health === undefined ? undefined : await serveHealth(health, () => keeper.health());
    try {
        if (server !== undefined) {
            context.log(`Health on ${server.url}.`);
        }
        await keeper.start(context.stop);
        if (!context.stop.aborted) {
            context.log(`Keeping ${values.file} fresh.`);
        }
        await keeper.keep(context.stop);
        context.log(`Stopped: the token in ${values.file} is removed.`);
        return 0;
    } finally {
        await server?.close();
    }
}
