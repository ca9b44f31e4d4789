import type { PropertyMap } from "@cognito-entra/plumbing";
import type { FunctionType } from "./function-type";
import type { PropertyType } from "./property-type";
import type { ResourceType } from "./resource-type";

export interface PackageContents {
    readonly name: string;
    readonly version: string;
    /**
     * How modules appear in the package's tokens; see
     * https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/
     */
    readonly moduleFormat: string;
    readonly options: readonly string[];
    readonly resources: Readonly<Record<string, ResourceType>>;
    readonly functions: Readonly<Record<string, FunctionType>>;
}

/** The Pulumi package schema of what a stand-in deploys: enough for `pulumi import` to write a program. */
export function packageSchema(contents: PackageContents): PropertyMap {
    return {
        name: contents.name,
        version: contents.version,
        meta: { moduleFormat: contents.moduleFormat },
        config: { variables: properties(contents.options.map((name) => [name, "string"])) },
        provider: { inputProperties: properties(contents.options.map((name) => [name, "string"])) },
        resources: mapValues(contents.resources, resourceSchema),
        functions: mapValues(contents.functions, functionSchema),
    };
}

function resourceSchema(resource: ResourceType): PropertyMap {
    const inputs = Object.entries(resource.inputs);
    const inputTypes = inputs.map(([name, { type }]): [string, PropertyType] => [name, type]);
    return {
        inputProperties: properties(inputTypes),
        requiredInputs: inputs.filter(([, input]) => input.required).map(([name]) => name),
        properties: properties([...inputTypes, ...Object.entries(resource.outputs)]),
        required: [
            ...inputs.filter(([, input]) => input.required).map(([name]) => name),
            ...Object.keys(resource.outputs),
        ],
    };
}

function functionSchema(definition: FunctionType): PropertyMap {
    const args = Object.entries(definition.arguments);
    return {
        inputs: {
            properties: properties(args.map(([name, { type }]) => [name, type])),
            required: args.filter(([, argument]) => argument.required).map(([name]) => name),
        },
        outputs: {
            properties: properties(Object.entries(definition.results)),
            required: Object.keys(definition.results),
        },
    };
}

function properties(types: readonly (readonly [string, PropertyType])[]): PropertyMap {
    return Object.fromEntries(types.map(([name, type]) => [name, propertySchema(type)]));
}

function propertySchema(type: PropertyType): PropertyMap {
    switch (type) {
        case "string":
        case "httpsUrl":
        case "document":
            return { type: "string" };
        case "boolean":
        case "number":
            return { type };
        case "stringList":
        case "stringSet":
            return { type: "array", items: { type: "string" } };
        case "stringMap":
            return { type: "object", additionalProperties: { type: "string" } };
    }
}

function mapValues<T>(record: Readonly<Record<string, T>>, change: (value: T) => PropertyMap): PropertyMap {
    return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
