import {
    UNKNOWN,
    type CheckResult,
    type PropertyMap,
    type PropertyValue,
    type ResourceHandler,
} from "@cognito-entra/plumbing";
import { present } from "./properties";
import { describeType, hasType, isPropertyList, isPropertyMap, sameValue, type PropertyType } from "./property-type";

/** One input of a resource type. */
export interface Input {
    readonly type: PropertyType;
    readonly required?: true;
    /** Whether the real provider replaces the resource when it changes. */
    readonly replaces?: true;
    /** The real provider's default. */
    readonly default?: PropertyValue;
    /** Whether the vendor fills in a missing value: what it filled in is then not a change. */
    readonly computed?: true;
    /** The vendor does not know it: it only controls the provider. */
    readonly local?: true;
    /** A physical name, which the real provider would generate if missing. The sandbox requires it. */
    readonly physicalName?: true;
    /** What is wrong with a value of the right type, as the rest of a sentence that begins with the input's name. */
    readonly problem?: (value: PropertyValue) => string | undefined;
}

/** One resource type: its inputs and outputs, and its operations over the vendor's management API. */
export interface ResourceType {
    readonly inputs: Readonly<Record<string, Input>>;
    /** Outputs besides the inputs, which are outputs too. */
    readonly outputs: Readonly<Record<string, PropertyType>>;
    /** Creates the resource and returns its id. */
    create(inputs: PropertyMap, signal: AbortSignal): Promise<string>;
    /** The resource as the vendor has it, with the names of the inputs and outputs; `undefined` if it is gone. */
    find(id: string, signal: AbortSignal): Promise<PropertyMap | undefined>;
    update(id: string, olds: PropertyMap, news: PropertyMap, signal: AbortSignal): Promise<void>;
    /** Succeeds if it is already gone. */
    delete(id: string, signal: AbortSignal): Promise<void>;
}

type Property = [string, PropertyValue | undefined];

/** The provider's verbs for a resource type, the same for every type. */
export function resourceHandler(token: string, resource: ResourceType): ResourceHandler {
    const settled = async (id: string, inputs: PropertyMap, signal: AbortSignal): Promise<PropertyMap> => {
        const found = await resource.find(id, signal);
        if (found === undefined) {
            throw new Error(
                `${token} ${id} was written, but the vendor cannot find it. Refresh the stack and try again.`,
            );
        }
        return outputsOf(resource, inputs, found);
    };
    return {
        check: (_context, _olds, news) => Promise.resolve(check(token, resource, news)),
        diff: (_context, _id, oldInputs, _oldOutputs, news) => Promise.resolve(diff(resource, oldInputs, news)),
        create: async ({ signal }, inputs) => {
            const id = await resource.create(inputs, signal);
            return { id, outputs: await settled(id, inputs, signal) };
        },
        read: async ({ signal }, id, inputs, outputs) => {
            const found = await resource.find(id, signal);
            return found === undefined
                ? undefined
                : {
                      id,
                      inputs: inputsOf(resource, inputs, outputs, found),
                      outputs: outputsOf(resource, { ...outputs, ...inputs }, found),
                  };
        },
        update: async ({ signal }, id, oldInputs, _oldOutputs, news) => {
            await resource.update(id, oldInputs, news, signal);
            return settled(id, news, signal);
        },
        delete: ({ signal }, id) => resource.delete(id, signal),
        previewOutputs: (inputs) => ({ ...defaultsOf(resource), ...inputs }),
    };
}

function check(token: string, resource: ResourceType, news: PropertyMap): CheckResult {
    const given = present(news);
    const unexpected = Object.keys(given)
        .filter((name) => resource.inputs[name] === undefined)
        .map((name) => ({
            property: name,
            reason: `${token} has no input "${name}" in the sandbox. It takes ${Object.keys(resource.inputs).join(", ")}.`,
        }));
    const inputs = present(
        Object.fromEntries(
            Object.entries(given).map(([name, value]): Property => [
                name,
                asDocument(resource.inputs[name]?.type, value),
            ]),
        ),
    );
    const wrong = Object.entries(resource.inputs).flatMap(([name, input]) => {
        const reason = problemOf(token, name, input, inputs[name]);
        return reason === undefined ? [] : [{ property: name, reason }];
    });
    return { inputs, failures: [...unexpected, ...wrong] };
}

function problemOf(token: string, name: string, input: Input, value: PropertyValue | undefined): string | undefined {
    if (value === undefined) {
        if (input.physicalName) {
            return `${token} needs "${name}": the sandbox does not make up names. Give the physical name.`;
        }
        return input.required ? `${token} needs the input "${name}".` : undefined;
    }
    if (!hasType(input.type, value)) {
        return `${token} expects ${describeType(input.type)} for "${name}".`;
    }
    const problem = value === UNKNOWN ? undefined : input.problem?.(value);
    return problem === undefined ? undefined : `${token}: "${name}" ${problem}`;
}

/** The real providers accept a policy document as an object too, and keep it as a string. */
function asDocument(type: PropertyType | undefined, value: PropertyValue): PropertyValue {
    if (type !== "document" || !isPropertyMap(value)) {
        return value;
    }
    return holdsUnknown(value) ? UNKNOWN : JSON.stringify(value);
}

function holdsUnknown(value: PropertyValue): boolean {
    if (isPropertyList(value)) {
        return value.some(holdsUnknown);
    }
    return value === UNKNOWN || (isPropertyMap(value) && Object.values(value).some(holdsUnknown));
}

function diff(resource: ResourceType, olds: PropertyMap, news: PropertyMap): { changes: string[]; replaces: string[] } {
    const changes = Object.entries(resource.inputs)
        .filter(([name, input]) => {
            const next = news[name];
            if (input.computed && next === undefined) {
                return false;
            }
            return next === UNKNOWN || !sameValue(input.type, olds[name], next, input.default);
        })
        .map(([name]) => name);
    return { changes, replaces: changes.filter((name) => resource.inputs[name]?.replaces) };
}

function defaultsOf(resource: ResourceType): PropertyMap {
    return present(Object.fromEntries(Object.entries(resource.inputs).map(([name, input]) => [name, input.default])));
}

/**
 * What the vendor says, in the program's spelling if both mean the same, plus the inputs that the vendor does not know.
 */
function outputsOf(resource: ResourceType, known: PropertyMap, found: PropertyMap): PropertyMap {
    const inputs = Object.entries(resource.inputs).map(([name, input]): Property => {
        const given = known[name];
        if (input.local) {
            return [name, given ?? input.default];
        }
        const keep =
            given !== undefined &&
            input.type !== "httpsUrl" &&
            sameValue(input.type, given, found[name], input.default);
        return [name, keep ? given : found[name]];
    });
    return present({ ...found, ...Object.fromEntries(inputs) });
}

/**
 * The inputs that describe the resource as it is now: the given ones where nothing has changed, the vendor's where
 * something has.
 */
function inputsOf(resource: ResourceType, olds: PropertyMap, oldOutputs: PropertyMap, found: PropertyMap): PropertyMap {
    const inputs = Object.entries(resource.inputs).map(([name, input]): Property => {
        const given = olds[name];
        const now = found[name];
        const unmoved =
            sameValue(input.type, given, now, input.default) ||
            (oldOutputs[name] !== undefined && sameValue(input.type, oldOutputs[name], now));
        return [name, input.local || unmoved ? given : now];
    });
    return present(Object.fromEntries(inputs));
}
