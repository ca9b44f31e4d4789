import { runCommand } from "./person-error";
import { printedPermissions } from "./printed-permissions";

async function main(): Promise<number> {
    console.log(await printedPermissions(process.argv.slice(2)));
    return 0;
}

runCommand(main);
