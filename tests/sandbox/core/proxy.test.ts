import assert from "node:assert/strict";
import { once } from "node:events";
import { get } from "node:http";
import { connect, createServer, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { CertificateAuthority } from "../../../sandbox/core/certificate-authority";
import type { Listener } from "../../../sandbox/core/listener";
import { Network } from "../../../sandbox/core/network";
import { listenAsProxy } from "../../../sandbox/core/proxy";

const HOST = "management.azure.com";
const ESTABLISHED = "HTTP/1.1 200 Connection Established\r\n\r\n";
const HINT =
    " is refused: the sandbox's proxy leads only to port 443 of its clouds' own host names, such as management.azure.com, by CONNECT; " +
    "unset HTTPS_PROXY for anything else, or add the host to NO_PROXY.\n";

describe("the proxy", () => {
    let authority: CertificateAuthority;
    let proxy: Listener;

    before(async () => {
        authority = await CertificateAuthority.create(new Date());
        const network = new Network();
        network.register(HOST, async (request) => Response.json([request.method, request.url, await request.text()]));
        network.register("orders.vault.azure.net", (request) => new Response(new URL(request.url).hostname));
        network.register("localhost:4003", () => new Response("an address of this machine"));
        proxy = await listenAsProxy(network, authority);
    });
    after(() => proxy.close());

    function open(): Socket {
        return connect({ port: proxy.port, host: "127.0.0.1" }).on("error", () => undefined);
    }

    /** Everything that the proxy sends until it hangs up. */
    async function exchange(text: string): Promise<string> {
        const socket = open();
        socket.write(text);
        return readAll(socket);
    }

    async function tunnel(host = HOST): Promise<Socket> {
        const socket = open();
        socket.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`);
        assert.equal((await firstData(socket)).toString(), ESTABLISHED);
        return socket;
    }

    async function secure(host = HOST, servername = host): Promise<TLSSocket> {
        const secured = connectTls({ socket: await tunnel(host), servername, ca: authority.pem });
        await once(secured, "secureConnect");
        return secured;
    }

    async function fetchThrough(host: string, path = "/", headers = `Host: ${host}`): Promise<string> {
        const secured = await secure(host);
        secured.write(`GET ${path} HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n`);
        return readAll(secured);
    }

    it("speaks HTTP/1.0 with a client that offers nothing else", async () => {
        const secured = connectTls({
            socket: await tunnel(),
            servername: HOST,
            ca: authority.pem,
            ALPNProtocols: ["http/1.0"],
        });
        await once(secured, "secureConnect");
        secured.write(`GET /subscriptions HTTP/1.0\r\nHost: ${HOST}\r\n\r\n`);
        assert.match(await readAll(secured), /^HTTP\/1\.1 200 OK\r\n/);
    });

    it("leads a host's name to whoever answers under it, under a certificate of that name only", async () => {
        const secured = await secure();
        const { subjectaltname, issuer } = secured.getPeerCertificate();
        assert.deepEqual([subjectaltname, issuer.CN], [`DNS:${HOST}`, "cognito-entra sandbox"]);
        secured.write(
            `POST /subscriptions?x=1 HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
        );
        assert.match(
            await readAll(secured),
            /\r\n\r\n.*\["POST","https:\/\/management\.azure\.com\/subscriptions\?x=1","\{\}"\]/s,
        );
    });

    it("keeps one certificate a host, with a serial number of its own", async () => {
        const hosts = [HOST, HOST, "orders.vault.azure.net"];
        const [first, again, other] = await Promise.all(
            hosts.map(async (host) => {
                const secured = await secure(host);
                const { serialNumber, fingerprint256 } = secured.getPeerCertificate();
                secured.destroy();
                return { serialNumber, fingerprint256 };
            }),
        );
        assert.deepEqual(first, again);
        assert.notEqual(first?.serialNumber, other?.serialNumber);
    });

    it("takes names without regard to case", async () => {
        const socket = await tunnel(HOST.toUpperCase());
        socket.destroy();
        assert.match(await fetchThrough("orders.vault.azure.net"), /orders\.vault\.azure\.net/);
    });

    it("answers 421 to a request for a host that is not one of the clouds'", async () => {
        assert.match(
            await fetchThrough(HOST, "/", "Host: example.com"),
            /^HTTP\/1\.1 421 [^]*A request for example\.com is refused/,
        );
    });

    it("gives no certificate for another name than the clouds' own, and goes on", async () => {
        const socket = await tunnel();
        const secured = connectTls({ socket, servername: "example.com", rejectUnauthorized: false });
        await assert.rejects(once(secured, "secureConnect"));
        assert.match(await fetchThrough(HOST), /^HTTP\/1\.1 200 /);
    });

    const targets = [
        "example.com:443",
        "management.azure.com.evil.example:443",
        "evil-management.azure.com:443",
        "other.vault.azure.net:443",
        `${HOST}:80`,
        `${HOST}:8443`,
        "localhost:443",
        "localhost:4003",
        "127.0.0.1:443",
        "169.254.169.254:80",
        "[::1]:443",
        HOST,
        `${HOST}:`,
        ":443",
        `${HOST}:443:443`,
        `user@${HOST}:443`,
        `https://${HOST}:443`,
        `${HOST}:99999999999999999999`,
    ];
    for (const target of targets) {
        it(`refuses CONNECT ${target}`, async () => {
            const answer = await exchange(`CONNECT ${target} HTTP/1.1\r\nHost: x\r\n\r\n`);
            const [head, body] = answer.split("\r\n\r\n");
            assert.equal(head?.split("\r\n")[0], "HTTP/1.1 403 Not a host of the sandbox");
            assert.equal(body, `CONNECT ${target}${HINT}`);
        });
    }

    for (const url of ["http://169.254.169.254/latest/meta-data", `http://${HOST}/`, `https://${HOST}/`, "/"]) {
        it(`refuses GET ${url}`, async () => {
            const answer = await exchange(`GET ${url} HTTP/1.1\r\nHost: x\r\n\r\n`);
            assert.match(answer, /^HTTP\/1\.1 403 Not a host of the sandbox\r\n/);
            assert.ok(answer.includes(`GET ${url}${HINT}`), answer);
        });
    }

    it("refuses what is not HTTP, and endless headers", async () => {
        assert.match(await exchange("CONNECT\r\n\r\n"), /^HTTP\/1\.1 400 /);
        assert.match(await exchange("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"), /^HTTP\/1\.1 400 /);
        const padding = `X-Padding: ${"x".repeat(64 * 1024)}\r\n\r\n`;
        assert.match(await exchange(`CONNECT ${HOST}:443 HTTP/1.1\r\n${padding}`), /^HTTP\/1\.1 431 /);
    });

    it("lets a client greet the host before it has heard that the tunnel stands", async () => {
        const greeting = await clientHello(authority);
        const socket = open();
        socket.write(Buffer.concat([Buffer.from(`CONNECT ${HOST}:443 HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`), greeting]));
        let answer = Buffer.alloc(0);
        for await (const chunk of socket) {
            answer = Buffer.concat([answer, Buffer.from(chunk)]);
            if (answer.length > ESTABLISHED.length) {
                break;
            }
        }
        const handshakeRecord = 0x16;
        assert.deepEqual(
            [answer.subarray(0, ESTABLISHED.length).toString(), answer[ESTABLISHED.length]],
            [ESTABLISHED, handshakeRecord],
        );
    });

    it("hangs up on a client that has hung up, before and after the greeting", async () => {
        const before = await tunnel();
        before.end();
        await readAll(before);
        const during = await secure();
        during.end();
        await readAll(during);
    });

    it("survives clients that vanish at every step", async () => {
        open().resetAndDestroy();
        (await tunnel()).resetAndDestroy();
        const garbage = await tunnel();
        garbage.write("GET / HTTP/1.1\r\n\r\n");
        await readAll(garbage);
        const refused = open();
        refused.write("CONNECT example.com:443 HTTP/1.1\r\n\r\n");
        refused.resetAndDestroy();
        const secured = await secure();
        secured.write(`GET / HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
        secured.destroy();
        assert.match(await fetchThrough(HOST), /^HTTP\/1\.1 200 /);
    });

    it("serves 200 clients at once", async () => {
        const answers = await Promise.all(
            Array.from({ length: 200 }, (_, index) => fetchThrough(HOST, `/${String(index)}`)),
        );
        answers.forEach((answer, index) => {
            assert.ok(answer.includes(`https://${HOST}/${String(index)}"`), answer);
        });
    });

    it("listens on loopback only", async () => {
        const { port } = proxy;
        await assert.rejects(once(get({ host: "::1", port }), "response"), { code: "ECONNREFUSED" });
    });

    it("ends every connection when it closes", async () => {
        const network = new Network();
        network.register(HOST, () => new Promise<Response>(() => undefined));
        const own = await listenAsProxy(network, authority);
        const dial = (): Socket => connect(own.port, "127.0.0.1").on("error", () => undefined);
        const [idle, opened, asking] = [dial(), dial(), dial()];
        const connectLine = `CONNECT ${HOST}:443 HTTP/1.1\r\n\r\n`;
        opened.write(connectLine);
        asking.write(connectLine);
        await Promise.all([once(opened, "data"), once(asking, "data"), once(idle, "connect")]);
        const secured = connectTls({ socket: asking, servername: HOST, ca: authority.pem }).on(
            "error",
            () => undefined,
        );
        await once(secured, "secureConnect");
        secured.write(`GET / HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
        const ends = Promise.all([idle, opened, asking].map((socket) => once(socket.resume(), "close")));
        await own.close();
        await ends;
    });
});

async function readAll(socket: Socket): Promise<string> {
    const chunks: string[] = [];
    socket.setEncoding("latin1").on("data", (chunk: string) => chunks.push(chunk));
    await once(socket, "close");
    return chunks.join("");
}

function firstData(socket: Socket): Promise<Buffer> {
    return new Promise((resolve) => socket.once("data", resolve));
}

/** The first bytes that a TLS client sends. */
async function clientHello(authority: CertificateAuthority): Promise<Buffer> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    const client = connectTls({ port: address.port, host: "127.0.0.1", servername: HOST, ca: authority.pem });
    client.on("error", () => undefined);
    const socket = await new Promise<Socket>((resolve) => server.once("connection", resolve));
    const hello = await firstData(socket);
    client.destroy();
    socket.destroy();
    server.close();
    return hello;
}
