import { join } from "node:path";
import { runAtTerminal } from "./child-process";
import { parseOptions } from "./options";
import { runCommand } from "./person-error";
import { chooseSystems } from "./start/systems";
import { environmentWith, startSandboxedEnvironment } from "./sandboxed-environment";

const USAGE = `npm start -- [--json FILE] [--system NAME]

Deploys the dev stack to a sandbox of AWS, Entra and Azure on this machine with the real Pulumi engine, uses it as a workload
would, shows what is allowed and what is denied, and deploys again to show that nothing changes.

  --json FILE     writes the summary for machines to FILE: { engine, deploy, redeploy, systems, outputs }; systems that were not
                  used are left out
  --system NAME   uses only this system: workloads`;

const STACK = "dev";

async function main(): Promise<number> {
    const options = parseOptions(process.argv.slice(2), USAGE, ["json", "system"]);
    if (options.help) {
        console.log(USAGE);
        return 0;
    }
    chooseSystems(options.values.system);
    const sandboxed = await startSandboxedEnvironment(STACK);
    try {
        // A separate process, because Node.js reads NODE_EXTRA_CA_CERTS only when it starts.
        return await runAtTerminal(
            process.execPath,
            [
                "--require",
                "tsx/cjs",
                join(__dirname, "start", "main.ts"),
                JSON.stringify({
                    stack: STACK,
                    folder: sandboxed.folder,
                    engine: { version: sandboxed.engine.version, source: sandboxed.engine.source },
                    ...options.values,
                }),
            ],
            environmentWith(sandboxed.variables),
        );
    } finally {
        await sandboxed.close();
    }
}

runCommand(main);
