import * as z from "zod/mini";
import type { Checked } from "../rules/checked";
import { suggestionOrAll } from "../rules/nearest";

/** A mapping in which no other keys may stand. The message has a line for each of `issue.keys`. */
export function closed<Shape extends z.core.$ZodShape>(shape: Shape): z.ZodMiniObject<Shape, z.core.$strict> {
    const known = Object.keys(shape);
    return z.strictObject(shape, {
        error: (issue) =>
            issue.code === "unrecognized_keys"
                ? issue.keys.map((key) => `is not a setting${suggestionOrAll(key, known)}`).join("\n")
                : undefined,
    });
}

/** A value whose shape one schema and whose meaning one rule knows. */
export function leaf<Shape, Value>(
    shape: z.ZodMiniType<Shape>,
    read: (value: Shape) => Checked<Value>,
): z.ZodMiniType<Value> {
    return z.pipe(
        shape,
        z.transform((value: Shape, { issues }) => {
            const result = read(value);
            if (result.ok) {
                return result.value;
            }
            issues.push({ code: "custom", message: result.problem, input: value });
            return z.NEVER;
        }),
    );
}

/** A mapping as it stands in the file, before anything is known of its keys. */
export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function mapping(value: unknown): Mapping {
    return isMapping(value) ? value : {};
}

export function list(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : [];
}
