import type { ProviderHandler } from "@cognito-entra/plumbing";
import { checkConfiguration, type OptionCheck } from "./configuration";
import { functionHandler, type FunctionType } from "./function-type";
import { packageSchema } from "./package-schema";
import { resourceHandler, type ResourceType } from "./resource-type";

/** One stand-in: what it deploys and looks up, by token, and its configuration. */
export interface StandIn {
    readonly name: string;
    readonly version: string;
    readonly moduleFormat: string;
    readonly options: Readonly<Record<string, OptionCheck>>;
    readonly resources: Readonly<Record<string, ResourceType>>;
    readonly functions: Readonly<Record<string, FunctionType>>;
}

/**
 * The stand-in as the plumbing serves it. It keeps no state between calls, so several configured providers may share
 * it.
 */
export function providerHandler(standIn: StandIn): ProviderHandler {
    return {
        name: standIn.name,
        version: standIn.version,
        schema: () => packageSchema({ ...standIn, options: Object.keys(standIn.options) }),
        checkConfig: (news) => Promise.resolve(checkConfiguration(standIn.name, standIn, news)),
        configure: (config) => {
            const [failure] = checkConfiguration(standIn.name, standIn, config).failures;
            return failure === undefined ? Promise.resolve() : Promise.reject(new Error(failure.reason));
        },
        resources: Object.fromEntries(
            Object.entries(standIn.resources).map(([token, resource]) => [token, resourceHandler(token, resource)]),
        ),
        functions: Object.fromEntries(
            Object.entries(standIn.functions).map(([token, definition]) => [token, functionHandler(token, definition)]),
        ),
    };
}
