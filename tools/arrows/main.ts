import { runCommand } from "../person-error";
import { PROJECT_ROOT } from "../project";
import { brokenArrows } from "./broken-arrows";
import { readImports } from "./imports";

/** Prints every import that breaks the architecture's arrows; exit code 1 if there is one. */
async function main(): Promise<number> {
    const broken = brokenArrows(await readImports(PROJECT_ROOT));
    broken.forEach((sentence) => {
        console.error(sentence);
    });
    return broken.length === 0 ? 0 : 1;
}

runCommand(main);
