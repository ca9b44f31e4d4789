import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Cloud } from "./cloud";
import { Engine } from "./engine";

const root = join(__dirname, "..", "..");

/** The variables that a process needs to run at all. */
const bare = { PATH: process.env.PATH ?? "" };

describe("the plugin", () => {
    let cloud: Cloud;

    before(async () => {
        cloud = new Cloud();
        await cloud.start();
    });

    after(async () => {
        await cloud.close();
    });

    const start = (): ChildProcessWithoutNullStreams =>
        spawn(join(root, "provider", "pulumi-resource-cognito-entra"), ["127.0.0.1:1"], {
            cwd: root,
            env: {
                ...bare,
                AWS_ENDPOINT_URL: cloud.endpoint,
                AWS_ACCESS_KEY_ID: cloud.aws.deployer.accessKeyId,
                AWS_SECRET_ACCESS_KEY: cloud.aws.deployer.secretAccessKey,
            },
        });

    it("prints its port and nothing else, works, and ends with the engine", async () => {
        const poolId = await cloud.createPool("entra.orders");
        const inputs = {
            identityPoolId: poolId,
            developerProviderName: "entra.orders",
            developerUserIdentifier: "orders",
        };
        const plugin = start();
        let printed = "";
        plugin.stderr.on("data", (chunk: Buffer) => {
            printed += chunk.toString();
        });
        const lines: string[] = [];
        const reader = createInterface(plugin.stdout);
        reader.on("line", (line) => lines.push(line));
        await once(reader, "line");
        const engine = new Engine(Number(lines[0]), "cognito-entra:index:DeveloperIdentity");
        await engine.configure({ workloads: "[]" });
        const { id, outputs } = await engine.create(inputs);
        assert.deepEqual((await engine.read(id, inputs, outputs)).outputs, outputs);
        await engine.delete(id, outputs ?? {});
        assert.equal((await engine.read(id, inputs, outputs)).id, "");
        engine.close();
        plugin.stdin.end();
        assert.deepEqual(await once(plugin, "exit"), [0, null]);
        assert.equal(lines.length, 1);
        assert.equal(printed, "");
        const [token = ""] = cloud.tokens;
        assert.notEqual(token, "");
        for (const part of [token, ...token.split(".").slice(1)]) {
            assert.equal(
                engine.received.some((text) => text.includes(part)),
                false,
                "a token came out of the plugin",
            );
        }
    });

    it("loads neither the SDKs of the vendors nor Pulumi's runtime before a call needs them", () => {
        const script = `
            require("tsx/cjs");
            require("./provider/developer-identity-provider.ts").developerIdentityProvider();
            require("./plumbing/index.ts");
            const loaded = Object.keys(require.cache).flatMap((path) => path.match(/node_modules\\/(?:@[^/]+\\/)?[^/]+/g) ?? []);
            const pulumi = Object.keys(require.cache).filter((path) => /@pulumi.pulumi.(?!proto)/.test(path));
            console.log(JSON.stringify({ vendors: loaded.filter((name) => /aws|smithy|azure/.test(name)), pulumi }));
        `;
        const { stdout } = spawnSync(process.execPath, ["-e", script], { cwd: root, env: bare, encoding: "utf8" });
        assert.deepEqual(JSON.parse(stdout), { vendors: [], pulumi: [] });
    });
});
