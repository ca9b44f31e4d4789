import assert from "node:assert/strict";
import {
    changedKeys,
    serveProvider,
    UNKNOWN,
    type PropertyMap,
    type ProviderHandler,
    type ResourceHandler,
    type ServedProvider,
} from "@cognito-entra/plumbing";
import { Engine, unknownText, type Properties } from "../provider/engine";

const type = "sample:index:Thing";

/** The signature key of the wire's special values, and what it says of each. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secret = (value: string): Properties => ({ [signatureKey]: "1b47061264138c4ac30d75fd1eb44270", value });

/** Resolves never; rejects when the signal aborts, as `fetch` and the AWS SDK do. */
function untilAborted(signal: AbortSignal): Promise<never> {
    return new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
            reject(Object.assign(new Error("Request aborted"), { name: "AbortError" }));
        });
    });
}

class SampleProvider implements ProviderHandler {
    readonly name = "sample";
    readonly version = "1.2.3";
    readonly seen: PropertyMap[] = [];
    config: PropertyMap = {};
    started: () => void = () => undefined;

    readonly thing: ResourceHandler = {
        check: (_, __, news) => {
            this.seen.push(news);
            return Promise.resolve({ inputs: news, failures: [{ property: "size", reason: "size is too large." }] });
        },
        diff: (_, __, oldInputs, ___, news) => {
            const changes = changedKeys(oldInputs, news);
            return Promise.resolve({ changes, replaces: changes.filter((key) => key === "name") });
        },
        previewOutputs: (inputs) => ({ ...inputs, arn: UNKNOWN }),
        create: async ({ signal }, inputs) => {
            this.started();
            return inputs.slow === true
                ? untilAborted(signal)
                : Promise.reject(Object.assign(new TypeError("The name is taken."), { $response: "hidden" }));
        },
        read: (_, id) => Promise.resolve(id === "gone" ? undefined : { id, inputs: { a: 1 }, outputs: { b: [null] } }),
        update: (_, __, ___, ____, news) => Promise.resolve({ ...news, updated: true }),
        delete: () => Promise.resolve(),
    };

    readonly resources = { [type]: this.thing };
    readonly functions = {
        "sample:index:config": () => Promise.resolve(this.config),
    };

    schema(): PropertyMap {
        return { name: this.name };
    }

    checkConfig(news: PropertyMap): ReturnType<ProviderHandler["checkConfig"]> {
        const inputs: PropertyMap = news.region === undefined ? {} : { region: news.region };
        return Promise.resolve({ inputs, failures: [] });
    }

    configure(config: PropertyMap): Promise<void> {
        this.config = config;
        return Promise.resolve();
    }
}

