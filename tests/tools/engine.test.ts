import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cacheFolder } from "../../tools/engine/cache-folder";
import { findEngine, type FindOptions, withEngine } from "../../tools/engine/find";
import { isAtLeast, pinnedVersion } from "../../tools/engine/pinned-version";
import { PersonError } from "../../tools/person-error";

/**
 * Which engine is taken, with real commands in folders of the test's own.
 * Does not prove that the official download and the Go build work: a machine without an engine shows that.
 */
describe("the engine", () => {
    const pinned = pinnedVersion();
    let folder: string;
    let environment: NodeJS.ProcessEnv;
    const stages: string[] = [];
    const progress = { stage: (text: string) => stages.push(text), detail: () => undefined, end: () => undefined };

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), "engine-"));
        environment = { PATH: `${join(folder, "path")}:/usr/bin:/bin`, XDG_CACHE_HOME: join(folder, "cache") };
        stages.length = 0;
    });
    afterEach(() => rm(folder, { recursive: true }));

    async function putCommand(file: string, version: string): Promise<void> {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, `#!/bin/sh\necho v${version}\n`);
        await chmod(file, 0o755);
    }
    const onPath = (version: string): Promise<void> => putCommand(join(folder, "path", "pulumi"), version);
    const cachedFile = (): string => join(cacheFolder(environment), "pulumi", pinned, "bin", "pulumi");
    const find = (installers: NonNullable<FindOptions["installers"]> = []): ReturnType<typeof findEngine> =>
        findEngine({ environment, progress: { ...progress, stage: (text) => void stages.push(text) }, installers });

    it("is the one on PATH when it has the pinned version", async () => {
        await onPath(pinned);
        await putCommand(cachedFile(), "99.0.0");
        assert.deepEqual(await find(), { version: pinned, source: "path", folder: undefined });
        assert.deepEqual(stages, []);
    });

    it("is the cached one when PATH has an older one", async () => {
        await onPath("3.100.0");
        await putCommand(cachedFile(), pinned);
        const engine = await find();
        assert.deepEqual(engine, { version: pinned, source: "cache", folder: dirname(cachedFile()) });
        assert.equal(withEngine(environment, engine).PATH, `${dirname(cachedFile())}:${environment.PATH ?? ""}`);
    });

    it("is installed into the cache by the first installer that can, and nothing is left of the other", async () => {
        const engine = await find([
            {
                source: "download",
                install: async (root) => {
                    await putCommand(join(root, "bin", "pulumi"), "0.0.1");
                    return "no connection";
                },
            },
            {
                source: "build",
                install: async (root, version) => {
                    await putCommand(join(root, "bin", "pulumi"), version);
                    return undefined;
                },
            },
        ]);
        assert.deepEqual(engine, { version: pinned, source: "build", folder: dirname(cachedFile()) });
        assert.deepEqual(await readdir(join(cacheFolder(environment), "pulumi")), [pinned]);
        assert.equal((await find()).source, "cache");
    });

    it("is asked for in one message when nobody can install it", async () => {
        await onPath("3.100.0");
        const refusal = find([
            { source: "download", install: () => Promise.resolve("no connection") },
            { source: "build", install: () => Promise.resolve("no go") },
        ]);
        await assert.rejects(refusal, (error) => {
            assert.ok(error instanceof PersonError);
            assert.equal(
                error.message,
                [
                    "The Pulumi engine is needed but could not be installed:",
                    "  - no connection",
                    "  - no go",
                    `Install Pulumi ${pinned} or newer (https://www.pulumi.com/docs/install/), or Go 1.25 or newer to have it built, and run the same command again.`,
                ].join("\n"),
            );
            return true;
        });
        assert.match(stages[0] ?? "", /\(the one on PATH is 3\.100\.0\)/);
    });

    for (const [version, minimum, expected] of [
        ["v3.250.0", "3.250.0", true],
        ["3.250.1", "3.250.0", true],
        ["v4.0.0", "3.250.0", true],
        ["3.249.9", "3.250.0", false],
        ["v3.250.0-alpha.1", "3.250.0", false],
        ["1.26", "1.25.0", true],
        ["1.24.9", "1.25.0", false],
        ["nonsense", "1.25.0", false],
    ] as const) {
        it(`${version} is ${expected ? "" : "not "}at least ${minimum}`, () => {
            assert.equal(isAtLeast(version, minimum), expected);
        });
    }

    it("takes its version from go.mod only", () => {
        assert.equal(pinnedVersion("require (\n\tgithub.com/pulumi/pulumi/pkg/v3 v3.1.2 // indirect\n)"), "3.1.2");
        assert.throws(() => pinnedVersion("module x"), /tools\/go\.mod does not require/);
    });

    for (const [platform, environmentOf, expected] of [
        ["linux", { XDG_CACHE_HOME: "/c" }, "/c/cognito-entra"],
        ["win32", { LOCALAPPDATA: "/local" }, "/local/cognito-entra"],
    ] as const) {
        it(`is cached under ${expected} on ${platform}`, () => {
            assert.equal(cacheFolder(environmentOf, platform), expected);
        });
    }
});
