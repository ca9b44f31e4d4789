import type { PropertyMap } from "@cognito-entra/plumbing";
import { present } from "./properties";
import { describeType, hasType, type PropertyType } from "./property-type";

/** A function that looks something up: its arguments, its results, and its call to the vendor. */
export interface FunctionType {
    readonly arguments: Readonly<Record<string, { readonly type: PropertyType; readonly required?: true }>>;
    readonly results: Readonly<Record<string, PropertyType>>;
    call(args: PropertyMap, signal: AbortSignal): Promise<PropertyMap>;
}

/** Refuses unknown arguments, then calls the function. */
export function functionHandler(
    token: string,
    definition: FunctionType,
): (args: PropertyMap, signal: AbortSignal) => Promise<PropertyMap> {
    return async (args, signal) => {
        const given = present(args);
        for (const [name, value] of Object.entries(given)) {
            const argument = definition.arguments[name];
            if (argument === undefined) {
                throw new Error(`${token} has no argument "${name}" in the sandbox.`);
            }
            if (!hasType(argument.type, value)) {
                throw new Error(`${token} expects ${describeType(argument.type)} for "${name}".`);
            }
        }
        for (const [name, argument] of Object.entries(definition.arguments)) {
            if (argument.required && given[name] === undefined) {
                throw new Error(`${token} needs the argument "${name}".`);
            }
        }
        return definition.call(given, signal);
    };
}
