import { readFileSync } from "node:fs";
import { parse } from "yaml";
import * as z from "zod/mini";

const stackFileSchema = z.object({ config: z.record(z.string(), z.unknown()) });

/** The `config` of a stack's file as it is written. */
export function configOf(path: string): Record<string, unknown> {
    return stackFileSchema.parse(parse(readFileSync(path, "utf8"))).config;
}

/** The same as Pulumi hands it to a program: strings, with JSON for structures. */
export function asPulumiHandsOver(config: Record<string, unknown>): Record<string, string> {
    return Object.fromEntries(
        Object.entries(config).map(([key, value]) => [
            key,
            value === null ? "" : typeof value === "string" ? value : JSON.stringify(value),
        ]),
    );
}
