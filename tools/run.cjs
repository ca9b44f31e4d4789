// The first thing every npm script runs: plain Node.js, because on a new machine nothing is installed yet.
// Installs what the lockfile names and is missing, then runs the TypeScript command beside this file.
const { spawn, spawnSync } = require("node:child_process");
const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const [command, ...args] = process.argv.slice(2);

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Node.js ${process.versions.node} is too old: install Node.js 20.19 or newer (https://nodejs.org).`);
}
if (!isInstalled()) {
    console.error("Installing the packages that package-lock.json names (npm ci) …");
    const npm = process.env.npm_execpath;
    const [program, first] = npm ? [process.execPath, [npm]] : [process.platform === "win32" ? "npm.cmd" : "npm", []];
    // No install scripts: nothing here needs one, and a package that is not run cannot do harm.
    const install = spawnSync(
        program,
        [...first, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        {
            cwd: root,
            stdio: ["ignore", 2, 2],
        },
    );
    if (install.status !== 0) {
        fail("npm ci did not succeed: see its message above, fix it, and run the same command again.");
    }
}

const child = spawn(process.execPath, ["--require", "tsx/cjs", join(__dirname, command), ...args], {
    stdio: "inherit",
});
// The terminal sends Ctrl-C to the child as well; a signal sent to this process alone is passed on.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("exit", (code, signal) => {
    process.exitCode = signal === null ? code : 128 + require("node:os").constants.signals[signal];
});

/** Whether node_modules holds every package of the lockfile in its version. */
function isInstalled() {
    const installedFile = join(root, "node_modules", ".package-lock.json");
    if (!existsSync(installedFile)) {
        return false;
    }
    const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
    const installed = JSON.parse(readFileSync(installedFile, "utf8")).packages;
    return Object.entries(wanted).every(
        ([path, { version, optional, link }]) =>
            !path.includes("node_modules/") || optional || link || installed[path]?.version === version,
    );
}

function fail(message) {
    console.error(message);
    process.exit(1);
}
