import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { startSandbox, type Sandbox, type SandboxOptions } from "../../../sandbox";

const runFile = promisify(execFile);

/** The clouds on this machine, and a shell in which foreign clients find them. */
export interface CommandLine {
    readonly variables: Readonly<Record<string, string>>;
    /** What a script prints; rejects where it fails. It runs as the deployer, or with other variables. */
    run(script: string, variables?: Readonly<Record<string, string | undefined>>): Promise<string>;
    close(): Promise<void>;
}

/** `AZ` may name an Azure CLI that is not on PATH. */
const path = [...(process.env["AZ"] === undefined ? [] : [dirname(process.env["AZ"])]), process.env["PATH"]].join(
    delimiter,
);

/** Those of the commands that are not installed here. */
export async function missingCommands(commands: readonly string[]): Promise<string[]> {
    const found = await Promise.all(
        commands.map((command) =>
            runFile(command, ["--version"], { env: { ...process.env, PATH: path } }).then(
                () => [],
                () => [command],
            ),
        ),
    );
    return found.flat();
}

export async function openCommandLine(options: Omit<SandboxOptions, "directory" | "providers">): Promise<CommandLine> {
    const directory = await mkdtemp(join(tmpdir(), "clients-"));
    const sandbox: Sandbox = await startSandbox({ ...options, directory, providers: "real" });
    const common = {
        PATH: path,
        HOME: process.env["HOME"] ?? directory,
        ...sandbox.environment,
        AWS_CONFIG_FILE: "/dev/null",
        AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    };
    return {
        variables: common,
        run: async (script, variables = {}) => {
            const env = { ...common, ...variables };
            const { stdout } = await runFile("bash", ["-euo", "pipefail", "-c", script], { env });
            return stdout.trim();
        },
        close: async () => {
            await sandbox.close();
            await rm(directory, { recursive: true });
        },
    };
}

/** The variables of a workload that runs under a role, in place of the deployer's keys. */
export function underRole(role: string, { variables }: CommandLine): Record<string, string | undefined> {
    const { SANDBOX_CONTAINER_CREDENTIALS_URL: url, SANDBOX_CONTAINER_AUTHORIZATION_TOKEN: token } = variables;
    assert.ok(url !== undefined && token !== undefined);
    return {
        AWS_ACCESS_KEY_ID: undefined,
        AWS_SECRET_ACCESS_KEY: undefined,
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/${role}`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
        AZURE_CONFIG_DIR: `${variables["AZURE_CONFIG_DIR"] ?? ""}-${role}`,
    };
}
