import { strict as assert } from "node:assert";
import { randomBytes } from "node:crypto";

const issued = new Set<string>();

/** Remembers a token so that everything printed can be searched for it. */
export function remember(token: string): string {
    issued.add(token);
    return token;
}

/** A new unsigned stand-in for an outside token with these claims. */
export function outsideToken(claims: Readonly<Record<string, unknown>>): string {
    const segment = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const header = { alg: "RS512", typ: "JWS", kid: "eu-central-11" };
    return remember(`${segment(header)}.${segment(claims)}.${randomBytes(32).toString("base64url")}`);
}

/** A new opaque access token. */
export function accessToken(): string {
    return remember(randomBytes(48).toString("base64url"));
}

/** Fails when `text` holds a token that was issued, or its payload or signature. */
export function assertHoldsNoToken(text: string, where: string): void {
    for (const token of issued) {
        for (const part of [token, ...token.split(".").slice(1)]) {
            assert.ok(!text.includes(part), `${where} holds a token`);
        }
    }
}

/** Registers hooks that search all that the tests of a file print. */
export function searchStreamsForTokens(): void {
    const written: string[] = [];
    const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write.bind(stream) }));
    before(() => {
        for (const { stream, write } of streams) {
            stream.write = (chunk: string | Uint8Array, ...rest: never[]): boolean => {
                written.push(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
                return write(chunk, ...rest);
            };
        }
    });
    after(() => {
        for (const { stream, write } of streams) {
            stream.write = write;
        }
        assertHoldsNoToken(written.join(""), "A stream");
    });
}
