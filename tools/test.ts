import { spawn } from "node:child_process";
import { runCommand } from "./person-error";
import { PROJECT_ROOT } from "./project";
import { environmentWith, startSandboxedEnvironment } from "./sandboxed-environment";

/** Tests that deploy: they run in a process that trusts the sandbox's certificates and knows its clouds. */
const DEPLOYING = ["tests/stack/**/*.test.ts"];
const EVERYTHING_ELSE = ["tests/**/*.test.ts", "--ignore", "tests/stack/**"];

interface Outcome {
    readonly code: number;
    readonly passed: number;
    readonly failed: number;
    readonly pending: number;
}

/** Runs every test, in two processes side by side; further arguments go to mocha (`npm test -- --grep drift`). */
async function main(): Promise<number> {
    process.chdir(PROJECT_ROOT);
    const mochaArguments = process.argv.slice(2);
    const sandboxed = await startSandboxedEnvironment("dev");
    try {
        const outcomes = await Promise.all([
            runMocha([...EVERYTHING_ELSE, ...mochaArguments], process.env, "now"),
            runMocha([...DEPLOYING, ...mochaArguments], environmentWith(sandboxed.variables), "at the end"),
        ]);
        const sum = (key: keyof Outcome): number => outcomes.reduce((total, outcome) => total + outcome[key], 0);
        console.log(
            `\n${String(sum("passed"))} passed, ${String(sum("failed"))} failed, ${String(sum("pending"))} skipped`,
        );
        return sum("passed") > 0 && outcomes.every(({ code }) => code === 0) ? 0 : 1;
    } finally {
        await sandboxed.close();
    }
}

/** Two processes cannot write to one terminal at once: one shows its output as it arrives, the other at its end. */
function runMocha(
    args: readonly string[],
    environment: NodeJS.ProcessEnv,
    show: "now" | "at the end",
): Promise<Outcome> {
    return new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [require.resolve("mocha/bin/mocha.js"), "--no-fail-zero", ...args], {
            cwd: PROJECT_ROOT,
            env: environment,
            stdio: ["ignore", "pipe", "inherit"],
        });
        let output = "";
        child.stdout.on("data", (data: Buffer) => {
            output += data.toString();
            if (show === "now") {
                process.stdout.write(data);
            }
        });
        child.on("error", reject);
        child.on("close", (code) => {
            if (show === "at the end") {
                process.stdout.write(output);
            }
            const count = (word: string): number =>
                Number(new RegExp(`^\\s*(\\d+) ${word}`, "m").exec(output)?.[1] ?? 0);
            resolve({ code: code ?? 1, passed: count("passing"), failed: count("failing"), pending: count("pending") });
        });
    });
}

runCommand(main);
