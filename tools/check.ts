import { runAtTerminal } from "./child-process";
import { runCommand } from "./person-error";
import { PROJECT_ROOT } from "./project";

const CHECKS = [
    { name: "types", module: "typescript/bin/tsc", args: ["--noEmit", "--noCheck", "false", "--project", "."] },
    { name: "lint", module: "eslint/bin/eslint.js", args: ["--max-warnings", "0", "."] },
    { name: "format", module: "prettier/bin/prettier.cjs", args: ["--check", "--log-level", "warn", "."] },
];

/** Types, lint and format, all of them even where an early one fails. */
async function main(): Promise<number> {
    process.chdir(PROJECT_ROOT);
    let failed = 0;
    for (const { name, module, args } of CHECKS) {
        const code = await runAtTerminal(process.execPath, [binary(module), ...args], process.env);
        console.log(`${code === 0 ? "ok  " : "FAIL"} ${name}`);
        failed += code === 0 ? 0 : 1;
    }
    return failed === 0 ? 0 : 1;
}

/** The file of a package's command, also where the package does not export it. */
function binary(module: string): string {
    const [name = "", ...path] = module.split("/");
    return require.resolve(`${name}/package.json`).replace(/package\.json$/, path.join("/"));
}

runCommand(main);
