import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, extname, join, normalize, relative } from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { run } from "../../workload/command/run";
import { isRecord } from "../../workload/json-web-token";
import { realSystem } from "../../workload/system";
import { FakeSignals } from "./fake-signals";
import { ENVIRONMENT } from "./federated-workload";

const ROOT = join(__dirname, "..", "..");
const EXAMPLES = join(ROOT, "examples");
const DOCKER = join(EXAMPLES, "docker");

const FILES = readdirSync(EXAMPLES, { recursive: true, encoding: "utf8" })
    .map((path) => join(EXAMPLES, path))
    .filter((path) => statSync(path).isFile());
const PAGES = [
    join(ROOT, "workload", "README.md"),
    ...readdirSync(join(ROOT, "workload", "docs")).map((name) => join(ROOT, "workload", "docs", name)),
    ...FILES.filter((path) => extname(path) === ".md"),
];

const read = (path: string): string => readFileSync(path, "utf8");
const named = (path: string): string => relative(ROOT, path);

/** The exit code of the command with nothing in its environment: 2 where it was typed wrongly, and 1 for the settings that are missing. */
async function exitCodeOf(args: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
    const said: string[] = [];
    const code = await run(args, {
        environment: { AWS_LAMBDA_RUNTIME_API: "127.0.0.1:9" },
        system: realSystem,
        out: (text) => said.push(text),
        log: (line) => said.push(line),
        outIsTerminal: false,
        inIsTerminal: false,
        ...new FakeSignals().context,
    });
    return { code, said: said.join("\n") };
}

/** Every list of strings in a document that begins with one of our subcommands. */
function commandsIn(value: unknown): string[][] {
    if (Array.isArray(value) && ["token", "exec", "doctor", "lambda-extension"].includes(String(value[0]))) {
        return [value.map(String)];
    }
    const inner = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
    return inner.flatMap((each: unknown) => commandsIn(each));
}

function documentsIn(path: string): unknown[] {
    const parsed = parseAllDocuments(read(path));
    assert.ok(Array.isArray(parsed));
    return parsed.map((document) => {
        assert.deepEqual(document.errors, [], named(path));
        const value: unknown = document.toJS();
        return value;
    });
}

describe("Examples", () => {
    const documents = FILES.filter((path) => [".json", ".yaml"].includes(extname(path)));
    const typed: [string, string[]][] = [];
    for (const path of documents) {
        it(`${named(path)} can be read`, () => {
            const parsed: unknown[] = extname(path) === ".json" ? [JSON.parse(read(path))] : documentsIn(path);
            assert.ok(parsed.length > 0 && parsed.every(isRecord));
        });
        typed.push(
            ...documentsIn(path)
                .flatMap(commandsIn)
                .map((args): [string, string[]] => [named(path), args]),
        );
    }
    typed.push([
        named(join(DOCKER, "Dockerfile")),
        commandsIn(JSON.parse(/^CMD (.*)$/m.exec(read(join(DOCKER, "Dockerfile")))?.[1] ?? "")).flat(),
    ]);
    typed.push(["examples/lambda/extension/cognito-entra", ["lambda-extension", "--file", "/tmp/azure-token"]]);
    for (const page of PAGES) {
        for (const [, line = ""] of read(page).matchAll(/^(?:RUN )?cognito-entra ((?:token|exec|doctor)\b[^#\n]*)/gm)) {
            typed.push([named(page), line.trim().split(/\s+/)]);
        }
    }
    it("use the command", () => {
        const places = new Set(typed.map(([place]) => place));
        for (const place of ["docker/Dockerfile", "ecs/task-definition.json", "kubernetes/deployment.yaml"]) {
            assert.ok(places.has(`examples/${place}`), place);
        }
        assert.ok(typed.length >= 10, String(typed.length));
    });
    for (const [place, args] of typed) {
        it(`${place}: \`${args.join(" ")}\` is typed rightly`, async () => {
            const { code, said } = await exitCodeOf(args);
            assert.equal(code, 1, said);
            assert.match(said, /ConfigurationMissing/);
        });
    }

    it("name the variables that a stack gives, and no other", () => {
        const known = [...Object.keys(ENVIRONMENT), "AZURE_FEDERATED_TOKEN_FILE"];
        const [task] = documentsIn(join(EXAMPLES, "ecs", "task-definition.json"));
        const containers =
            isRecord(task) && Array.isArray(task["containerDefinitions"]) ? task["containerDefinitions"] : [];
        const variables = containers.flatMap((container: unknown) =>
            isRecord(container) && Array.isArray(container["environment"])
                ? container["environment"].map((entry: unknown) => (isRecord(entry) ? String(entry["name"]) : ""))
                : [],
        );
        assert.ok(variables.length > 5);
        assert.deepEqual(
            variables.filter((name) => !known.includes(name)),
            [],
        );
    });

    it("refer to files that exist", () => {
        for (const page of PAGES) {
            for (const [, target = ""] of read(page).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)) {
                assert.ok(existsSync(join(dirname(page), target)), `${named(page)} refers to ${target}`);
            }
            for (const [path] of read(page).matchAll(/(?<![\w./-])examples\/[\w./-]+\w/g)) {
                // Made by the commands of the page.
                assert.ok(existsSync(join(ROOT, path)) || path.endsWith(".env"), `${named(page)} names ${path}`);
            }
        }
    });

    it("copy only existing files into the image, and what its ignore file lets through", () => {
        const allowed = read(join(DOCKER, "Dockerfile.dockerignore"))
            .split("\n")
            .filter((line) => line.startsWith("!"))
            .map((line) => normalize(line.slice(1).replace(/\/$/, "")));
        const sources = [...read(join(DOCKER, "Dockerfile")).matchAll(/^COPY (?!--from)(.*)$/gm)].flatMap(
            ([, line = ""]) => line.split(" ").slice(0, -1),
        );
        assert.ok(sources.length > 5);
        for (const source of sources) {
            assert.ok(existsSync(join(ROOT, source)), source);
            assert.ok(allowed.includes(normalize(source.replace(/\/$/, ""))), source);
        }
        const manifest: unknown = JSON.parse(read(join(ROOT, "package.json")));
        const workspaces = isRecord(manifest) && Array.isArray(manifest["workspaces"]) ? manifest["workspaces"] : [];
        for (const workspace of workspaces.map(String)) {
            assert.ok(
                sources.some((source) => `${workspace}/`.startsWith(source)),
                `npm ci needs ${workspace}`,
            );
        }
    });

    it("start the Lambda extension from a file that may be executed", () => {
        const path = join(EXAMPLES, "lambda", "extension", "cognito-entra");
        assert.equal(statSync(path).mode & 0o111, 0o111);
        assert.match(
            read(path),
            /^#!\/bin\/sh\n[^]*cognito-entra\.js lambda-extension --file "\$\{AZURE_FEDERATED_TOKEN_FILE:-/,
        );
    });

    it("bundle as the page says", async () => {
        const command =
            /npx (esbuild .*) --outfile=handler\.js/.exec(read(join(EXAMPLES, "lambda", "README.md")))?.[1] ?? "";
        const [program = "", ...args] = command.split(" ");
        const esbuild = join(ROOT, "node_modules", ".bin", program);
        const { stdout } = await promisify(execFile)(esbuild, [...args, "--log-level=error"], {
            cwd: ROOT,
            maxBuffer: 2 ** 26,
        });
        assert.match(stdout, /FederatedCredential/);
    });
});
