import { readFile, writeFile } from "node:fs/promises";
import { parse } from "yaml";

const SALT = /^encryptionsalt: .*\n/m;

/**
 * Pulumi writes the salt of a passphrase-protected stack into the stack's file, and writes `true` as `"true"` while at it. The
 * sandbox's stacks are gone at its end, so that is taken back; what a person changed meanwhile stays.
 *
 * @returns What to call at the end.
 */
export async function keepStackFile(file: string): Promise<() => Promise<void>> {
    const before = await textOf(file);
    return async () => {
        const after = await textOf(file);
        if (before !== undefined && after !== undefined && after !== before) {
            await writeFile(file, withoutPulumisTraces(before, after));
        }
    };
}

/** The old text if only Pulumi changed it; otherwise the new text, without a salt that was not there before. */
export function withoutPulumisTraces(before: string, after: string): string {
    const trimmed = SALT.test(before) ? after : after.replace(SALT, "");
    return isSameContent(before, trimmed) ? before : trimmed;
}

function isSameContent(left: string, right: string): boolean {
    try {
        return contentOf(left) === contentOf(right);
    } catch {
        return false;
    }
}

/** Pulumi's configuration has no booleans or numbers, only strings. */
function contentOf(text: string): string {
    return JSON.stringify(parse(text, { logLevel: "error" }), (_key, value: unknown) =>
        typeof value === "boolean" || typeof value === "number" ? String(value) : value,
    );
}

function textOf(file: string): Promise<string | undefined> {
    return readFile(file, "utf8").catch(() => undefined);
}
