import * as z from "zod/mini";
import { keys } from "../settings/keys";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The JSON schema of a stack's file. The stack's program checks how its parts fit together. */
export function stackFileSchema(): JsonSchema {
    const { $schema, ...config } = schemaOfConfig();
    return {
        ...($schema === undefined ? {} : { $schema }),
        title: "The file of a stack of cognito-entra: Pulumi.<stack>.yaml",
        type: "object",
        properties: { config },
        required: ["config"],
    };
}

/** The JSON schema (draft 7, as editors take it) of the keys of a stack's file, with what each means. */
export function schemaOfConfig(): JsonSchema {
    const shape = Object.fromEntries(Object.entries(keys).map(([key, schema]) => [key, schema()]));
    return z.toJSONSchema(z.object(shape), {
        io: "input",
        target: "draft-7",
        override: ({ zodSchema, jsonSchema }) => {
            const missing = z.safeParse(zodSchema, undefined);
            if (missing.success && missing.data !== undefined) {
                jsonSchema.default = missing.data;
            }
        },
    });
}
