import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";

/**
 * A cloud resource that bears the name of one about to be created, and how to be rid of it. The clouds allow several of one
 * name, so a run that was interrupted between creating and recording would otherwise leave a second one behind.
 */
export interface Unrecorded {
    /** What it is, with its name: `identity pool "orders"`. */
    readonly what: string;
    /** The id under which Pulumi imports it. */
    readonly importId: string;
    /** The command that removes it. */
    readonly removal: string;
}

/** Looks for a resource by the inputs of the one about to be created. `undefined`, or an error, where there is none. */
export type FindUnrecorded = (
    inputs: Record<string, unknown>,
    options: pulumi.InvokeOptions,
) => Promise<Unrecorded | undefined>;

/**
 * The hook that refuses to create what exists already. Never for previews: of a replacement, a preview would find the
 * predecessor that the update removes first (so resources with this hook must be `deleteBeforeReplace`).
 *
 * @param name - The hooked resource's Pulumi name; the hook's own is made from it.
 * @param parent - The hooked resource's parent: the look-up goes to the same provider.
 */
export function refuseUnrecorded(
    name: string,
    parent: pulumi.Resource,
    find: FindUnrecorded,
): pulumi.ResourceHookBinding {
    if (!engineRunsHooks()) {
        return {};
    }
    return {
        beforeCreate: [
            new pulumi.ResourceHook(
                `${name}-unrecorded`,
                // The engine calls hooks from outside the program; an inline program's look-up finds its engine only from inside.
                AsyncResource.bind((args: pulumi.ResourceHookArgs) => refuseExisting(args, parent, find)),
            ),
        ],
    };
}

/** The words of providers for an empty answer. */
const NOTHING_FOUND = /\b(no|not|empty)\b.*\b(found|match|result)/i;

/** @throws Error that names what exists and gives both commands: the one that imports it and the one that removes it. */
export async function refuseExisting(
    args: pulumi.ResourceHookArgs,
    parent: pulumi.Resource,
    find: FindUnrecorded,
): Promise<void> {
    const found = await find(args.newInputs ?? {}, { parent }).catch((error: unknown) => {
        // A look-up that fails must not stop a deployment; that nothing was found is such a failure too.
        const reason = error instanceof Error ? error.message : String(error);
        if (!NOTHING_FOUND.test(reason)) {
            void pulumi.log.warn(
                `Whether an interrupted run left a ${args.name} behind is not known: ${reason}`,
                parent,
            );
        }
        return undefined;
    });
    if (found === undefined) {
        return;
    }
    const parentUrn = await urnOf(parent);
    const provider = parent.getProvider(args.type);
    const providerFlag = provider === undefined ? "" : ` --provider 'provider=${await urnOf(provider)}'`;
    throw new Error(
        [
            `The ${found.what} exists already as ${found.importId}, and this stack's state does not know it: an interrupted run may have left it behind.`,
            "Take it into the state:",
            `  pulumi import ${args.type} ${args.name} ${found.importId} --parent 'parent=${parentUrn}'${providerFlag} --generate-code=false`,
            "or, if nothing uses it, remove it:",
            `  ${found.removal}`,
        ].join("\n"),
    );
}

/** The SDK's test mocks have no engine to run hooks, and wait for ever for one that is registered. */
function engineRunsHooks(): boolean {
    const engine = pulumi.runtime.getMonitor();
    return engine !== undefined && "registerResourceHook" in engine;
}

function urnOf(resource: pulumi.Resource): Promise<string> {
    return new Promise((resolve) => resource.urn.apply(resolve));
}