describe("the plumbing under a provider", () => {
    let provider: SampleProvider;
    let served: ServedProvider;
    let engine: Engine;

    beforeEach(async () => {
        provider = new SampleProvider();
        served = await serveProvider(provider);
        engine = new Engine(served.port, type);
    });

    afterEach(async () => {
        engine.close();
        await served.close();
    });

    it("answers the handshake, the schema and what it does not have", async () => {
        await engine.handshake();
        assert.deepEqual(await engine.schema(), { name: "sample" });
        await assert.rejects(new Engine(served.port, "sample:index:Other").check({}), {
            message: "The provider sample has no resource type sample:index:Other.",
        });
        await assert.rejects(new Engine(served.port, "constructor").check({}), {
            message: "The provider sample has no resource type constructor.",
        });
        await assert.rejects(engine.invoke("sample:index:other", {}), {
            message: "The provider sample has no function sample:index:other.",
        });
    });

    it("carries every kind of value both ways", async () => {
        const news = { text: "ü", number: 1.5, flag: false, none: null, list: [1, { deep: unknownText }], map: {} };
        const { inputs } = await engine.check(news);
        assert.deepEqual(provider.seen, [{ ...news, list: [1, { deep: UNKNOWN }] }]);
        assert.deepEqual(inputs, news);
    });

    it("knows all seven strings that stand for an unknown value", async () => {
        const texts = [
            unknownText,
            "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
            "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
            "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
            "030794c1-ac77-496b-92df-f27374a8bd58",
            "e48ece36-62e2-4504-bad9-02848725956a",
            "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
        ];
        await engine.check({ texts });
        assert.deepEqual(provider.seen, [{ texts: texts.map(() => UNKNOWN) }]);
    });

    for (const { kind, signature } of [
        { kind: "a secret", signature: "1b47061264138c4ac30d75fd1eb44270" },
        { kind: "an asset", signature: "c44067f5952c0a294b673a41bacd8c17" },
        { kind: "an archive", signature: "0def7320c3a5731c473e5ecbe6d01bc7" },
        { kind: "a resource reference", signature: "5cf8f73096256a8f31e491e813e4eb8e" },
        { kind: "an output value", signature: "d0e6a833031e9bbcd3f4e8bde6ca49a4" },
    ]) {
        it(`refuses ${kind} and says where it is`, async () => {
            await assert.rejects(engine.check({ files: [{ one: { [signatureKey]: signature, value: "x" } }] }), {
                message: `files[0].one is ${kind}, which this provider does not accept: give a plain value.`,
            });
            assert.deepEqual(provider.seen, []);
        });
    }

    it("unwraps secrets of the configuration", async () => {
        await engine.configure({ key: secret("value"), list: [secret("item")] });
        assert.deepEqual(provider.config, { key: "value", list: ["item"] });
    });

    it("passes on what the check found", async () => {
        assert.deepEqual((await engine.check({})).failures, ["size: size is too large."]);
    });

    it("says which properties change, how, and which of them replace", async () => {
        const olds = { name: "a", same: { x: [1] }, tags: { team: "x", "a.b": "y", gone: 1 }, list: [1, 2], left: 1 };
        const news = { name: unknownText, same: { x: [1] }, tags: { team: "z", "a.b": "w" }, list: [1, 3, 4], made: 1 };
        assert.deepEqual(await engine.diff(olds, news), {
            changed: true,
            replaces: ["name"],
            detailed: {
                name: "UPDATE_REPLACE",
                "tags.team": "UPDATE",
                'tags["a.b"]': "UPDATE",
                "tags.gone": "DELETE",
                "list[1]": "UPDATE",
                "list[2]": "ADD",
                left: "DELETE",
                made: "ADD",
            },
        });
        assert.deepEqual(await engine.diff(olds, olds), { changed: false, replaces: [], detailed: {} });
    });

    it("counts only the configuration that the provider keeps, and never replaces for it", async () => {
        assert.deepEqual(await engine.checkConfig({ region: "x", tags: "{}" }), {
            inputs: { region: "x" },
            failures: [],
        });
        assert.deepEqual(await engine.diffConfig({ region: "x", tags: "1" }, { region: "x", tags: "2" }), {
            changed: false,
            replaces: [],
            detailed: {},
        });
        assert.deepEqual(await engine.diffConfig({ region: "x" }, { region: "y" }), {
            changed: true,
            replaces: [],
            detailed: { region: "UPDATE" },
        });
    });

    it("previews a create without creating", async () => {
        assert.deepEqual(await engine.create({ name: unknownText }, { preview: true }), {
            id: "",
            outputs: { name: unknownText, arn: unknownText },
        });
    });

    it("previews an update as the old outputs with the new inputs", async () => {
        const outputs = { name: "a", note: "n", arn: "arn" };
        assert.deepEqual(await engine.update({ name: "a", note: "n" }, outputs, { name: "b" }, { preview: true }), {
            name: "b",
            arn: "arn",
        });
        assert.deepEqual(await engine.update({ name: "a" }, outputs, { name: "b" }), { name: "b", updated: true });
    });

    it("reads, and answers with an empty id if the resource is gone", async () => {
        assert.deepEqual(await engine.read("here"), { id: "here", inputs: { a: 1 }, outputs: { b: [null] } });
        assert.equal((await engine.read("gone")).id, "");
    });

    it("shows only an error's message", async () => {
        await assert.rejects(engine.create({}), { message: "The name is taken." });
        assert.equal(engine.received.at(-1)?.includes("hidden"), false);
        assert.equal(engine.received.at(-1)?.includes("plumbing.test.ts"), false);
    });

    it("ends an operation at its deadline", async () => {
        await assert.rejects(engine.create({ slow: true }, { timeoutSeconds: 0.02 }), {
            message: "The operation did not finish in 0.02 seconds: give it longer with customTimeouts.",
        });
    });

    it("ends what is in flight when the engine cancels, and works on afterwards", async () => {
        const started = new Promise<void>((resolve) => {
            provider.started = resolve;
        });
        const creating = assert.rejects(engine.create({ slow: true }), { message: "The operation was cancelled." });
        await started;
        await engine.cancel();
        await creating;
        await assert.rejects(engine.create({}), { message: "The name is taken." });
    });

    it("gives each connection its own configuration when it is served by a function", async () => {
        const shared = await serveProvider(() => new SampleProvider());
        const engines = ["east", "west"].map((region) => ({ region, engine: new Engine(shared.port, type) }));
        for (const { region, engine: one } of engines) {
            await one.configure({ region });
        }
        for (const { region, engine: one } of engines) {
            assert.deepEqual(await one.invoke("sample:index:config", {}), { region });
            one.close();
        }
        await shared.close();
    });
});
