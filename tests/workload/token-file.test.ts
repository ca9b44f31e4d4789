import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { explain, FederationError, SourceError } from "../../workload/errors";
import { isRecord, readOutsideClaims } from "../../workload/json-web-token";
import type { Assertion } from "../../workload/sources/assertion-source";
import { parseHealthAddress, serveHealth } from "../../workload/token-file/health-server";
import { TokenFileKeeper } from "../../workload/token-file/token-file-keeper";
import { prepareTokenFile, removeTokenFile, writeTokenFile } from "../../workload/token-file/write-token-file";
import { eventually } from "./eventually";
import { FakeClock } from "./fake-clock";
import { assertHoldsNoToken, outsideToken, searchStreamsForTokens } from "./issued-tokens";

const LIFETIME_SECONDS = 1800;

class KeptFile {
    readonly clock = new FakeClock();
    readonly log: string[] = [];
    readonly stop = new AbortController();
    failure: string | undefined;
    minted = 0;
    readonly keeper: TokenFileKeeper;
    readonly path: string;

    constructor(folder: string) {
        this.path = join(folder, "token");
        this.keeper = new TokenFileKeeper({
            path: this.path,
            mint: () => this.#mint(),
            system: { clock: this.clock, random: () => 0.5, fetch: () => assert.fail("no HTTP here") },
            log: (line) => this.log.push(line),
        });
    }

    #mint(): Promise<Assertion> {
        if (this.failure !== undefined) {
            return Promise.reject(new SourceError("Cognito", explain(this.failure)));
        }
        this.minted += 1;
        const iat = this.clock.now() / 1000;
        const claims = { iss: "https://issuer", aud: "a", sub: "s", iat, exp: iat + LIFETIME_SECONDS };
        return Promise.resolve({ token: outsideToken(claims), lifetimeSeconds: LIFETIME_SECONDS });
    }

    /** Advances, and waits for the file to be written anew or for a failure to be told. */
    async advanceTo(milliseconds: number, minted: number): Promise<void> {
        await this.clock.advance(milliseconds);
        await eventually(() => this.keeper.health().rotations >= minted, `rotation ${String(minted)}`);
    }

    async expiresAtSeconds(): Promise<number> {
        const claims = readOutsideClaims(await readFile(this.path, "utf8"));
        assert.ok(claims !== undefined, "a partial token");
        return claims.expiresAtSeconds;
    }
}

/** The file is removed at the end, maybe under the reader's hands. */
function isGone(error: unknown): boolean {
    return error instanceof Error && "code" in error && error.code === "ENOENT";
}

