import assert from "node:assert/strict";
import { packageSchema } from "../../../sandbox/stand-ins/package-schema";

const never = () => Promise.reject(new Error("A schema calls nothing."));

describe("the stand-ins' package schema", () => {
    it("lists inputs, outputs and functions with their types", () => {
        const schema = packageSchema({
            name: "cloud",
            version: "1.2.3",
            moduleFormat: "(.*)",
            options: ["region"],
            resources: {
                "cloud:index:Thing": {
                    inputs: {
                        name: { type: "string", physicalName: true, replaces: true },
                        policy: { type: "document", required: true },
                        size: { type: "number", default: 1 },
                        owners: { type: "stringSet" },
                        tags: { type: "stringMap" },
                    },
                    outputs: { arn: "string" },
                    create: never,
                    find: never,
                    update: never,
                    delete: never,
                },
            },
            functions: {
                "cloud:index:getThing": {
                    arguments: { name: { type: "string", required: true } },
                    results: { arn: "string", on: "boolean" },
                    call: never,
                },
            },
        });
        const inputs = {
            name: { type: "string" },
            policy: { type: "string" },
            size: { type: "number" },
            owners: { type: "array", items: { type: "string" } },
            tags: { type: "object", additionalProperties: { type: "string" } },
        };
        assert.deepEqual(schema, {
            name: "cloud",
            version: "1.2.3",
            meta: { moduleFormat: "(.*)" },
            config: { variables: { region: { type: "string" } } },
            provider: { inputProperties: { region: { type: "string" } } },
            resources: {
                "cloud:index:Thing": {
                    inputProperties: inputs,
                    requiredInputs: ["policy"],
                    properties: { ...inputs, arn: { type: "string" } },
                    required: ["policy", "arn"],
                },
            },
            functions: {
                "cloud:index:getThing": {
                    inputs: { properties: { name: { type: "string" } }, required: ["name"] },
                    outputs: {
                        properties: { arn: { type: "string" }, on: { type: "boolean" } },
                        required: ["arn", "on"],
                    },
                },
            },
        });
    });
});
