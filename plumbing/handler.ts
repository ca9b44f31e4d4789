/** The placeholder for a value that a preview does not know yet. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/**
 * A value as Pulumi's engine sends it, with secrets unwrapped. Assets, archives and resource references are refused.
 */
export type PropertyValue = null | boolean | number | string | typeof UNKNOWN | readonly PropertyValue[] | PropertyMap;

/** Properties by name. */
export interface PropertyMap {
    readonly [key: string]: PropertyValue;
}

/** One refused input: the property's path and the reason, in a sentence. */
export interface CheckFailure {
    readonly property: string;
    readonly reason: string;
}

/** The inputs as the engine should keep them, and what is wrong with them. */
export interface CheckResult {
    readonly inputs: PropertyMap;
    readonly failures: readonly CheckFailure[];
}

/**
 * What changed between the old inputs and the new: top-level keys, and which of them replace the resource. The plumbing
 * finds the changed properties below these keys, for whoever reads the preview.
 */
export interface DiffResult {
    readonly changes: readonly string[];
    readonly replaces: readonly string[];
    /** @default false: the replacement is created first */
    readonly deleteBeforeReplace?: boolean;
}

/** A resource as the provider found it. An import takes the inputs from here. */
export interface ReadResult {
    readonly id: string;
    readonly inputs: PropertyMap;
    readonly outputs: PropertyMap;
}

/** What every verb gets: the resource, and the engine's deadline. */
export interface RequestContext {
    readonly urn: string;
    /** Aborts at the deadline that the engine gave (`customTimeouts`) and when the engine cancels. */
    readonly signal: AbortSignal;
}

/** The verbs of one resource type. Throw to fail: people see the message, so make it a sentence. */
export interface ResourceHandler {
    /** Unknown values may be among `news`. `olds` is empty for a new resource. */
    check(context: RequestContext, olds: PropertyMap, news: PropertyMap): Promise<CheckResult>;
    /** Unknown values may be among `news`: an unknown value counts as a changed one. */
    diff(
        context: RequestContext,
        id: string,
        oldInputs: PropertyMap,
        oldOutputs: PropertyMap,
        news: PropertyMap,
    ): Promise<DiffResult>;
    /** Not called in a preview: there the plumbing answers with `previewOutputs`. */
    create(
        context: RequestContext,
        inputs: PropertyMap,
    ): Promise<{ readonly id: string; readonly outputs: PropertyMap }>;
    /** `undefined` if the resource no longer exists. An import has an id, and empty inputs and outputs. */
    read(
        context: RequestContext,
        id: string,
        inputs: PropertyMap,
        outputs: PropertyMap,
    ): Promise<ReadResult | undefined>;
    /**
     * Answers with the new outputs. Not called in a preview: there the plumbing answers with the old outputs
     * in which the changed inputs are overwritten.
     */
    update(
        context: RequestContext,
        id: string,
        oldInputs: PropertyMap,
        oldOutputs: PropertyMap,
        news: PropertyMap,
    ): Promise<PropertyMap>;
    /** Succeeds if the resource is already gone. */
    delete(context: RequestContext, id: string, outputs: PropertyMap): Promise<void>;
    /**
     * The outputs that a preview of a create already knows; any other output counts as unknown.
     * @default the inputs
     */
    previewOutputs?(inputs: PropertyMap): PropertyMap;
}

/** A function that programs invoke. */
export type FunctionHandler = (args: PropertyMap, signal: AbortSignal) => Promise<PropertyMap>;

/** One Pulumi provider: resource types and functions by token. */
export interface ProviderHandler {
    readonly name: string;
    readonly version: string;
    /** The Pulumi package schema. Needed for `pulumi import`. */
    schema(): PropertyMap;
    /**
     * The configuration as the engine should keep it: a key that the answer leaves out does not count as a change of
     * the provider. A default provider gets every value of the stack's configuration as a string, objects and lists as
     * JSON.
     */
    checkConfig(news: PropertyMap): Promise<CheckResult>;
    /** Receives the checked configuration. A change never replaces the provider's resources. */
    configure(config: PropertyMap): Promise<void>;
    readonly resources: Readonly<Record<string, ResourceHandler>>;
    readonly functions: Readonly<Record<string, FunctionHandler>>;
}
