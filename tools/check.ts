import { runAtTerminal } from "./child-process";
import { PersonError, runCommand } from "./person-error";
import { PROJECT_ROOT } from "./project";

const CHECKS: readonly { readonly name: string; readonly args: () => readonly string[] }[] = [
    { name: "types", args: () => [binary("typescript/bin/tsc"), "--noEmit", "--noCheck", "false", "--project", "."] },
    { name: "arrows", args: () => ["--require", "tsx/cjs", "tools/arrows/main.ts"] },
    { name: "lint", args: () => [binary("eslint/bin/eslint.js"), "--max-warnings", "0", "."] },
    { name: "format", args: () => [binary("prettier/bin/prettier.cjs"), "--check", "--log-level", "warn", "."] },
];

/** Runs the named checks, or all of them, and carries on if one fails. */
async function main(): Promise<number> {
    process.chdir(PROJECT_ROOT);
    let failed = 0;
    for (const { name, args } of chosen(process.argv.slice(2))) {
        const code = await runAtTerminal(process.execPath, args(), process.env);
        console.log(`${code === 0 ? "ok  " : "FAIL"} ${name}`);
        failed += code === 0 ? 0 : 1;
    }
    return failed === 0 ? 0 : 1;
}

function chosen(names: readonly string[]): typeof CHECKS {
    const known = CHECKS.map(({ name }) => name);
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) {
        throw new PersonError(`There is no check named ${unknown}; npm run check -- takes ${known.join(", ")}.`);
    }
    return names.length === 0 ? CHECKS : CHECKS.filter(({ name }) => names.includes(name));
}

/** The file of a package's command, even if the package does not export it. */
function binary(module: string): string {
    const [name = "", ...path] = module.split("/");
    return require.resolve(`${name}/package.json`).replace(/package\.json$/, path.join("/"));
}

runCommand(main);
