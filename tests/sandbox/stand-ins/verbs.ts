import assert from "node:assert/strict";
import type {
    CheckResult,
    DiffResult,
    PropertyMap,
    ProviderHandler,
    ReadResult,
    ResourceHandler,
} from "@cognito-entra/plumbing";
import { awsStandIn } from "../../../sandbox/stand-ins/aws";
import { azureNativeStandIn } from "../../../sandbox/stand-ins/azure-native";
import { azureadStandIn } from "../../../sandbox/stand-ins/azuread";
import { providerHandler } from "../../../sandbox/stand-ins/stand-in";
import type { StandInOptions } from "../../../sandbox/stand-ins";

export interface StandIns {
    readonly aws: ProviderHandler;
    readonly azuread: ProviderHandler;
    readonly azureNative: ProviderHandler;
}

/** The stand-ins' handlers as `startStandIns` serves them, without gRPC between. */
export function standInHandlers({ fetch, aws, entra, subscriptionId }: StandInOptions): StandIns {
    const { graph, resourceManager } = entra;
    return {
        aws: providerHandler(awsStandIn({ fetch, ...aws })),
        azuread: providerHandler(azureadStandIn({ fetch, graph, resourceManager, credentials: entra })),
        azureNative: providerHandler(
            azureNativeStandIn({ fetch, resourceManager, credentials: entra, subscriptionId }),
        ),
    };
}

/** The verbs of one resource type, with the context filled in. */
export interface Verbs {
    check(news: PropertyMap): Promise<CheckResult>;
    diff(olds: PropertyMap, news: PropertyMap): Promise<DiffResult>;
    create(inputs: PropertyMap): Promise<{ readonly id: string; readonly outputs: PropertyMap }>;
    read(id: string, inputs?: PropertyMap, outputs?: PropertyMap): Promise<ReadResult | undefined>;
    update(id: string, olds: PropertyMap, news: PropertyMap): Promise<PropertyMap>;
    delete(id: string): Promise<void>;
}

export function verbsOf(provider: ProviderHandler, token: string): Verbs {
    const handler: ResourceHandler | undefined = provider.resources[token];
    assert(handler !== undefined, `there is no ${token}`);
    const context = { urn: `urn:pulumi:dev::test::${token}::it`, signal: new AbortController().signal };
    return {
        check: (news) => handler.check(context, {}, news),
        diff: (olds, news) => handler.diff(context, "id", olds, {}, news),
        create: (inputs) => handler.create(context, inputs),
        read: (id, inputs = {}, outputs = {}) => handler.read(context, id, inputs, outputs),
        update: (id, olds, news) => handler.update(context, id, olds, {}, news),
        delete: (id) => handler.delete(context, id, {}),
    };
}

export function call(provider: ProviderHandler, token: string, args: PropertyMap): Promise<PropertyMap> {
    const handler = provider.functions[token];
    assert(handler !== undefined, `there is no ${token}`);
    return handler(args, new AbortController().signal);
}

/** The reasons of a check's refusals, by the inputs that they are about. */
export async function refusals(result: Promise<CheckResult>): Promise<readonly (readonly [string, string])[]> {
    return (await result).failures.map(({ property, reason }) => [property, reason] as const);
}

/** A property that must be text. */
export function textOf(properties: PropertyMap, name: string): string {
    const value = properties[name];
    assert(typeof value === "string", `"${name}" is no text`);
    return value;
}

export function without(properties: PropertyMap, ...names: readonly string[]): PropertyMap {
    return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}
