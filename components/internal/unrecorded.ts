import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";

/** An existing resource with the name of one that is about to be created. */
interface Existing {
    /** The id that Pulumi imports it by, and that messages show. */
    readonly importId: string;
    /** Whether it carries the mark that only this stack's runs leave. */
    readonly isMarked: boolean;
    /** Why it cannot be what an interrupted run of this stack left behind; empty if it can. */
    readonly foreignReasons: readonly string[];
    /** The command that deletes it. */
    readonly deletion: string;
}

/** The result of a look-up: resources with the name, or a reason not to create one. */
type LookedUp =
    | { readonly kind: "found"; readonly existing: readonly Existing[] }
    | { readonly kind: "forbidden"; readonly problem: string };

/** How a resource that is about to be created is looked up. */
interface LookUp {
    /** What it is, with its name: `identity pool "orders"`. */
    readonly what: string;
    /** What to do when somebody else has taken the name, as a sentence. */
    readonly advice: string;
    readonly find: (options: pulumi.InvokeOptions) => Promise<LookedUp>;
}

/**
 * Derives the look-up from the inputs of the resource that is about to be created.
 *
 * @throws Error for inputs that cannot be looked up, such as a secret name.
 */
export type LookUpOf = (inputs: Record<string, unknown>) => LookUp;

/**
 * A hook that refuses to create what already exists. The clouds allow several resources with one name, so after a run
 * that was interrupted between creating and recording, the next one would create a second; and anybody may have taken
 * the name. It never runs in previews: for a replacement, a preview would find the predecessor that the update deletes
 * first (so resources with this hook must be `deleteBeforeReplace`).
 *
 * @param name - The resource's Pulumi name; the hook's name is made from it.
 * @param parent - The resource's parent: the look-up uses the same providers.
 * @param createUnchecked - Whether a failed look-up is only a warning.
 */
export function refuseUnrecorded(
    name: string,
    parent: pulumi.Resource,
    lookUpOf: LookUpOf,
    createUnchecked: boolean,
): pulumi.ResourceHookBinding {
    if (!engineRunsHooks()) {
        return {};
    }
    return {
        beforeCreate: [
            new pulumi.ResourceHook(
                `${name}-unrecorded`,
                // The engine calls hooks outside the program's async context, where an inline program's look-up would
                // not find its engine.
                AsyncResource.bind((args: pulumi.ResourceHookArgs) =>
                    refuseExisting(args, parent, lookUpOf, createUnchecked),
                ),
            ),
        ],
    };
}

/**
 * @throws Error if something with the name exists, or if that cannot be found out. The message offers an import only
 * for a resource that an interrupted run of this stack left behind.
 */
export async function refuseExisting(
    args: pulumi.ResourceHookArgs,
    parent: pulumi.Resource,
    lookUpOf: LookUpOf,
    createUnchecked: boolean,
): Promise<void> {
    const result = await lookUp(args, parent, lookUpOf);
    switch (result.kind) {
        case "found":
            if (result.existing.length > 0) {
                throw new Error(await describeExisting(args, parent, result, result.existing));
            }
            return;
        case "forbidden":
            throw new Error(result.problem);
        case "failed": {
            const problem = `The look-up for an existing resource with the name of ${args.name} failed: ${result.reason}`;
            if (!createUnchecked) {
                throw new Error(
                    [
                        problem,
                        `${args.name} was not created, because something with its name may exist. Fix the look-up and run again; or,`,
                        "if you have checked by hand that nothing with that name exists, set cognito-entra:createUnchecked to true for this run.",
                    ].join("\n"),
                );
            }
            void pulumi.log.warn(`${problem}\nIt is created anyway: createUnchecked is true.`, parent);
        }
    }
}

type LookUpResult =
    | { readonly kind: "found"; readonly what: string; readonly advice: string; readonly existing: readonly Existing[] }
    | { readonly kind: "forbidden"; readonly problem: string }
    | { readonly kind: "failed"; readonly reason: string };

async function lookUp(
    { newInputs }: pulumi.ResourceHookArgs,
    parent: pulumi.Resource,
    lookUpOf: LookUpOf,
): Promise<LookUpResult> {
    try {
        const { what, advice, find } = lookUpOf(newInputs ?? {});
        const found = await find({ parent });
        return found.kind === "found" ? { ...found, what, advice } : found;
    } catch (error) {
        return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
    }
}

async function describeExisting(
    args: pulumi.ResourceHookArgs,
    parent: pulumi.Resource,
    { what, advice }: Pick<LookUp, "what" | "advice">,
    existing: readonly Existing[],
): Promise<string> {
    const marked = existing.filter(({ isMarked }) => isMarked);
    const [left, ...ambiguous] = marked;
    if (ambiguous.length > 0) {
        return [
            `The name of the ${what} is taken, and ${marked.length} resources with that name carry this stack's mark: it is not certain which one an interrupted run left behind. Nothing was created.`,
            ...existing.map(line),
            "Check each of them, delete the ones that nothing uses, and run again.",
        ].join("\n");
    }
    const foreign = existing.filter((one) => one !== left || one.foreignReasons.length > 0);
    if (left === undefined || left.foreignReasons.length > 0) {
        return [
            `The name of the ${what} is taken by something that this stack did not create. Nothing was created.`,
            ...foreign.map(line),
            advice,
        ].join("\n");
    }
    const parentUrn = await urnOf(parent);
    const provider = parent.getProvider(args.type);
    const providerFlag = provider === undefined ? "" : ` --provider 'provider=${await urnOf(provider)}'`;
    return [
        `The ${what} exists already as ${left.importId}: an interrupted run of this stack created it and did not record it. Nothing was created.`,
        "Import it:",
        `  pulumi import ${args.type} ${args.name} ${left.importId} --parent 'parent=${parentUrn}'${providerFlag} --generate-code=false`,
        "or, if nothing uses it, delete it:",
        `  ${left.deletion}`,
        ...(foreign.length === 0
            ? []
            : ["Something else has the same name; do not import or use it:", ...foreign.map(line), advice]),
    ].join("\n");
}

function line({ importId, foreignReasons }: Existing): string {
    return `  ${importId}: ${foreignReasons.length === 0 ? "nothing in it is foreign" : foreignReasons.join("; ")}`;
}

/** The SDK's test mocks have no engine to run hooks, and wait forever for a registered hook. */
function engineRunsHooks(): boolean {
    const engine = pulumi.runtime.getMonitor();
    return engine !== undefined && "registerResourceHook" in engine;
}

function urnOf(resource: pulumi.Resource): Promise<string> {
    return new Promise((resolve) => resource.urn.apply(resolve));
}
