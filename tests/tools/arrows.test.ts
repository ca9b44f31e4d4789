import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { brokenArrows } from "../../tools/arrows/broken-arrows";
import { readImports } from "../../tools/arrows/imports";
import { type Room, ROOMS } from "../../tools/arrows/rooms";
import { runQuietly } from "../../tools/engine/command";
import { PROJECT_ROOT } from "../../tools/project";

const WORKSPACES = ["plumbing", "provider", "sandbox", "workload"];

/** Every way of writing an import that TypeScript and Node.js know. */
const KINDS: readonly ((specifier: string) => string)[] = [
    (specifier) => `import { x } from "${specifier}"; console.log(x);`,
    (specifier) => `import type { X } from "${specifier}"; export type Y = X;`,
    (specifier) => `import { type X } from "${specifier}"; export type Y = X;`,
    (specifier) => `export type Y = import("${specifier}").X;`,
    (specifier) => `export { x } from "${specifier}";`,
    (specifier) => `export * from "${specifier}";`,
    (specifier) => `import "${specifier}";`,
    (specifier) => `export const y = () => import("${specifier}");`,
    (specifier) => `export const y = require("${specifier}");`,
    (specifier) => `import y = require("${specifier}"); export const z = y;`,
];
const DEPTHS = ["", "a/", "a/b/", "a/b/c/", "a/b/c/d/e/f/"];

/** A tree of the house's rooms with one file for each import; the files are compared by what the check says of them. */
class House {
    readonly #files = new Map<string, string>();
    readonly #count = new Map<string, number>();

    constructor() {
        for (const { path } of ROOMS) {
            this.#files.set(path === "index.ts" ? path : `${path}/index.ts`, "export const x = 1; export type X = 1;");
        }
        for (const workspace of WORKSPACES) {
            const name = `@cognito-entra/${workspace}`;
            this.#files.set(`${workspace}/package.json`, JSON.stringify({ name, main: "index.ts" }));
        }
        for (const name of ["pulumi", "policy", "aws", "azuread", "azure-native", "random"]) {
            this.#files.set(`node_modules/@pulumi/${name}/package.json`, JSON.stringify({ main: "index.js" }));
            this.#files.set(`node_modules/@pulumi/${name}/index.js`, "exports.x = 1;");
            this.#files.set(`node_modules/@pulumi/${name}/some/thing.js`, "exports.x = 1;");
        }
    }

