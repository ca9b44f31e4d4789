import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isRecord } from "./json-web-token";

/**
 * Makes the package as npm gets it: `node --require tsx/cjs build.ts FOLDER`, then `npm publish FOLDER` or `npm pack FOLDER`.
 * FOLDER is emptied first.
 */
function build(folder: string): void {
    rmSync(folder, { recursive: true, force: true });
    const compiler = require.resolve("typescript/bin/tsc");
    const project = join(__dirname, "tsconfig.build.json");
    execFileSync(process.execPath, [compiler, "--project", project, "--rootDir", __dirname, "--outDir", folder], {
        stdio: "inherit",
    });
    const command = join(folder, "cognito-entra.js");
    writeFileSync(command, '#!/usr/bin/env node\nrequire("./command/main.js");\n');
    chmodSync(command, 0o755);
    cpSync(join(__dirname, "README.md"), join(folder, "README.md"));
    cpSync(join(__dirname, "docs"), join(folder, "docs"), { recursive: true });
    cpSync(join(__dirname, "..", "LICENSE"), join(folder, "LICENSE"));
    writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest(), undefined, 2)}\n`);
}

/** The package's own description, with the compiled files in the sources' place. */
function manifest(): Record<string, unknown> {
    const source: unknown = JSON.parse(readFileSync(join(__dirname, "package.json"), "utf8"));
    const { private: _private, scripts: _scripts, ...kept } = isRecord(source) ? source : {};
    return {
        ...kept,
        main: "index.js",
        types: "index.d.ts",
        bin: { "cognito-entra": "cognito-entra.js" },
        engines: { node: ">=20.19.0" },
    };
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
    throw new Error("Say into which folder: node --require tsx/cjs build.ts FOLDER");
}
build(resolve(folder));
