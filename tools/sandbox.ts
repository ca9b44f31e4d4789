import { join } from "node:path";
import { runAtTerminal } from "./child-process";
import { runCommand } from "./person-error";
import { PROJECT_ROOT } from "./project";
import { USAGE, parseArguments } from "./sandbox-arguments";
import { keepStackFile } from "./stack-file-keeper";
import { environmentWith, startSandboxedEnvironment } from "./sandboxed-environment";

async function main(): Promise<number> {
    const args = parseArguments(process.argv.slice(2));
    if (args === "help") {
        console.log(USAGE);
        return 0;
    }
    const restoreStackFile = await keepStackFile(join(PROJECT_ROOT, `Pulumi.${args.stack}.yaml`));
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
        await restoreStackFile();
    }
}

runCommand(main);
