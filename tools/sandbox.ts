import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runAtTerminal } from "./child-process";
import { runCommand } from "./person-error";
import { PROJECT_ROOT } from "./project";
import { USAGE, parseArguments } from "./sandbox-arguments";
import { environmentWith, startSandboxedEnvironment } from "./sandboxed-environment";

async function main(): Promise<number> {
    const args = parseArguments(process.argv.slice(2));
    if (args === "help") {
        console.log(USAGE);
        return 0;
    }
    const keepStackFile = await stackFileKeeper(args.stack);
    const sandboxed = await startSandboxedEnvironment(args.stack, args.providers);
    try {
        const [command, ...rest] = args.command;
        if (command !== undefined) {
            return await runAtTerminal(command, rest, environmentWith(sandboxed.variables));
        }
        for (const [name, value] of Object.entries(sandboxed.variables)) {
            console.log(`export ${name}='${value.replaceAll("'", "'\\''")}'`);
        }
        console.error("The sandbox is up. Paste the lines above into another terminal; Ctrl-C ends it.");
        await new Promise((resolve) => {
            process.once("SIGINT", resolve);
            process.once("SIGTERM", resolve);
        });
        return 0;
    } finally {
        await sandboxed.close();
        await keepStackFile();
    }
}

/**
 * Pulumi writes the salt of a passphrase-protected stack into the stack's file. The sandbox's stacks are gone at its end,
 * so a salt that was not there at its start is taken out again.
 */
async function stackFileKeeper(stack: string): Promise<() => Promise<void>> {
    const file = join(PROJECT_ROOT, `Pulumi.${stack}.yaml`);
    const salt = /^encryptionsalt: .*\n/m;
    const before = await readFile(file, "utf8").catch(() => undefined);
    return async () => {
        const after = await readFile(file, "utf8").catch(() => undefined);
        if (before !== undefined && after !== undefined && !salt.test(before) && salt.test(after)) {
            await writeFile(file, after.replace(salt, ""));
        }
    };
}

runCommand(main);
