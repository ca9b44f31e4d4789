import assert from "node:assert/strict";
import {
    DeleteIdentitiesCommand,
    DeleteIdentityPoolCommand,
    GetOpenIdTokenForDeveloperIdentityCommand,
    type CognitoIdentityClient,
} from "@aws-sdk/client-cognito-identity";
import { developerIdentityProvider } from "@cognito-entra/provider";
import { serveProvider, type ServedProvider } from "@cognito-entra/plumbing";
import { Cloud, region } from "./cloud";
import { Engine, unknownText } from "./engine";

const type = "cognito-entra:index:DeveloperIdentity";
const providerName = "entra.orders";
const absentPoolId = `${region}:00000000-0000-4000-8000-000000000000`;

/** What a person would have to do when AWS denies: the end of every such sentence. */
const deniedAdvice = "Allow the deploying identity this action on the identity pool.";

function text(value: unknown): string {
    assert.ok(typeof value === "string");
    return value;
}

describe("the developer identity", () => {
    let cloud: Cloud;
    let served: ServedProvider;
    let engine: Engine;
    let poolId: string;
    let client: CognitoIdentityClient;
    const written: string[] = [];
    const streams = [process.stdout, process.stderr];
    const originals = streams.map((stream) => stream.write.bind(stream));

    before(async () => {
        cloud = new Cloud();
        await cloud.start();
        client = cloud.client();
    });

    after(async () => {
        client.destroy();
        await cloud.close();
    });

    beforeEach(async () => {
        streams.forEach((stream, index) => {
            stream.write = (chunk: Uint8Array | string) => {
                written.push(String(chunk));
                return originals[index]?.(chunk) ?? true;
            };
        });
        poolId = await cloud.createPool(providerName);
        served = await serveProvider(
            developerIdentityProvider({ endpoint: cloud.endpoint, credentials: cloud.aws.deployer }),
        );
        engine = new Engine(served.port, type);
        await engine.configure({});
    });

    afterEach(async () => {
        engine.close();
        await served.close();
        streams.forEach((stream, index) => {
            const original = originals[index];
            if (original !== undefined) {
                stream.write = original;
            }
        });
        for (const token of cloud.tokens) {
            const parts = [token, ...token.split(".").slice(1)];
            for (const text of [...engine.received, ...written]) {
                assert.equal(
                    parts.some((part) => text.includes(part)),
                    false,
                    "a token came out of the provider",
                );
            }
        }
    });

    const inputs = (user = "orders") => ({
        identityPoolId: poolId,
        developerProviderName: providerName,
        developerUserIdentifier: user,
    });

    const createdIdentity = async (user = "orders") => {
        const { id, outputs } = await engine.create(inputs(user));
        return { id, outputs: outputs ?? {}, identityId: text(outputs?.identityId) };
    };

    const mintAsWorkload = async (user = "orders") => {
        const { IdentityId } = await client.send(
            new GetOpenIdTokenForDeveloperIdentityCommand({
                IdentityPoolId: poolId,
                Logins: { [providerName]: user },
            }),
        );
        return IdentityId;
    };

    describe("check", () => {
        it("accepts known and unknown values as they are", async () => {
            const news = { ...inputs("team/a/b"), identityPoolId: unknownText };
            assert.deepEqual(await engine.check(news), { inputs: news, failures: [] });
        });

        for (const { input, value, failure } of [
            {
                input: "identityPoolId",
                value: "eu-central-1_abc",
                failure: `is "eu-central-1_abc": an identity pool id is <region>:<UUID> in lower case, at most 55 characters.`,
            },
            {
                input: "identityPoolId",
                value: `eu-central-1:${"0".repeat(43)}`,
                failure: `is "eu-central-1:${"0".repeat(43)}": an identity pool id is <region>:<UUID> in lower case, at most 55 characters.`,
            },
            {
                input: "developerProviderName",
                value: "entra/orders",
                failure: `is "entra/orders": a developer provider name is 1 to 128 letters, digits, "_", "." and "-".`,
            },
            {
                input: "developerProviderName",
                value: "n".repeat(129),
                failure: `is "${"n".repeat(100)}…": a developer provider name is 1 to 128 letters, digits, "_", "." and "-".`,
            },
            {
                input: "developerUserIdentifier",
                value: "",
                failure: "has 0 characters: a developer user identifier has 1 to 1024.",
            },
            {
                input: "developerUserIdentifier",
                value: "u".repeat(1025),
                failure: "has 1025 characters: a developer user identifier has 1 to 1024.",
            },
            { input: "developerUserIdentifier", value: 7, failure: "must be a string." },
            { input: "developerProviderName", value: null, failure: "is missing: give a string." },
        ]) {
            it(`refuses ${input} that ${failure.slice(0, 60)}`, async () => {
                const { failures } = await engine.check({ ...inputs(), [input]: value });
                assert.deepEqual(failures, [`${input}: ${input} ${failure}`]);
            });
        }

        it("reports every problem together, with the key that was meant", async () => {
            const { failures } = await engine.check({ identityPoolID: poolId, region });
            assert.deepEqual(failures, [
                "identityPoolId: identityPoolId is missing: give a string.",
                "developerProviderName: developerProviderName is missing: give a string.",
                "developerUserIdentifier: developerUserIdentifier is missing: give a string.",
                "identityPoolID: identityPoolID is not known: did you mean identityPoolId?",
                "region: region is not known: the keys are identityPoolId, developerProviderName, developerUserIdentifier.",
            ]);
        });
    });

    describe("diff", () => {
        for (const input of ["identityPoolId", "developerProviderName", "developerUserIdentifier"]) {
            it(`replaces for a different ${input}, known or not`, async () => {
                for (const value of ["other", unknownText]) {
                    assert.deepEqual(await engine.diff(inputs(), { ...inputs(), [input]: value }), {
                        changed: true,
                        replaces: [input],
                        detailed: { [input]: "UPDATE_REPLACE" },
                    });
                }
            });
        }

        it("finds no change in the outputs", async () => {
            const difference = await engine.diff(inputs(), inputs(), { ...inputs(), identityId: "another" });
            assert.deepEqual(difference, { changed: false, replaces: [], detailed: {} });
        });
    });

    describe("create", () => {
        it("keeps the IdentityId, and asks for the shortest token", async () => {
            const { id, outputs, identityId } = await createdIdentity();
            assert.equal(id, `${poolId}/${providerName}/orders`);
            assert.deepEqual(outputs, { ...inputs(), identityId });
            assert.equal(identityId, await mintAsWorkload());
            const [, payload = ""] = cloud.tokens.at(-2)?.split(".") ?? [];
            const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
            assert.ok(typeof claims === "object" && claims !== null && "exp" in claims && "iat" in claims);
            assert.equal(Number(claims.exp) - Number(claims.iat), 1);
        });

        it("promises an unknown IdentityId in a preview, without a call to AWS", async () => {
            const before = cloud.arrivals.length;
            assert.deepEqual(await engine.create(inputs(), { preview: true }), {
                id: "",
                outputs: { ...inputs(), identityId: unknownText },
            });
            assert.equal(cloud.arrivals.length, before);
        });

        it("finds the same identity a second time", async () => {
            assert.deepEqual(await createdIdentity(), await createdIdentity());
        });

        it("creates each of many identities once, although asked concurrently and twice", async () => {
            const users = Array.from({ length: 20 }, (_, index) => `user-${String(index)}`);
            const created = await Promise.all([...users, ...users].map((user) => createdIdentity(user)));
            assert.equal(new Set(created.map(({ identityId }) => identityId)).size, users.length);
            assert.deepEqual(created.slice(20), created.slice(0, 20));
        });

        it("says that the pool does not exist", async () => {
            await assert.rejects(engine.create({ ...inputs(), identityPoolId: absentPoolId }), {
                message:
                    `AWS refused GetOpenIdTokenForDeveloperIdentity in ${region}: ResourceNotFoundException: ` +
                    `IdentityPool '${absentPoolId}' not found. ` +
                    "Check that the identity pool exists in the account whose credentials are used.",
            });
        });

        it("says that the pool has a different developer provider", async () => {
            await assert.rejects(engine.create({ ...inputs(), developerProviderName: "other" }), {
                message:
                    `AWS refused GetOpenIdTokenForDeveloperIdentity in ${region}: InvalidParameterException: ` +
                    "Please provide a valid developer provider: Logins must name the identity pool's own.",
            });
        });

        it("waits out throttling", async () => {
            cloud.aws.throttle("GetOpenIdTokenForDeveloperIdentity", 1);
            assert.equal((await createdIdentity()).identityId, await mintAsWorkload());
        });

        it("waits out an internal error and a lost connection", async () => {
            cloud.failNext("GetOpenIdTokenForDeveloperIdentity", () =>
                Response.json({ __type: "InternalErrorException", message: "Again." }, { status: 500 }),
            );
            cloud.loseNextConnection();
            assert.equal((await createdIdentity()).identityId, await mintAsWorkload());
        });

        it("stops waiting at the deadline", async () => {
            const held = cloud.holdNext("GetOpenIdTokenForDeveloperIdentity");
            await assert.rejects(engine.create(inputs(), { timeoutSeconds: 0.2 }), {
                message: "The operation did not finish in 0.2 seconds: give it longer with customTimeouts.",
            });
            await held;
        });

        it("stops retrying at the deadline", async () => {
            cloud.aws.throttle("GetOpenIdTokenForDeveloperIdentity", 1000);
            await assert.rejects(engine.create(inputs(), { timeoutSeconds: 0.2 }), {
                message: "The operation did not finish in 0.2 seconds: give it longer with customTimeouts.",
            });
            cloud.aws.throttle("GetOpenIdTokenForDeveloperIdentity", 0);
        });

        it("stops when the engine cancels", async () => {
            const held = cloud.holdNext("GetOpenIdTokenForDeveloperIdentity");
            const creating = assert.rejects(engine.create(inputs()), { message: "The operation was cancelled." });
            await held;
            await engine.cancel();
            await creating;
        });

        it("quotes nothing of an answer that cannot be read", async () => {
            const token = await mintAsWorkload().then(() => cloud.tokens.at(-1) ?? "");
            cloud.failNext("GetOpenIdTokenForDeveloperIdentity", () => new Response(`{"Token":"${token}"x"`));
            await assert.rejects(engine.create(inputs()), {
                message: `GetOpenIdTokenForDeveloperIdentity in ${region} failed: SyntaxError, HTTP status 200. Check the network between here and AWS, and run again.`,
            });
        });

        it("shows the status of an answer that did not come from Cognito", async () => {
            cloud.failNext("GetOpenIdTokenForDeveloperIdentity", () => new Response("<html>", { status: 403 }));
            await assert.rejects(engine.create(inputs()), {
                message: `GetOpenIdTokenForDeveloperIdentity in ${region} failed: SyntaxError, HTTP status 403. Check the network between here and AWS, and run again.`,
            });
        });

        it("says that an answer has no IdentityId", async () => {
            cloud.failNext("GetOpenIdTokenForDeveloperIdentity", () => Response.json({}));
            await assert.rejects(engine.create(inputs()), {
                message: `AWS answered GetOpenIdTokenForDeveloperIdentity for the identity pool ${poolId} without an IdentityId.`,
            });
        });
    });

    describe("read", () => {
        it("finds what was created, without a token", async () => {
            const { id, outputs } = await createdIdentity();
            const issued = cloud.tokens.length;
            assert.deepEqual(await engine.read(id, inputs(), outputs), { id, inputs: inputs(), outputs });
            assert.equal(cloud.tokens.length, issued);
        });

        it("imports by id only, and the user in it may have slashes", async () => {
            const { outputs } = await createdIdentity("team/a/b");
            const id = `${poolId}/${providerName}/team/a/b`;
            assert.deepEqual(await engine.read(id), { id, inputs: inputs("team/a/b"), outputs });
        });

        it("does not import under another developer provider", async () => {
            await createdIdentity();
            await assert.rejects(engine.read(`${poolId}/other/orders`), {
                message: `The identity pool ${poolId} has the developer provider ${providerName}, not other: correct the import id.`,
            });
        });

        const idShape = "<identityPoolId>/<developerProviderName>/<developerUserIdentifier>";

        for (const id of [
            "orders",
            `${absentPoolId}/${providerName}`,
            `${absentPoolId}/${providerName}/`,
            "//orders",
        ]) {
            it(`refuses the id ${id}`, async () => {
                await assert.rejects(engine.read(id), { message: `The id "${id}" must be ${idShape}.` });
            });
        }

        it("says which part of an id is wrong", async () => {
            await assert.rejects(engine.read(`pool/${providerName}/orders`), {
                message:
                    `The id must be ${idShape}, but its identityPoolId is "pool": ` +
                    "an identity pool id is <region>:<UUID> in lower case, at most 55 characters.",
            });
        });

        it("finds that the identity is gone", async () => {
            const { id, outputs, identityId } = await createdIdentity();
            await client.send(new DeleteIdentitiesCommand({ IdentityIdsToDelete: [identityId] }));
            assert.equal((await engine.read(id, inputs(), outputs)).id, "");
        });

        it("finds the identity that a workload created in its place", async () => {
            const { id, outputs, identityId } = await createdIdentity();
            await client.send(new DeleteIdentitiesCommand({ IdentityIdsToDelete: [identityId] }));
            const made = await mintAsWorkload();
            assert.notEqual(made, identityId);
            assert.deepEqual((await engine.read(id, inputs(), outputs)).outputs, { ...inputs(), identityId: made });
        });

        it("finds that the pool is gone", async () => {
            const { id, outputs } = await createdIdentity();
            await client.send(new DeleteIdentityPoolCommand({ IdentityPoolId: poolId }));
            assert.equal((await engine.read(id, inputs(), outputs)).id, "");
        });

        it("treats an identity of another developer user as gone", async () => {
            const { id, outputs, identityId } = await createdIdentity();
            cloud.failNext("LookupDeveloperIdentity", () =>
                Response.json({ IdentityId: identityId, DeveloperUserIdentifierList: ["billing"] }),
            );
            assert.equal((await engine.read(id, inputs(), outputs)).id, "");
        });

        it("does not mistake a refusal for absence", async () => {
            const { id, outputs } = await createdIdentity();
            cloud.failNext("LookupDeveloperIdentity", () =>
                Response.json({ __type: "NotAuthorizedException", message: "No." }, { status: 400 }),
            );
            await assert.rejects(engine.read(id, inputs(), outputs), {
                message: `AWS refused LookupDeveloperIdentity in ${region}: NotAuthorizedException: No. ${deniedAdvice}`,
            });
        });
    });

    describe("delete", () => {
        it("deletes, and succeeds when the identity is already gone", async () => {
            const { id, outputs, identityId } = await createdIdentity();
            assert.ok(cloud.aws.contents().some((line) => line.includes(identityId)));
            await engine.delete(id, outputs);
            assert.equal(
                cloud.aws.contents().some((line) => line.includes(identityId)),
                false,
            );
            await engine.delete(id, outputs);
        });

        it("succeeds when the pool is already gone", async () => {
            const { id, outputs } = await createdIdentity();
            cloud.failNext("DeleteIdentities", () =>
                Response.json({ __type: "ResourceNotFoundException", message: "No pool." }, { status: 400 }),
            );
            await engine.delete(id, outputs);
        });

        for (const reason of ["AccessDenied", "InternalServerError"] as const) {
            it(`fails when AWS does not delete the identity: ${reason}`, async () => {
                const { id, outputs, identityId } = await createdIdentity();
                cloud.aws.failDeletion(identityId, reason);
                await assert.rejects(engine.delete(id, outputs), {
                    message:
                        `AWS did not delete the identity ${identityId}: ${reason}. ` +
                        "Allow the deploying identity cognito-identity:DeleteIdentities, or run again.",
                });
            });
        }

        it("does not guess which identity a broken state means", async () => {
            await assert.rejects(engine.delete(`${poolId}/${providerName}/orders`, inputs()), {
                message: `The state of the developer identity ${poolId}/${providerName}/orders has no identityId: run pulumi refresh first.`,
            });
        });
    });

    it("is never updated", async () => {
        await assert.rejects(engine.update(inputs(), inputs(), inputs()), {
            message: "The developer identity id cannot be updated, only replaced.",
        });
    });
});