describe("Token file", () => {
    searchStreamsForTokens();
    let folder: string;
    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), "token-file-"));
    });
    afterEach(() => rm(folder, { recursive: true }));

    it("is readable only by its owner, and leaves no draft behind", async () => {
        const path = join(folder, "token");
        const claims = { iss: "i", aud: "a", sub: "s", iat: 1000, exp: 2000 };
        await writeTokenFile(path, outsideToken(claims));
        const second = outsideToken(claims);
        await writeTokenFile(path, second);
        assert.equal((await stat(path)).mode & 0o777, 0o600);
        assert.equal(await readFile(path, "utf8"), second);
        assert.deepEqual(await readdir(folder), ["token"]);
        await assert.rejects(writeTokenFile(join(folder, "missing", "token"), second), { code: "ENOENT" });
    });

    it("says of a file that cannot be written which it is, why, and what to do", async () => {
        const file = join(folder, "file");
        await writeFile(file, "");
        const mistakes = [
            [join(folder, "missing", "token"), "ENOENT. Make its directory first."],
            [join(file, "token"), "ENOTDIR. What should be its directory is a file."],
            [folder, "EISDIR. It is a directory: give the path of a file in it."],
        ] as const;
        for (const [path, reason] of mistakes) {
            await assert.rejects(writeTokenFile(path, outsideToken({})), {
                name: "TokenFileError",
                message: `The token file ${path} cannot be written: ${reason}`,
            });
        }
        assert.deepEqual((await readdir(folder)).sort(), ["file"]);
        assert.deepEqual(
            (await readdir(join(folder, ".."))).filter((name) => name.startsWith(`.${basename(folder)}`)),
            [],
        );
    });

    describe("in the place of something else", () => {
        const SENTENCE = "Give a path that holds nothing, or a token that this command wrote.";
        const foreign: Readonly<Record<string, (path: string) => Promise<void> | void>> = {
            "holds something other than a token": (path) => writeFile(path, "not a token"),
            "holds something other than a token, such as a part of one": (path) =>
                writeFile(path, outsideToken({ iss: "i", aud: "a", sub: "s", iat: 1, exp: 2 }).slice(0, 40)),
            "holds something other than a token, such as one with more behind it": (path) =>
                writeFile(path, `${outsideToken({ iss: "i", aud: "a", sub: "s", iat: 1, exp: 2 })}\nmore`),
            "holds something other than a token, such as a JWT without an audience": (path) =>
                writeFile(path, outsideToken({ iss: "i", sub: "s", iat: 1, exp: 2 })),
            "holds something other than a token, such as nothing": (path) => writeFile(path, ""),
            "is larger than a token": (path) => writeFile(path, Buffer.alloc(100_000, "a")),
            "is a link": async (path) => {
                await writeFile(join(folder, "target"), "not a token");
                await symlink(join(folder, "target"), path);
            },
            "is a link, to nowhere": (path) => symlink(join(folder, "nowhere"), path),
            "is a pipe": (path) => {
                execFileSync("mkfifo", [path]);
            },
            "is a socket": async (path) => {
                const server = createServer();
                servers.push(server);
                await new Promise<void>((resolve) => server.listen(path, resolve));
            },
        };
        const servers: Server[] = [];
        afterEach(() => {
            for (const server of servers.splice(0)) {
                server.close();
            }
        });

        for (const [what, put] of Object.entries(foreign)) {
            it(`is not written before or after a token was minted: ${what}`, async () => {
                const kept = new KeptFile(folder);
                await put(kept.path);
                const before = await lstat(kept.path);
                const refusal = {
                    name: "TokenFileError",
                    code: "ForeignFile",
                    message: `The token file ${kept.path} is left as it is: it ${what.split(",")[0] ?? ""}. ${SENTENCE}`,
                };
                await assert.rejects(kept.keeper.start(kept.stop.signal), refusal);
                assert.equal(kept.minted, 0);
                await assert.rejects(writeTokenFile(kept.path, outsideToken({})), refusal);
                await removeTokenFile(kept.path, outsideToken({}));
                const after = await lstat(kept.path);
                assert.deepEqual([after.ino, after.mtimeMs, after.mode], [before.ino, before.mtimeMs, before.mode]);
            });
        }

        it("is not written over a device", async function () {
            const kept = new KeptFile(folder);
            try {
                execFileSync("mknod", [kept.path, "c", "1", "3"], { stdio: "ignore" });
            } catch {
                console.log("skipped: only root can make a device");
                this.skip();
            }
            await assert.rejects(kept.keeper.start(kept.stop.signal), /it is a device/);
            assert.ok((await lstat(kept.path)).isCharacterDevice());
        });

        it("is not written over what took its place while it was kept", async () => {
            const kept = new KeptFile(folder);
            await kept.keeper.start(kept.stop.signal);
            const keeping = kept.keeper.keep(kept.stop.signal);
            await writeFile(kept.path, "not a token");
            await kept.clock.advance(900_000);
            await eventually(() => kept.log.length > 0, "a failure");
            assert.match(kept.log[0] ?? "", /is left as it is: it holds something other than a token\./);
            assert.equal(kept.keeper.health().error, "ForeignFile");
            kept.stop.abort();
            await keeping;
            assert.equal(await readFile(kept.path, "utf8"), "not a token");
        });
    });

    it("takes a predecessor's place, whatever its mode", async () => {
        const path = join(folder, "a path with spaces");
        const claims = { iss: "i", aud: "a", sub: "s", iat: 1000, exp: 2000 };
        await writeFile(path, outsideToken(claims), { mode: 0o640 });
        const token = outsideToken({ ...claims, exp: 3000 });
        await writeTokenFile(path, token);
        assert.equal(await readFile(path, "utf8"), token);
        assert.equal((await stat(path)).mode & 0o777, 0o600);
    });

    for (const mask of [0o000, 0o077, 0o777]) {
        it(`is readable only by its owner under the umask ${mask.toString(8).padStart(3, "0")}`, async () => {
            const before = process.umask(mask);
            try {
                await writeTokenFile(join(folder, "token"), outsideToken({}));
            } finally {
                process.umask(before);
            }
            assert.equal((await stat(join(folder, "token"))).mode & 0o777, 0o600);
        });
    }

    it("of another writer stays when this one stops", async () => {
        const [first, second] = [new KeptFile(folder), new KeptFile(folder)];
        await first.keeper.start(first.stop.signal);
        const keeping = first.keeper.keep(first.stop.signal);
        await second.keeper.start(second.stop.signal);
        const others = await readFile(second.path, "utf8");
        first.stop.abort();
        await keeping;
        assert.equal(await readFile(second.path, "utf8"), others);
        const keepingSecond = second.keeper.keep(second.stop.signal);
        second.stop.abort();
        await keepingSecond;
        assert.ok(!existsSync(second.path));
    });

    it("is replaced in time although the clock was set back, and right after a machine has slept", async () => {
        const kept = new KeptFile(folder);
        await kept.keeper.start(kept.stop.signal);
        const keeping = kept.keeper.keep(kept.stop.signal);
        await kept.clock.advance(600_000);
        kept.clock.set(-86_400_000);
        await kept.advanceTo(360_000, 2);
        // While a machine sleeps its timers stand still.
        kept.clock.set(3600_000);
        await kept.advanceTo(60_000, 3);
        kept.stop.abort();
        await keeping;
    });

    it("is removed at once when a machine has slept past its token's end and cannot get a new one", async () => {
        const kept = new KeptFile(folder);
        await kept.keeper.start(kept.stop.signal);
        const keeping = kept.keeper.keep(kept.stop.signal);
        kept.failure = "NetworkUnreachable";
        kept.clock.set(3600_000);
        await kept.clock.advance(60_000);
        await eventually(() => !existsSync(kept.path), "the expired file is gone");
        assert.equal(kept.keeper.health().status, "expired");
        kept.failure = undefined;
        await kept.advanceTo(60_000, 2);
        assert.ok(existsSync(kept.path));
        kept.stop.abort();
        await keeping;
    });

    it("tells in its health what the file system says", async () => {
        const kept = new KeptFile(folder);
        await kept.keeper.start(kept.stop.signal);
        const keeping = kept.keeper.keep(kept.stop.signal);
        await rm(kept.path);
        await mkdir(kept.path);
        await kept.clock.advance(900_000);
        await eventually(() => kept.log.length > 0, "a failure");
        assert.equal(kept.keeper.health().error, "EISDIR");
        assert.match(kept.log[0] ?? "", /cannot be written: EISDIR/);
        kept.stop.abort();
        await keeping;
    });

    it("is removed at the start when a predecessor left an expired one, and so are its drafts", async () => {
        const path = join(folder, "token");
        const claims = { iss: "i", aud: "a", sub: "s", iat: 1000, exp: 2000 };
        await writeFile(path, outsideToken(claims));
        await prepareTokenFile(path, 1_999_000);
        assert.ok(existsSync(path));
        await prepareTokenFile(path, 2_000_000);
        assert.ok(!existsSync(path));
        await prepareTokenFile(path, 0);

        const names = [".token.0123456789ab", ".token.ba9876543210", ".token.mine", ".other.0123456789ab"];
        for (const [index, name] of names.entries()) {
            await writeFile(join(folder, name), outsideToken(claims).slice(0, 40));
            await utimes(join(folder, name), 2000, index === 1 ? 2000 : 1000);
        }
        await prepareTokenFile(path, 2_000_000);
        assert.deepEqual((await readdir(folder)).sort(), [names[3], names[1], names[2]].sort());
    });

    it("is not called well when it was removed, replaced or has expired", async () => {
        const kept = new KeptFile(folder);
        await kept.keeper.start(kept.stop.signal);
        const token = await readFile(kept.path, "utf8");
        const server = await serveHealth({ host: "127.0.0.1", port: 0 }, () => kept.keeper.health());
        const ask = async (): Promise<[number, unknown]> => {
            const answer = await fetch(server.url);
            const body: unknown = await answer.json();
            return [answer.status, isRecord(body) ? body["status"] : undefined];
        };
        try {
            assert.deepEqual(await ask(), [200, "ok"]);
            await rm(kept.path);
            assert.deepEqual(await ask(), [503, "missing"]);
            await writeFile(kept.path, outsideToken({ iss: "i", aud: "a", sub: "s", iat: 1, exp: 2 }));
            assert.deepEqual(await ask(), [503, "replaced"]);
            await rm(kept.path);
            execFileSync("mkfifo", [kept.path]);
            assert.deepEqual(await ask(), [503, "replaced"]);
            await rm(kept.path);
            await writeFile(kept.path, token);
            assert.deepEqual(await ask(), [200, "ok"]);
            await kept.clock.advance(LIFETIME_SECONDS * 1000);
            assert.deepEqual(await ask(), [503, "expired"]);
        } finally {
            await server.close();
        }
    });

    it("comes back within a minute when somebody removed it", async () => {
        const kept = new KeptFile(folder);
        await kept.keeper.start(kept.stop.signal);
        const token = await readFile(kept.path, "utf8");
        const keeping = kept.keeper.keep(kept.stop.signal);
        await rm(kept.path);
        await kept.clock.advance(60_000);
        await eventually(() => existsSync(kept.path), "the file is back");
        assert.equal(await readFile(kept.path, "utf8"), token);
        assert.equal(kept.minted, 1);
        kept.stop.abort();
        await keeping;
        assert.ok(!existsSync(kept.path));
    });

    it("is replaced at half the token's life, and removed at the end", async () => {
        const kept = new KeptFile(folder);
        await kept.keeper.start(kept.stop.signal);
        const first = await readFile(kept.path, "utf8");
        const keeping = kept.keeper.keep(kept.stop.signal);
        assert.deepEqual(kept.keeper.health(), { status: "ok", expiresInSeconds: 1800, rotations: 1 });
        await kept.clock.advance(899_000);
        assert.equal(await readFile(kept.path, "utf8"), first);
        await kept.advanceTo(1000, 2);
        assert.notEqual(await readFile(kept.path, "utf8"), first);
        kept.stop.abort();
        await keeping;
        assert.ok(!existsSync(kept.path));
        assert.equal(kept.keeper.health().status, "stopped");
        assert.deepEqual(kept.log, []);
    });

    it("always holds ten minutes and more, through an outage of four", async () => {
        const kept = new KeptFile(folder);
        await kept.keeper.start(kept.stop.signal);
        const keeping = kept.keeper.keep(kept.stop.signal);
        await kept.clock.advance(899_000);
        kept.failure = "NetworkUnreachable";
        for (let second = 0; second < 240; second += 1) {
            await kept.clock.advance(1000);
            assert.ok((await kept.expiresAtSeconds()) - kept.clock.now() / 1000 > 600);
        }
        assert.equal(kept.keeper.health().error, "NetworkUnreachable");
        kept.failure = undefined;
        await kept.advanceTo(30_000, 2);
        assert.equal(kept.keeper.health().error, undefined);
        kept.stop.abort();
        await keeping;
        assertHoldsNoToken(kept.log.join("\n"), "The log");
    });

    it("is missing rather than expired, and comes back", async () => {
        const kept = new KeptFile(folder);
        await kept.keeper.start(kept.stop.signal);
        const keeping = kept.keeper.keep(kept.stop.signal);
        kept.failure = "NotAuthorizedException";
        for (let second = 0; second < LIFETIME_SECONDS; second += 1) {
            await kept.clock.advance(1000);
            const now = kept.clock.now() / 1000;
            // It may be removed between a look and a read: one read tells both.
            const expiresAt = await unlessMissing(kept.expiresAtSeconds());
            assert.ok(expiresAt === undefined || expiresAt > now);
        }
        const removal = `The token has expired: ${kept.path} removed until there is a new one.`;
        await eventually(() => kept.log.includes(removal), "the expired file is gone");
        assert.ok(!existsSync(kept.path));
        assert.equal(kept.keeper.health().status, "expired");
        kept.failure = undefined;
        await kept.advanceTo(60_000, 2);
        assert.equal(kept.keeper.health().status, "ok");
        kept.stop.abort();
        await keeping;
    });

    it("is waited for at the start while AWS cannot be reached, and not when it refuses", async () => {
        const waiting = new KeptFile(folder);
        waiting.failure = "TooManyRequestsException";
        const starting = waiting.keeper.start(waiting.stop.signal);
        await eventually(() => waiting.log.length === 1, "the first failure");
        assert.deepEqual(waiting.keeper.health(), {
            status: "starting",
            rotations: 0,
            error: "TooManyRequestsException",
        });
        waiting.failure = undefined;
        await waiting.clock.advance(500);
        await starting;

        const refused = new KeptFile(folder);
        refused.failure = "NotAuthorizedException";
        await assert.rejects(refused.keeper.start(refused.stop.signal), FederationError);
    });

    it("is never seen in part or expired by a reader of 500 rotations", async () => {
        const kept = new KeptFile(folder);
        await kept.keeper.start(kept.stop.signal);
        const keeping = kept.keeper.keep(kept.stop.signal);
        let reads = 0;
        const reader = (async () => {
            while (!kept.stop.signal.aborted) {
                // Read first: the clock goes on while the file is read.
                const now = kept.clock.now() / 1000;
                assert.ok((await kept.expiresAtSeconds()) > now);
                reads += 1;
            }
        })();
        for (let rotation = 2; rotation <= 500; rotation += 1) {
            await kept.advanceTo(900_000, rotation);
        }
        kept.stop.abort();
        await Promise.all([
            keeping,
            reader.catch((error: unknown) => {
                assert.ok(isGone(error), String(error));
            }),
        ]);
        assert.ok(reads > 100, String(reads));
    });

    it("has a health endpoint", async () => {
        let status: "ok" | "expired" = "ok";
        const server = await serveHealth({ host: "127.0.0.1", port: 0 }, () => ({ status, rotations: 3 }));
        assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+\/health$/);
        const well = await fetch(server.url);
        assert.equal(well.status, 200);
        assert.deepEqual(await well.json(), { status: "ok", rotations: 3 });
        status = "expired";
        assert.equal((await fetch(server.url)).status, 503);
        assert.equal((await fetch(new URL("/token", server.url))).status, 404);
        assert.equal((await fetch(server.url, { method: "POST" })).status, 404);
        await server.close();
    });

    const addresses = [
        ["8080", { host: "127.0.0.1", port: 8080 }],
        ["0.0.0.0:8080", { host: "0.0.0.0", port: 8080 }],
        ["[::]:8080", { host: "::", port: 8080 }],
        ["70000", undefined],
        ["host:", undefined],
        ["http://x", undefined],
    ] as const;
    for (const [text, address] of addresses) {
        it(`takes the health address ${text} ${address === undefined ? "for a mistake" : "as it is"}`, () => {
            assert.deepEqual(parseHealthAddress(text), address);
        });
    }
});

/** Undefined instead of a rejection that says that the file is not there. */
function unlessMissing<T>(read: Promise<T>): Promise<T | undefined> {
    return read.catch((error: unknown) => {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") {
            return undefined;
        }
        throw error;
    });
}