    /** A file of `room` with one import; the next depth and the next kind each time. */
    add(room: Room, specifierFrom: (file: string) => string): { readonly file: string; readonly specifier: string } {
        const number = this.#count.get(room.path) ?? 0;
        this.#count.set(room.path, number + 1);
        const depth = DEPTHS[number % DEPTHS.length] ?? "";
        const kind = KINDS[(number * 3 + ROOMS.indexOf(room)) % KINDS.length];
        assert.ok(kind !== undefined);
        const file = room.path === "index.ts" ? room.path : `${room.path}/${depth}file-${String(number)}.ts`;
        const specifier = specifierFrom(file);
        const before = file === "index.ts" ? (this.#files.get(file) ?? "") : "";
        this.#files.set(file, `${before}\n${kind(specifier).replace(/\b([yY])\b/g, `$1${String(number)}`)}`);
        return { file, specifier };
    }

    async imports(): Promise<Awaited<ReturnType<typeof readImports>>> {
        const folder = await mkdtemp(join(tmpdir(), "house-"));
        try {
            for (const [file, source] of this.#files) {
                await mkdir(dirname(join(folder, file)), { recursive: true });
                await writeFile(join(folder, file), source);
            }
            await mkdir(join(folder, "node_modules", "@cognito-entra"));
            for (const workspace of WORKSPACES) {
                await symlink(join("..", "..", workspace), join(folder, "node_modules", "@cognito-entra", workspace));
            }
            return await readImports(folder);
        } finally {
            await rm(folder, { recursive: true });
        }
    }
}

/** The way from a file to another room, as an editor writes it. */
function relative(file: string, room: string): string {
    return `${"../".repeat(file.split("/").length - 1) || "./"}${room === "index.ts" ? "index" : room}`;
}

describe("the arrows of the architecture", function () {
    this.timeout(60_000);

    it("are broken nowhere in the project", async () => {
        const imports = await readImports(PROJECT_ROOT);
        assert.ok(imports.length > 1000);
        assert.deepEqual(brokenArrows(imports), []);
    });

    it("hold between every two rooms, at every depth and for every kind of import", async () => {
        const house = new House();
        const expected: string[] = [];
        for (const room of ROOMS) {
            for (const target of ROOMS.filter((each) => each !== room)) {
                for (let depth = 0; depth < DEPTHS.length; depth += 1) {
                    const { file, specifier } = house.add(room, (from) => relative(from, target.path));
                    if (!room.mayImport.includes(target.path)) {
                        expected.push(
                            `${file} imports ${specifier}: ${room.path} may not import ${target.path}: ${room.because}`,
                        );
                    }
                }
            }
        }
        assert.deepEqual(brokenArrows(await house.imports()), [...new Set(expected)].sort());
    });

    for (const kind of KINDS) {
        it(`see ${kind("…")}`, async () => {
            const folder = await mkdtemp(join(tmpdir(), "house-"));
            try {
                for (const room of ["rules", "sandbox/aws/kernel/protocol"]) {
                    await mkdir(join(folder, room), { recursive: true });
                }
                await writeFile(join(folder, "rules", "quote.ts"), "export const x = 1; export type X = 1;");
                const file = "sandbox/aws/kernel/protocol/document.ts";
                await writeFile(join(folder, file), kind("../../../../rules/quote"));
                assert.deepEqual(brokenArrows(await readImports(folder)), [
                    `${file} imports ../../../../rules/quote: sandbox may not import rules: the sandbox is the second witness`,
                ]);
            } finally {
                await rm(folder, { recursive: true });
            }
        });
    }

    it("hold for a workspace by its package's name too", async () => {
        const house = new House();
        const expected: string[] = [];
        for (const room of ROOMS) {
            for (const workspace of WORKSPACES.filter((each) => each !== room.path)) {
                const { file, specifier } = house.add(room, () => `@cognito-entra/${workspace}`);
                if (!room.mayImport.includes(workspace)) {
                    expected.push(
                        `${file} imports ${specifier}: ${room.path} may not import ${workspace}: ${room.because}`,
                    );
                }
            }
        }
        assert.deepEqual(brokenArrows(await house.imports()), expected.sort());
    });

    it("say which of Pulumi's packages a room may import, and that nobody imports the roots of the big ones", async () => {
        const house = new House();
        const expected: string[] = [];
        const words = {
            none: "nothing of Pulumi",
            sdk: "only Pulumi's SDK",
            providers: "everything",
        } as const;
        for (const room of ROOMS) {
            for (const name of ["pulumi", "policy", "random", "aws/some/thing", "azuread/some/thing"]) {
                const { file, specifier } = house.add(room, () => `@pulumi/${name}`);
                const isSdk = name === "pulumi" || name === "policy";
                if (room.pulumi === "none" || (room.pulumi === "sdk" && !isSdk)) {
                    expected.push(
                        `${file} imports ${specifier}: ${room.path} may import ${words[room.pulumi]}: ${room.because}`,
                    );
                }
            }
            for (const name of ["aws", "azuread", "azure-native", "aws/index", "azuread/index.js"]) {
                const { file, specifier } = house.add(room, () => `@pulumi/${name}`);
                expected.push(
                    `${file} imports ${specifier}: import a subpath: the package root costs 7x the time and 8x the memory of a preview`,
                );
            }
        }
        assert.deepEqual(brokenArrows(await house.imports()), expected.sort());
        assert.deepEqual(
            ROOMS.filter(({ pulumi }) => pulumi !== "none").map(({ path }) => path),
            ["index.ts", "settings", "components", "readme", "plumbing", "policy", "tools", "tests"],
        );
    });

    it("keep rules away from the modules of Node.js that do I/O", async () => {
        const house = new House();
        const expected = ROOMS.flatMap((room) => {
            const { file } = house.add(room, () => "node:fs/promises");
            return room.path === "rules"
                ? [
                      `${file} imports node:fs/promises: rules may not import node:fs/promises: rules are pure: no Pulumi, no I/O, no clock`,
                  ]
                : [];
        });
        assert.deepEqual(brokenArrows(await house.imports()), expected);
    });

    it("name a folder that the table does not have, and an import that leads nowhere", () => {
        const imports = [
            {
                from: "lobby/door.ts",
                specifier: "../rules/quote",
                to: "rules/quote.ts",
                isCore: false,
                isResolved: true,
            },
            { from: "rules/quote.ts", specifier: "../nowhere", to: "../nowhere", isCore: false, isResolved: false },
            {
                from: "rules/quote.ts",
                specifier: "../lobby/door",
                to: "lobby/door.ts",
                isCore: false,
                isResolved: true,
            },
        ];
        assert.deepEqual(brokenArrows(imports), [
            "lobby/door.ts imports ../rules/quote: lobby/door.ts is in no room of tools/arrows/rooms.ts; add the room there",
            "rules/quote.ts imports ../lobby/door: rules may not import lobby/door.ts: rules are pure: no Pulumi, no I/O, no clock",
            "rules/quote.ts imports ../nowhere: no such file or package is installed",
        ]);
    });

    it("fail npm run check with the sentence", async () => {
        const file = join(PROJECT_ROOT, "sandbox", "aws", "kernel", "protocol", "broken-arrow.ts");
        await writeFile(file, 'export { quote } from "../../../../rules/quote";\n');
        try {
            const { code, output, errors } = await runQuietly(
                process.execPath,
                [join(PROJECT_ROOT, "tools", "run.cjs"), "check.ts", "arrows"],
                { cwd: PROJECT_ROOT, env: process.env },
            );
            assert.equal(code, 1);
            assert.equal(
                errors,
                "sandbox/aws/kernel/protocol/broken-arrow.ts imports ../../../../rules/quote: sandbox may not import rules: the sandbox is the second witness\n",
            );
            assert.equal(output, "FAIL arrows\n");
        } finally {
            await rm(file);
        }
    });

    it("are those of docs/architecture.md", async () => {
        const page = await readFile(join(PROJECT_ROOT, "docs", "architecture.md"), "utf8");
        const [, section = ""] = /\n## Rooms\n(.*?)\n## /s.exec(page) ?? [];
        const names = (cell = ""): string[] => [...cell.matchAll(/`([\w.-]+?)\/?`/g)].map(([, name = ""]) => name);
        const rows = section
            .split("\n")
            .filter((line) => line.startsWith("| `"))
            .map((line) => line.split("|").map((cell) => cell.trim()));
        const everything = ROOMS.find(({ path }) => path === "tools")?.mayImport ?? [];
        assert.deepEqual(
            rows.map(([, room, , mayImport]) => [
                names(room)[0],
                mayImport === "everything but `tests`" ? everything : names(mayImport),
            ]),
            ROOMS.map(({ path, mayImport }) => [path, path === "tests" ? [] : mayImport]),
        );
        assert.equal(rows.find(([, room]) => room === "`tests/`")?.[3], "everything");
    });
});
