import { join } from "node:path";
import stackProgram from "../../index";
import { Deployment } from "../deployment";
import { runCommand } from "../person-error";
import { copyProject, copyStackFile } from "../working-copy";

/** Deploys a stack to the sandbox in whose environment it runs, and prints its outputs. Arguments: the stack, a folder of this run. */
async function main(): Promise<number> {
    const [stack = "", folder = ""] = process.argv.slice(2);
    const workDir = join(folder, "project");
    await copyProject(workDir);
    await copyStackFile(stack, workDir);
    const deployment = await Deployment.create(stack, stackProgram, workDir);
    try {
        const { outputs } = await deployment.up(() => undefined);
        console.log(
            JSON.stringify(Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]))),
        );
        return 0;
    } finally {
        await deployment.close();
    }
}

runCommand(main);
