import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const REQUIREMENTS = ["azure-identity==1.25.1", "boto3==1.43.11"];
const FOLDER = join(__dirname, "..", "..", ".sandbox", `python-${REQUIREMENTS.join("-")}`);

const runFile = promisify(execFile);

/** A Python with the official clients of both clouds in a virtual environment of its own, made once; or why there is none. */
export async function pythonWithOfficialClients(): Promise<{ readonly python: string } | { readonly missing: string }> {
    const python = join(FOLDER, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
    if (existsSync(join(FOLDER, "complete"))) {
        return { python };
    }
    try {
        await rm(FOLDER, { recursive: true, force: true });
        await runFile("python3", ["-m", "venv", FOLDER], { timeout: 60_000 });
        await runFile(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...REQUIREMENTS], {
            timeout: 120_000,
        });
        await mkdir(join(FOLDER, "complete"));
        return { python };
    } catch (error) {
        const [reason] = (error instanceof Error ? error.message : "unknown").split("\n");
        return { missing: `no Python with ${REQUIREMENTS.join(" and ")} can be had here: ${reason ?? ""}` };
    }
}
