import { status, type sendUnaryData, type ServerUnaryCall, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { type PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import {
    CheckFailure,
    CheckResponse,
    ConfigureResponse,
    CreateResponse,
    DiffResponse,
    GetSchemaResponse,
    InvokeResponse,
    PropertyDiff,
    ProviderHandshakeResponse,
    ReadResponse,
    UpdateResponse,
    type CheckRequest,
    type ConfigureRequest,
    type CreateRequest,
    type DeleteRequest,
    type DiffRequest,
    type GetSchemaRequest,
    type InvokeRequest,
    type ProviderHandshakeRequest,
    type ReadRequest,
    type UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { CheckResult, DiffResult, PropertyMap, ProviderHandler, ResourceHandler } from "./handler";
import type { OperationSignals } from "./operation-signals";
import { propertyChanges, type PropertyChange } from "./property-changes";
import { fromStruct, toStruct } from "./property-struct";

/** What every request about a resource contains. */
interface ResourceRequest {
    getUrn(): string;
    getType(): string;
}

/** Answers one call. `peer` names the connection that it came over. */
type Answer<Request, Response> = (request: Request, peer: string) => Promise<Response> | Response;

/** People see only the message: no stack, cause or fields of the error go over the wire. */
function unary<Request, Response>(answer: Answer<Request, Response>) {
    return (call: ServerUnaryCall<Request, Response>, respond: sendUnaryData<Response>): void => {
        void (async () => answer(call.request, call.getPeer()))().then(
            (response) => {
                respond(null, response);
            },
            (error: unknown) => {
                respond({ code: status.UNKNOWN, details: error instanceof Error ? error.message : String(error) });
            },
        );
    };
}

function resourceType(request: ResourceRequest): string {
    return request.getType() || (request.getUrn().split("::")[2]?.split("$").at(-1) ?? "");
}

function resourceHandler(provider: ProviderHandler, request: ResourceRequest): ResourceHandler {
    const type = resourceType(request);
    const handler = Object.hasOwn(provider.resources, type) ? provider.resources[type] : undefined;
    if (handler === undefined) {
        throw new Error(`The provider ${provider.name} has no resource type ${type}.`);
    }
    return handler;
}

function checkResponse({ inputs, failures }: CheckResult): CheckResponse {
    return new CheckResponse()
        .setInputs(toStruct(inputs))
        .setFailuresList(
            failures.map(({ property, reason }) => new CheckFailure().setProperty(property).setReason(reason)),
        );
}

const updateKinds = {
    add: PropertyDiff.Kind.ADD,
    delete: PropertyDiff.Kind.DELETE,
    update: PropertyDiff.Kind.UPDATE,
} as const;

const replaceKinds = {
    add: PropertyDiff.Kind.ADD_REPLACE,
    delete: PropertyDiff.Kind.DELETE_REPLACE,
    update: PropertyDiff.Kind.UPDATE_REPLACE,
} as const;

/** The changes below a key that a handler named, or the key itself if no input changed. */
function changesBelow(key: string, old: PropertyMap, next: PropertyMap): readonly PropertyChange[] {
    const only = (properties: PropertyMap): PropertyMap => {
        const value = properties[key];
        return value === undefined ? {} : { [key]: value };
    };
    return propertyChanges(only(old), only(next));
}

function diffResponse(result: DiffResult, old: PropertyMap, next: PropertyMap): DiffResponse {
    const changed = [...new Set([...result.changes, ...result.replaces])];
    const response = new DiffResponse()
        .setChanges(changed.length > 0 ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE)
        .setDiffsList(changed)
        .setReplacesList([...result.replaces])
        .setDeletebeforereplace(result.deleteBeforeReplace ?? false)
        .setHasdetaileddiff(true);
    for (const key of changed) {
        const kinds = result.replaces.includes(key) ? replaceKinds : updateKinds;
        const changes = changesBelow(key, old, next);
        for (const { path, kind } of changes) {
            response.getDetaileddiffMap().set(path, new PropertyDiff().setKind(kinds[kind]).setInputdiff(true));
        }
        if (changes.length === 0) {
            response.getDetaileddiffMap().set(key, new PropertyDiff().setKind(kinds.update));
        }
    }
    return response;
}

/** What a preview says about an update: only the inputs are expected to change. */
function previewedUpdate(oldInputs: PropertyMap, oldOutputs: PropertyMap, news: PropertyMap): PropertyMap {
    const kept = Object.entries(oldOutputs).filter(([key]) => !(key in oldInputs) || key in news);
    return { ...Object.fromEntries(kept), ...news };
}

/**
 * The `ResourceProvider` gRPC service of one provider
 * (https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto). `providerOf` returns the handler of a
 * connection: the engine opens one for each of the stack's provider resources. All other calls are answered as not
 * implemented.
 */
export function providerService(
    providerOf: (peer: string) => ProviderHandler,
    signals: OperationSignals,
): UntypedServiceImplementation {
    return {
        handshake: unary<ProviderHandshakeRequest, ProviderHandshakeResponse>(() => new ProviderHandshakeResponse()),
        attach: unary<PluginAttach, Empty>(() => new Empty()),
        getPluginInfo: unary<Empty, PluginInfo>((_, peer) => new PluginInfo().setVersion(providerOf(peer).version)),
        getSchema: unary<GetSchemaRequest, GetSchemaResponse>((_, peer) =>
            new GetSchemaResponse().setSchema(JSON.stringify(providerOf(peer).schema())),
        ),
        cancel: unary<Empty, Empty>(() => {
            signals.cancel();
            return new Empty();
        }),
        checkConfig: unary<CheckRequest, CheckResponse>(async (request, peer) =>
            checkResponse(await providerOf(peer).checkConfig(fromStruct(request.getNews(), "unwrap"))),
        ),
        diffConfig: unary<DiffRequest, DiffResponse>(async (request, peer) => {
            const provider = providerOf(peer);
            const [old, next] = await Promise.all([
                provider.checkConfig(fromStruct(request.getOldInputs() ?? request.getOlds(), "unwrap")),
                provider.checkConfig(fromStruct(request.getNews(), "unwrap")),
            ]);
            const changes = Object.keys({ ...old.inputs, ...next.inputs }).filter(
                (key) => changesBelow(key, old.inputs, next.inputs).length > 0,
            );
            return diffResponse({ changes, replaces: [] }, old.inputs, next.inputs);
        }),
        configure: unary<ConfigureRequest, ConfigureResponse>(async (request, peer) => {
            await providerOf(peer).configure(fromStruct(request.getArgs(), "unwrap"));
            return new ConfigureResponse().setSupportspreview(true);
        }),
        check: unary<CheckRequest, CheckResponse>(async (request, peer) => {
            const handler = resourceHandler(providerOf(peer), request);
            const olds = fromStruct(request.getOlds(), "refuse");
            const news = fromStruct(request.getNews(), "refuse");
            return signals.run(0, async (signal) =>
                checkResponse(await handler.check({ urn: request.getUrn(), signal }, olds, news)),
            );
        }),
        diff: unary<DiffRequest, DiffResponse>(async (request, peer) => {
            const handler = resourceHandler(providerOf(peer), request);
            const oldInputs = fromStruct(request.getOldInputs(), "refuse");
            const oldOutputs = fromStruct(request.getOlds(), "refuse");
            const news = fromStruct(request.getNews(), "refuse");
            return signals.run(0, async (signal) =>
                diffResponse(
                    await handler.diff({ urn: request.getUrn(), signal }, request.getId(), oldInputs, oldOutputs, news),
                    oldInputs,
                    news,
                ),
            );
        }),
        create: unary<CreateRequest, CreateResponse>(async (request, peer) => {
            const handler = resourceHandler(providerOf(peer), request);
            const inputs = fromStruct(request.getProperties(), "refuse");
            if (request.getPreview()) {
                const outputs = handler.previewOutputs?.(inputs) ?? inputs;
                return new CreateResponse().setProperties(toStruct(outputs));
            }
            return signals.run(request.getTimeout(), async (signal) => {
                const { id, outputs } = await handler.create({ urn: request.getUrn(), signal }, inputs);
                return new CreateResponse().setId(id).setProperties(toStruct(outputs));
            });
        }),
        read: unary<ReadRequest, ReadResponse>(async (request, peer) => {
            const handler = resourceHandler(providerOf(peer), request);
            const inputs = fromStruct(request.getInputs(), "refuse");
            const outputs = fromStruct(request.getProperties(), "refuse");
            return signals.run(request.getTimeout(), async (signal) => {
                const found = await handler.read({ urn: request.getUrn(), signal }, request.getId(), inputs, outputs);
                return found === undefined
                    ? new ReadResponse()
                    : new ReadResponse()
                          .setId(found.id)
                          .setInputs(toStruct(found.inputs))
                          .setProperties(toStruct(found.outputs));
            });
        }),
        update: unary<UpdateRequest, UpdateResponse>(async (request, peer) => {
            const handler = resourceHandler(providerOf(peer), request);
            const oldInputs = fromStruct(request.getOldInputs(), "refuse");
            const oldOutputs = fromStruct(request.getOlds(), "refuse");
            const news = fromStruct(request.getNews(), "refuse");
            if (request.getPreview()) {
                return new UpdateResponse().setProperties(toStruct(previewedUpdate(oldInputs, oldOutputs, news)));
            }
            return signals.run(request.getTimeout(), async (signal) => {
                const context = { urn: request.getUrn(), signal };
                const outputs = await handler.update(context, request.getId(), oldInputs, oldOutputs, news);
                return new UpdateResponse().setProperties(toStruct(outputs));
            });
        }),
        delete: unary<DeleteRequest, Empty>(async (request, peer) => {
            const handler = resourceHandler(providerOf(peer), request);
            const outputs = fromStruct(request.getProperties(), "refuse");
            return signals.run(request.getTimeout(), async (signal) => {
                await handler.delete({ urn: request.getUrn(), signal }, request.getId(), outputs);
                return new Empty();
            });
        }),
        invoke: unary<InvokeRequest, InvokeResponse>(async (request, peer) => {
            const provider = providerOf(peer);
            const token = request.getTok();
            const invoke = Object.hasOwn(provider.functions, token) ? provider.functions[token] : undefined;
            if (invoke === undefined) {
                throw new Error(`The provider ${provider.name} has no function ${token}.`);
            }
            const args = fromStruct(request.getArgs(), "refuse");
            return signals.run(0, async (signal) =>
                new InvokeResponse().setReturn(toStruct(await invoke(args, signal))),
            );
        }),
    };
}
