import { strict as assert } from "node:assert";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../../workload/command/run";
import { readOutsideClaims } from "../../workload/json-web-token";
import { realSystem } from "../../workload/system";
import { eventually } from "./eventually";
import { FakeSignals } from "./fake-signals";
import { FederatedSandbox, type Trust } from "./federated-sandbox";
import { assertHoldsNoToken, outsideToken, remember, searchStreamsForTokens } from "./issued-tokens";
import { withEnvironment } from "./with-environment";

const NOWHERE = "http://127.0.0.1:9";
const COMMAND = join(__dirname, "..", "..", "workload", "cognito-entra.cjs");

interface Ended {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

class Running {
    /** Those to end after a test that failed. */
    static readonly children: ChildProcess[] = [];
    readonly child: ChildProcess;
    readonly ended: Promise<Ended>;
    stdout = "";
    stderr = "";

    constructor(args: readonly string[], environment: NodeJS.ProcessEnv) {
        this.child = spawn(process.execPath, [COMMAND, ...args], {
            env: environment,
            stdio: ["ignore", "pipe", "pipe"],
        });
        Running.children.push(this.child);
        this.child.stdout?.on("data", (data: Buffer) => (this.stdout += data.toString()));
        this.child.stderr?.on("data", (data: Buffer) => (this.stderr += data.toString()));
        this.ended = new Promise((resolve) => {
            this.child.on("close", (code) => {
                resolve({ code, stdout: this.stdout, stderr: this.stderr });
            });
        });
    }
}

describe("cognito-entra", () => {
    searchStreamsForTokens();
    let sandbox: FederatedSandbox;
    let trust: Trust;
    let folder: string;
    let environment: NodeJS.ProcessEnv;
    before(async () => {
        sandbox = await FederatedSandbox.start();
        trust = await sandbox.deploy();
        const { accessKeyId, secretAccessKey, sessionToken = "" } = await sandbox.aws.containerKeys("orders");
        environment = {
            PATH: process.env["PATH"],
            ...trust.environment,
            AWS_ENDPOINT_URL: await sandbox.aws.listen(),
            AWS_ACCESS_KEY_ID: accessKeyId,
            AWS_SECRET_ACCESS_KEY: remember(secretAccessKey),
            AWS_SESSION_TOKEN: remember(sessionToken),
        };
        folder = await mkdtemp(join(tmpdir(), "command-"));
    });
    afterEach(() => {
        for (const child of Running.children.splice(0)) {
            child.kill("SIGKILL");
        }
    });
    after(async () => {
        await sandbox.close();
        await rm(folder, { recursive: true });
    });

    const typed = async (...args: string[]): Promise<{ code: number; out: string; log: string }> => {
        const out: string[] = [];
        const log: string[] = [];
        const code = await run(args, {
            environment: {},
            system: realSystem,
            out: (text) => out.push(text),
            log: (line) => log.push(line),
            outIsTerminal: true,
            inIsTerminal: false,
            ...new FakeSignals().context,
        });
        return { code, out: out.join(""), log: log.join("\n") };
    };

    it("shows how it is used", async () => {
        const help = await typed("--help");
        assert.equal(help.code, 0);
        assert.match(help.out, /^Usage: cognito-entra <command>/);
        assert.equal((await typed()).code, 2);
        assert.equal((await typed("token", "--help")).code, 0);
    });

    const mistakes = [
        [
            ["tokn"],
            /^There is no command "tokn"; the commands are token, exec, doctor, lambda-extension\.\nSee cognito-entra --help\.$/,
        ],
        [["token", "--file", ""], /--file is empty: name the file that the token goes into/],
        [["token", "--fiel", "x"], /Unknown option '--fiel'/],
        [["token", "--file", "x", "--lifetime-seconds", "10"], /--lifetime-seconds takes 60 to 86400, not "10"/],
        [["token", "--for", "gcp"], /--for takes azure or aws, not "gcp"/],
        [["token", "--health", "8080"], /--health .* goes with --file/],
        [["token", "--file", "x", "--health", "http"], /--health takes \[HOST:\]PORT/],
        [["token", "--audience", "x"], /--audience goes with --for aws/],
        [["exec", "python"], /exec takes the command after --/],
        [["exec", "python", "--", "app.py"], /exec takes the command after --/],
        [["exec", "--"], /exec takes the command after --/],
        [["doctor", "now"], /Unexpected argument 'now'/],
    ] as const;
    for (const [args, message] of mistakes) {
        it(`takes \`${args.join(" ")}\` for a mistake`, async () => {
            const { code, log } = await typed(...args);
            assert.equal(code, 2);
            assert.match(log, message);
        });
    }

    it("says what is missing in the environment", async () => {
        const { code, log } = await typed("token", "--file", "x");
        assert.equal(code, 1);
        assert.match(log, /AZURE_TENANT_ID is missing; AZURE_CLIENT_ID is missing/);
        const back = await typed("token", "--for", "aws", "--file", "x");
        assert.equal(back.code, 1);
        assert.match(back.log, /AWS_WEB_IDENTITY_AUDIENCE \(or --audience\) is missing/);
    });

    it("shows a token to no terminal", async () => {
        const log: string[] = [];
        const code = await run(["token"], {
            environment: trust.environment,
            system: realSystem,
            out: (text) => assert.fail(text.slice(0, 3)),
            log: (line) => log.push(line),
            outIsTerminal: true,
            inIsTerminal: false,
            ...new FakeSignals().context,
        });
        assert.equal(code, 2);
        assert.match(log.join(), /A token is a secret/);
    });

    it("writes a token once, to a pipe or a file", async () => {
        const path = join(folder, "once");
        const [piped, filed] = await Promise.all([
            new Running(["token"], environment).ended,
            new Running(["token", "--file", path, "--once", "--lifetime-seconds", "900"], environment).ended,
        ]);
        assert.equal(piped.code, 0, piped.stderr);
        assert.equal(readOutsideClaims(remember(piped.stdout))?.subject, trust.identityId);
        assert.equal(filed.code, 0, filed.stderr);
        const claims = readOutsideClaims(remember(await readFile(path, "utf8")));
        assert.equal(claims?.audience, trust.poolId);
        assert.equal(claims.lifetimeSeconds, 900);
        assertHoldsNoToken(piped.stderr + filed.stderr + filed.stdout, "A stream");
    });

    for (const signal of ["SIGTERM", "SIGINT"] as const) {
        it(`keeps a file fresh until ${signal}`, async () => {
            const path = join(folder, signal);
            const running = new Running(["token", "--file", path, "--health", "0"], environment);
            await eventually(() => running.stderr.includes("fresh") || running.child.exitCode !== null, "kept fresh");
            const url = /Health on (\S+)\./.exec(running.stderr)?.[1] ?? "";
            const health = await fetch(url);
            assert.equal(health.status, 200);
            const body = await health.text();
            assert.match(body, /^\{"status":"ok","expiresInSeconds":1[78]\d\d,"rotations":1\}\n$/);
            assert.equal((await stat(path)).mode & 0o777, 0o600);
            remember(await readFile(path, "utf8"));
            running.child.kill(signal);
            const { code, stdout, stderr } = await running.ended;
            assert.equal(code, 0);
            assert.ok(!existsSync(path));
            assert.match(stderr, /Stopped: the token in .* is removed\.\n$/);
            assertHoldsNoToken(stdout + stderr + body, "A stream");
        });
    }

    it("ends with 1 when AWS refuses the caller, and says who must allow what", async () => {
        const stranger = await sandbox.aws.containerKeys("billing");
        const { code, stderr } = await new Running(["token", "--file", join(folder, "refused")], {
            ...environment,
            AWS_ACCESS_KEY_ID: stranger.accessKeyId,
            AWS_SECRET_ACCESS_KEY: stranger.secretAccessKey,
            AWS_SESSION_TOKEN: stranger.sessionToken,
        }).ended;
        assert.equal(code, 1);
        assert.match(
            stderr,
            /^Cognito: \w+: .*Allow the workload's role `cognito-identity:GetOpenIdTokenForDeveloperIdentity`/m,
        );
        assert.doesNotMatch(stderr, /\n\s+at /);
    });

    it("ends with 1 at once when the web identity file does not exist, and names its variable", async () => {
        const { code, stderr } = await new Running(["token", "--file", join(folder, "unwritten")], {
            ...environment,
            AWS_ACCESS_KEY_ID: undefined,
            AWS_SECRET_ACCESS_KEY: undefined,
            AWS_SESSION_TOKEN: undefined,
            HOME: folder,
            AWS_ROLE_ARN: "arn:aws:iam::111122223333:role/orders",
            AWS_WEB_IDENTITY_TOKEN_FILE: "/nowhere/token",
        }).ended;
        assert.equal(code, 1);
        assert.match(stderr, /^AWS credentials: CredentialFileUnreadable: .*AWS_WEB_IDENTITY_TOKEN_FILE is \/nowhere/m);
        assert.doesNotMatch(stderr, /\n\s+at |NetworkUnreachable/);
    });

    it("runs a command with the environment of every Azure library, and ends as it does", async () => {
        const script =
            "const {readFileSync}=require('fs');const e=process.env;" +
            "const token=readFileSync(e.AZURE_FEDERATED_TOKEN_FILE,'utf8');" +
            "console.log(JSON.stringify([e.AZURE_TENANT_ID,e.AZURE_CLIENT_ID,e.AZURE_AUTHORITY_HOST,e.ARM_USE_OIDC,e.ARM_OIDC_TOKEN_FILE_PATH===e.AZURE_FEDERATED_TOKEN_FILE," +
            "e.ARM_OIDC_TOKEN===token,token.split('.').length,e.AZURE_FEDERATED_TOKEN_FILE]));process.exit(7)";
        const { code, stdout, stderr } = await new Running(
            ["exec", "--arm-oidc-token", "--", process.execPath, "-e", script],
            environment,
        ).ended;
        assert.equal(code, 7, stderr);
        const seen: unknown = JSON.parse(stdout);
        assert.ok(Array.isArray(seen));
        const path: unknown = seen.pop();
        assert.deepEqual(seen, [
            trust.environment["AZURE_TENANT_ID"],
            trust.clientId,
            "https://login.sandbox",
            "true",
            true,
            true,
            3,
        ]);
        assert.ok(typeof path === "string" && !existsSync(path));
    });

    for (const signal of ["SIGINT", "SIGHUP"] as const) {
        it(`passes ${signal} on as what it is, once, and leaves no file`, async () => {
            const script =
                `let n=0;for(const s of ["SIGTERM","SIGINT","SIGHUP"])process.on(s,()=>{console.log(s);if(++n===1)setTimeout(()=>process.exit(0),50)});` +
                "console.log('file',process.env.AZURE_FEDERATED_TOKEN_FILE);setInterval(()=>{},1000)";
            const running = new Running(["exec", "--", process.execPath, "-e", script], environment);
            await eventually(() => running.stdout.includes("file") || running.child.exitCode !== null, "it is up");
            running.child.kill(signal);
            const { code, stdout } = await running.ended;
            assert.equal(code, 0);
            assert.equal(stdout.split("\n")[1], signal);
            assert.equal(stdout.split("\n").length, 3);
            assert.ok(!existsSync(/^file (.*)$/m.exec(stdout)?.[1] ?? ""));
        });
    }

    describe("at a keyboard", () => {
        let temporary: string;
        before(async () => {
            temporary = join(folder, "at-a-keyboard");
            await mkdir(temporary);
        });
        withEnvironment(() => ({ ...environment, TMPDIR: temporary }));

        it("leaves an interrupt to the terminal, which tells the command itself", async () => {
            const signals = new FakeSignals();
            const [up, go] = [join(folder, "up"), join(folder, "go")];
            const script =
                "const fs=require('fs');for(const s of ['SIGTERM','SIGINT'])process.on(s,()=>process.exit(4));" +
                `fs.writeFileSync(${JSON.stringify(up)},'');setInterval(()=>fs.existsSync(${JSON.stringify(go)})&&process.exit(5),10)`;
            const running = run(["exec", "--", process.execPath, "-e", script], {
                environment,
                system: realSystem,
                out: (text) => assert.fail(text),
                log: (line) => assert.fail(line),
                outIsTerminal: true,
                inIsTerminal: true,
                ...signals.context,
            });
            await eventually(() => existsSync(up), "the command is up");
            signals.send("SIGINT");
            await writeFile(go, "");
            assert.equal(await running, 5);
        });

        it("passes on a SIGTERM that comes after an interrupt", async () => {
            const signals = new FakeSignals();
            const up = join(folder, "up-again");
            const script =
                "const fs=require('fs');process.on('SIGINT',()=>process.exit(4));process.on('SIGTERM',()=>process.exit(6));" +
                `fs.writeFileSync(${JSON.stringify(up)},'');setTimeout(()=>process.exit(5),4000)`;
            const running = run(["exec", "--", process.execPath, "-e", script], {
                environment,
                system: realSystem,
                out: (text) => assert.fail(text),
                log: (line) => assert.fail(line),
                outIsTerminal: true,
                inIsTerminal: true,
                ...signals.context,
            });
            await eventually(() => existsSync(up), "the command is up");
            signals.send("SIGINT");
            signals.send("SIGTERM");
            assert.equal(await running, 6);
        });

        it("loses no SIGTERM that comes between the token and the command", async () => {
            const signals = new FakeSignals();
            const { stop } = signals.context;
            // The first look at the signal after the token was written is the last before the command starts.
            const isWritten = (): boolean =>
                readdirSync(temporary).some((name) => existsSync(join(temporary, name, "token")));
            const watched = new Proxy(stop, {
                get: (target, key) => {
                    if (key === "aborted" && isWritten()) {
                        setImmediate(() => {
                            signals.send("SIGTERM");
                        });
                    }
                    const value: unknown = Reflect.get(target, key, target);
                    // The methods of a signal want the signal itself, not what stands before it.
                    return value instanceof Function
                        ? (...args: unknown[]): unknown => Reflect.apply(value, target, args)
                        : value;
                },
            });
            const script = "setTimeout(()=>process.exit(5),3000)";
            const code = await run(["exec", "--arm-oidc-token", "--", process.execPath, "-e", script], {
                environment,
                system: realSystem,
                out: (text) => assert.fail(text),
                log: (line) => assert.fail(line),
                outIsTerminal: true,
                inIsTerminal: false,
                ...signals.context,
                stop: watched,
            });
            assert.equal(code, 128 + constants.signals.SIGTERM);
        });
    });

    for (const how of ["once", "to keep it"]) {
        it(`refuses a file that holds something else, asked ${how}`, async () => {
            const path = join(folder, `precious ${how}`);
            await writeFile(path, "precious");
            const args = ["token", "--file", path, ...(how === "once" ? ["--once"] : [])];
            const { code, stderr } = await new Running(args, { ...environment, AWS_ENDPOINT_URL: NOWHERE }).ended;
            assert.equal(code, 1);
            assert.equal(
                stderr.trim().split("\n").at(-1),
                `The token file ${path} is left as it is: it holds something other than a token. ` +
                    "Give a path that holds nothing, or a token that this command wrote.",
            );
            assert.equal(await readFile(path, "utf8"), "precious");
        });
    }

    it("refuses a pipe at once", async () => {
        const path = join(folder, "pipe");
        execFileSync("mkfifo", [path]);
        const { code, stderr } = await new Running(["token", "--file", path], environment).ended;
        assert.equal(code, 1);
        assert.match(stderr, /pipe is left as it is: it is a pipe\./);
        assert.ok((await stat(path)).isFIFO());
    });

    it("ends as a command does whose reader went away", async () => {
        for (const typed of ["token", "--help"]) {
            const script = `("$0" "$1" ${typed}; echo "code $?" >&2) | true`;
            const child = spawn("sh", ["-c", script, process.execPath, COMMAND], { env: environment });
            let stderr = "";
            child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
            await new Promise((resolve) => child.on("close", resolve));
            assert.match(stderr, /^code 141$/m);
            assert.doesNotMatch(stderr, /EPIPE|\n\s+at /);
        }
    });

    it("keeps its file fresh although nobody reads its log", async () => {
        const path = join(folder, "unheard");
        const running = new Running(["token", "--file", path, "--health", "0"], environment);
        await eventually(() => running.stderr.includes("Health") || running.child.exitCode !== null, "it is up");
        running.child.stderr?.destroy();
        await eventually(() => existsSync(path) || running.child.exitCode !== null, "the file is there");
        running.child.kill("SIGTERM");
        assert.equal((await running.ended).code, 0);
    });

    it("removes what killed predecessors of exec left, and nothing of those that live", async () => {
        const temporary = join(folder, "temporary");
        await mkdir(temporary);
        await mkdir(join(temporary, "cognito-entra-notes"));
        await writeFile(join(temporary, "cognito-entra-notes", "token"), "precious");
        const own = { ...environment, TMPDIR: temporary };
        const script = "console.log(process.env.AZURE_FEDERATED_TOKEN_FILE, process.pid);setInterval(()=>{},1000)";
        const [killed, living] = [1, 2].map(() => new Running(["exec", "--", process.execPath, "-e", script], own));
        assert.ok(killed !== undefined && living !== undefined);
        await eventually(() => /\n/.test(killed.stdout) && /\n/.test(living.stdout), "both are up");
        const [left = "", orphan] = killed.stdout.trim().split(" ");
        const [kept = ""] = living.stdout.trim().split(" ");
        killed.child.kill("SIGKILL");
        process.kill(Number(orphan), "SIGKILL");
        await killed.ended;
        assert.ok(existsSync(left) && existsSync(kept));
        const { code, stderr } = await new Running(["exec", "--", "true"], own).ended;
        assert.equal(code, 0, stderr);
        assert.ok(!existsSync(dirname(left)));
        assert.ok(existsSync(kept));
        living.child.kill("SIGTERM");
        await living.ended;
        const names = await readdir(temporary);
        assert.deepEqual(
            names.filter((name) => name.startsWith("cognito-entra-")),
            ["cognito-entra-notes"],
        );
        assert.equal(await readFile(join(temporary, "cognito-entra-notes", "token"), "utf8"), "precious");
    });

    it("removes what is left of another container when no living one would have left it so", async () => {
        const temporary = join(folder, "shared");
        const claims = { iss: "i", aud: "a", sub: "s", iat: 1000, exp: 2800 };
        const ages = [2000, 2200] as const;
        const places = ages.map((age) => join(temporary, `cognito-entra-7-1-${String(age)}xx`));
        for (const [index, place] of places.entries()) {
            await mkdir(place, { recursive: true });
            await writeFile(join(place, "token"), outsideToken(claims));
            const written = Date.now() / 1000 - (ages[index] ?? 0);
            await utimes(join(place, "token"), written, written);
        }
        const ended = await new Running(["exec", "--", "true"], { ...environment, TMPDIR: temporary }).ended;
        assert.equal(ended.code, 0, ended.stderr);
        assert.deepEqual(places.map(existsSync), [true, false]);
    });

    it("gives the command no token in its arguments or environment unless asked", async () => {
        const script =
            "const {readFileSync}=require('fs');const t=readFileSync(process.env.AZURE_FEDERATED_TOKEN_FILE,'utf8');" +
            "const all=readFileSync('/proc/self/environ','utf8')+readFileSync('/proc/self/cmdline','utf8')+readFileSync('/proc/'+process.ppid+'/cmdline','utf8')+readFileSync('/proc/'+process.ppid+'/environ','utf8');" +
            "process.exit(t.split('.').slice(1).some((part)=>all.includes(part))?1:6)";
        const { code, stderr } = await new Running(["exec", "--", process.execPath, "-e", script], environment).ended;
        assert.equal(code, 6, stderr);
    });

    it("says of a token file that cannot be written why, without a stack", async () => {
        const path = join(folder, "missing", "token");
        const { code, stderr } = await new Running(["token", "--file", path], environment).ended;
        assert.equal(code, 1);
        assert.equal(
            stderr.trim().split("\n").at(-1),
            `The token file ${path} cannot be written: ENOENT. Make its directory first.`,
        );
        assert.doesNotMatch(stderr, /\n\s+at /);
    });

    it("passes a signal on to the command, and says that a command does not exist", async () => {
        const script = "process.on('SIGTERM',()=>process.exit(9));console.log('up');setInterval(()=>{},1000)";
        const running = new Running(["exec", "--", process.execPath, "-e", script], environment);
        const missing = new Running(["exec", "--", "no-such-command"], environment);
        await eventually(() => running.stdout.includes("up") || running.child.exitCode !== null, "the command is up");
        running.child.kill("SIGTERM");
        assert.equal((await running.ended).code, 9);
        const { code, stderr } = await missing.ended;
        assert.equal(code, 127);
        assert.match(stderr, /no-such-command/);
    });
});
