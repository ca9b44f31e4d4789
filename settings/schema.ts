import * as z from "zod/mini";
import { accepted, refused, type Checked } from "../rules/checked";
import { suggestionOrAll } from "../rules/nearest";

/** What of a schema is only for people and editors: it costs nothing when a value is checked. */
interface Meaning {
    readonly description: string;
    /** Of the JSON schema, where the values in the file are more than the schema says. */
    readonly type?: readonly string[];
    readonly enum?: readonly (string | boolean)[];
}

/** Says what a setting means. README.md, Pulumi.yaml and the JSON schema for editors are made from it. */
export function described<Schema extends z.core.$ZodType>(meaning: string | Meaning, schema: Schema): Schema {
    z.globalRegistry.add(schema, typeof meaning === "string" ? { description: meaning } : { ...meaning });
    return schema;
}

/** A mapping that allows no other keys. The message has a line for each of `issue.keys`. */
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

/** A string about which a rule finds nothing wrong. */
export function stringWithout(problemOf: (text: string) => string | undefined): z.ZodMiniType<string> {
    return leaf(z.string(), (text) => {
        const problem = problemOf(text);
        return problem === undefined ? accepted(text) : refused(problem);
    });
}
