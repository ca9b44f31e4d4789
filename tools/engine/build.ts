import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { runQuietly } from "./command";
import { ENGINE_MODULE_FOLDER, isAtLeast } from "./pinned-version";
import type { Progress } from "./progress";

const MINIMUM_GO = "1.25.0";
const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

/** Builds the engine from its Go module. Returns why it could not, or undefined once the engine is in `root`. */
export async function buildFromModule(
    root: string,
    version: string,
    environment: NodeJS.ProcessEnv,
    progress: Progress,
): Promise<string | undefined> {
    const go = await runQuietly("go", ["env", "GOVERSION"], { env: environment });
    const goVersion = go.output.trim().replace(/^go/, "");
    if (go.code !== 0) {
        return "it was not built from its Go module: there is no `go` command on PATH";
    }
    if (!isAtLeast(goVersion, MINIMUM_GO)) {
        return `it was not built from its Go module: Go ${goVersion} is older than ${MINIMUM_GO}`;
    }
    progress.stage(
        `  building Pulumi ${version} from its Go module (about five minutes on two cores; shorter when Go has built it before) …`,
    );
    const started = Date.now();
    let packages = 0;
    let modules = 0;
    const folder = join(root, "bin");
    await mkdir(folder, { recursive: true });
    const build = await runQuietly(
        "go",
        [
            "build",
            "-v",
            "-trimpath",
            "-ldflags",
            `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`,
            "-o",
            `${folder}/`,
            PACKAGE,
        ],
        {
            cwd: ENGINE_MODULE_FOLDER,
            env: { ...environment, GOFLAGS: "-mod=readonly", CGO_ENABLED: "0" },
            onErrorLine: (line) => {
                if (line.startsWith("go: downloading ")) {
                    modules += 1;
                } else {
                    packages += 1;
                }
                const seconds = Math.round((Date.now() - started) / 1000);
                progress.detail(
                    `${String(seconds)} s: ${String(modules)} modules fetched, ${String(packages)} packages compiled`,
                );
            },
        },
    );
    return build.code === 0 ? undefined : `building it from its Go module failed: ${lastLine(build.errors)}`;
}

function lastLine(text: string): string {
    return text.trim().split("\n").at(-1) ?? "no reason given";
}
