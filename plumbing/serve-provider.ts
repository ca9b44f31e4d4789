import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { ProviderHandler } from "./handler";
import { OperationSignals } from "./operation-signals";
import { providerService } from "./provider-service";

/** A provider that listens on this machine. */
export interface ServedProvider {
    /** On 127.0.0.1, chosen by the system. */
    readonly port: number;
    /** Aborts what is in flight and stops listening. */
    close(): Promise<void>;
}

/** The engine's own limit: properties may be large. */
const maximumMessageBytes = 400 * 1024 * 1024;

/**
 * Serves a provider on 127.0.0.1, so that an engine can be attached to it (`PULUMI_DEBUG_PROVIDERS=<name>:<port>`).
 * Give a function where several of a stack's providers, or several stacks, attach to the same port: each connection
 * then gets a handler, and so a configuration, of its own.
 */
export async function serveProvider(provider: ProviderHandler | (() => ProviderHandler)): Promise<ServedProvider> {
    const providers = new Map<string, ProviderHandler>();
    const providerOf = (peer: string): ProviderHandler => {
        if (typeof provider !== "function") {
            return provider;
        }
        const known = providers.get(peer) ?? provider();
        providers.set(peer, known);
        return known;
    };
    const signals = new OperationSignals();
    const server = new Server({
        "grpc.max_receive_message_length": maximumMessageBytes,
        "grpc.max_send_message_length": maximumMessageBytes,
    });
    server.addService(ResourceProviderService, providerService(providerOf, signals));
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
            if (error === null) {
                resolve(bound);
            } else {
                reject(error);
            }
        });
    });
    return {
        port,
        close: () => {
            signals.cancel();
            server.forceShutdown();
            return Promise.resolve();
        },
    };
}
