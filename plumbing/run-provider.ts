import { fstatSync } from "node:fs";
import type { ProviderHandler } from "./handler";
import { serveProvider } from "./serve-provider";

const parentCheckMilliseconds = 1000;

/** Whether somebody holds the other end of standard input: `/dev/null` ends at once and says nothing. */
function hasStandardInput(): boolean {
    try {
        const input = fstatSync(0);
        return input.isFIFO() || input.isSocket();
    } catch {
        return false;
    }
}

/**
 * Runs a provider as the engine's plugin: prints the port, and exits when the process that started it is gone, even if
 * that process was killed.
 */
export async function runProvider(provider: ProviderHandler): Promise<void> {
    const { port } = await serveProvider(provider);
    process.stdout.write(`${port}\n`);
    const end = (): void => {
        process.exit(0);
    };
    if (hasStandardInput()) {
        process.stdin.on("end", end).on("error", end).resume();
    }
    const parent = process.ppid;
    setInterval(() => {
        if (process.ppid !== parent) {
            end();
        }
    }, parentCheckMilliseconds).unref();
}
