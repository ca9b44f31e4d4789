/** A value as Pulumi's engine sends it, with secrets already unwrapped. */
export type PropertyValue = null | boolean | number | string | typeof UNKNOWN | readonly PropertyValue[] | PropertyMap;

export interface PropertyMap {
    readonly [key: string]: PropertyValue;
}

/** Stands for a value that a preview does not know yet. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** One refused input: the property's path and the reason, in a sentence. */
export interface CheckFailure {
    readonly property: string;
    readonly reason: string;
}

export interface CheckResult {
    readonly inputs: PropertyMap;
    readonly failures: readonly CheckFailure[];
}

/** What changed between the old inputs and the new: the keys, and which of them replace the resource. */
export interface DiffResult {
    readonly changes: readonly string[];
    readonly replaces: readonly string[];
    readonly deleteBeforeReplace?: boolean;
}

export interface ReadResult {
    readonly id: string;
    readonly inputs: PropertyMap;
    readonly outputs: PropertyMap;
}

/** What every verb may look at: the resource, and when the engine's patience ends. */
export interface RequestContext {
    readonly urn: string;
    /** Aborts at the deadline that the engine gave (`customTimeouts`) and when the engine cancels. */
    readonly signal: AbortSignal;
}

/** The verbs of one resource type. Throw to fail: the message is shown to the person, so make it a sentence. */
export interface ResourceHandler {
    check(context: RequestContext, olds: PropertyMap, news: PropertyMap): Promise<CheckResult>;
    diff(context: RequestContext, id: string, oldInputs: PropertyMap, oldOutputs: PropertyMap, news: PropertyMap): Promise<DiffResult>;
    /** In a preview the plumbing does not call `create` and `update`: what it does not know it reports as unknown. */
    create(context: RequestContext, inputs: PropertyMap): Promise<{ readonly id: string; readonly outputs: PropertyMap }>;
    /** `undefined` when the thing is gone. An import has an id and no inputs and outputs. */
    read(context: RequestContext, id: string, inputs: PropertyMap, outputs: PropertyMap): Promise<ReadResult | undefined>;
    update(context: RequestContext, id: string, oldInputs: PropertyMap, oldOutputs: PropertyMap, news: PropertyMap): Promise<PropertyMap>;
    delete(context: RequestContext, id: string, outputs: PropertyMap): Promise<void>;
    /** What a preview of a create already knows of the outputs. @default the inputs */
    previewOutputs?(inputs: PropertyMap): PropertyMap;
}

/** One Pulumi provider: resource types and functions by token. */
export interface ProviderHandler {
    readonly name: string;
    readonly version: string;
    /** The Pulumi package schema. Needed for `pulumi import`. */
    schema(): PropertyMap;
    checkConfig(news: PropertyMap): Promise<CheckResult>;
    /** Keys of the provider's configuration whose change is worth an update. None ever replaces the provider's resources. */
    configure(config: PropertyMap): Promise<void>;
    readonly resources: Readonly<Record<string, ResourceHandler>>;
    readonly functions: Readonly<Record<string, (args: PropertyMap, signal: AbortSignal) => Promise<PropertyMap>>>;
}
