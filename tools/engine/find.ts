import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { PersonError } from "../person-error";
import { buildFromModule } from "./build";
import { cacheFolder } from "./cache-folder";
import { runQuietly } from "./command";
import { download } from "./download";
import { isAtLeast, pinnedVersion } from "./pinned-version";
import type { Progress } from "./progress";

/** A `pulumi` command that runs on this machine. */
export interface Engine {
    /** As `pulumi version` prints it, without the leading `v`. */
    readonly version: string;
    /** Where it was found, in search order. */
    readonly source: "path" | "cache" | "download" | "build";
    /** The folder to put in front of `PATH`; undefined if the command is already on `PATH`. */
    readonly folder: string | undefined;
}

/** Installs `bin/pulumi` into `root`; returns why it could not, or undefined once it is there. */
type Installer = (
    root: string,
    version: string,
    environment: NodeJS.ProcessEnv,
    progress: Progress,
) => Promise<string | undefined>;

export interface FindOptions {
    readonly environment: NodeJS.ProcessEnv;
    readonly progress: Progress;
    /** Tried in turn if this machine has no engine. @default the official download, then a build from the Go module */
    readonly installers?: readonly { readonly source: "download" | "build"; readonly install: Installer }[];
}

const INSTALLERS = [
    { source: "download", install: download },
    { source: "build", install: buildFromModule },
] as const;

/**
 * The Pulumi engine: from `PATH`, from the user's cache folder, by the official download, or built from its Go module.
 * @throws PersonError with how to install Pulumi, if none of these works.
 */
export async function findEngine({ environment, progress, installers = INSTALLERS }: FindOptions): Promise<Engine> {
    const minimum = pinnedVersion();
    const onPath = await versionOf("pulumi", environment);
    if (onPath !== undefined && isAtLeast(onPath, minimum)) {
        return { version: onPath, source: "path", folder: undefined };
    }
    const folder = join(cacheFolder(environment), "pulumi", minimum, "bin");
    const cached = await versionOf(join(folder, executable("pulumi")), environment);
    if (cached !== undefined && isAtLeast(cached, minimum)) {
        return { version: cached, source: "cache", folder };
    }

    const older = onPath === undefined ? "" : ` (the one on PATH is ${onPath})`;
    progress.stage(
        `The Pulumi engine ${minimum} or newer is not on this machine${older}: getting it, once, into ${dirname(folder)}`,
    );
    const refusals: string[] = [];
    for (const { source, install } of installers) {
        const refusal = await fill(folder, (root) => install(root, minimum, environment, progress));
        progress.end();
        const version =
            refusal === undefined ? await versionOf(join(folder, executable("pulumi")), environment) : undefined;
        if (version !== undefined) {
            return { version, source, folder };
        }
        refusals.push(refusal ?? `the ${source} did not install a command that runs`);
    }
    throw new PersonError(
        [
            `The Pulumi engine is needed but could not be installed:`,
            ...refusals.map((refusal) => `  - ${refusal}`),
            `Install Pulumi ${minimum} or newer (https://www.pulumi.com/docs/install/), or Go 1.25 or newer to have it built, and run the same command again.`,
        ].join("\n"),
    );
}

/** An environment in which `pulumi` is the engine that was found. */
export function withEngine(environment: NodeJS.ProcessEnv, engine: Engine): NodeJS.ProcessEnv {
    return engine.folder === undefined
        ? environment
        : { ...environment, PATH: `${engine.folder}${delimiter}${environment.PATH ?? ""}` };
}

async function versionOf(command: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
    const { code, output } = await runQuietly(command, ["version"], {
        env: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    return code === 0 ? output.trim().replace(/^v/, "") : undefined;
}

/** Fills a folder of its own and then renames it into place, so that an interrupted run leaves no half engine behind. */
async function fill(
    folder: string,
    install: (root: string) => Promise<string | undefined>,
): Promise<string | undefined> {
    const target = dirname(folder);
    await mkdir(dirname(target), { recursive: true });
    const root = await mkdtemp(join(dirname(target), "partial-"));
    try {
        const refusal = await install(root);
        if (refusal === undefined) {
            await rm(target, { recursive: true, force: true });
            await rename(root, target);
        }
        return refusal;
    } finally {
        await rm(root, { recursive: true, force: true });
    }
}

function executable(name: string): string {
    return process.platform === "win32" ? `${name}.exe` : name;
}
