import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, statSync } from "node:fs";
import { systemCode } from "./network-failure";

// Larger than any token: a larger file was not written by this kit.
const MOST_BYTES = 64 * 1024;

/** What is found at a path. */
export type Found =
    | { readonly kind: "file"; readonly text: string }
    | {
          readonly kind: "other";
          readonly what: "a folder" | "a link" | "a device" | "a pipe" | "a socket" | "larger than a token";
      }
    | { readonly kind: "missing" }
    /** The system does not let this user look; `EACCES` ... */
    | { readonly kind: "refused"; readonly code: string };

/** Reads the small file at `path`, and never waits: a pipe or device is named, not read. */
export function lookAt(path: string, { followLinks }: { readonly followLinks: boolean }): Found {
    try {
        const stats = followLinks ? statSync(path) : lstatSync(path);
        const what = kindOf(stats) ?? (stats.size > MOST_BYTES ? "larger than a token" : undefined);
        return what === undefined ? read(path, followLinks) : { kind: "other", what };
    } catch (error) {
        const code = systemCode(error) ?? "UnknownError";
        return code === "ENOENT" ? { kind: "missing" } : { kind: "refused", code };
    }
}

function read(path: string, followLinks: boolean): Found {
    // Something else may be at the path by now: it is neither followed nor waited for.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | (followLinks ? 0 : constants.O_NOFOLLOW));
    try {
        const stats = fstatSync(file);
        const what = kindOf(stats);
        if (what !== undefined) {
            return { kind: "other", what };
        }
        const buffer = Buffer.alloc(Math.min(stats.size, MOST_BYTES) + 1);
        let length = 0;
        for (let count = -1; count !== 0 && length < buffer.length; length += count) {
            count = readSync(file, buffer, length, buffer.length - length, null);
        }
        return length > MOST_BYTES
            ? { kind: "other", what: "larger than a token" }
            : { kind: "file", text: buffer.toString("utf8", 0, length) };
    } finally {
        closeSync(file);
    }
}

function kindOf(stats: ReturnType<typeof fstatSync>): Extract<Found, { kind: "other" }>["what"] | undefined {
    if (stats.isFile()) {
        return undefined;
    }
    if (stats.isDirectory()) {
        return "a folder";
    }
    if (stats.isSymbolicLink()) {
        return "a link";
    }
    if (stats.isFIFO()) {
        return "a pipe";
    }
    return stats.isSocket() ? "a socket" : "a device";
}
