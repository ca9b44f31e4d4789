import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
    CheckRequest,
    ConfigureRequest,
    CreateRequest,
    DeleteRequest,
    DiffRequest,
    GetSchemaRequest,
    InvokeRequest,
    ProviderHandshakeRequest,
    PropertyDiff,
    ReadRequest,
    UpdateRequest,
    type CheckResponse,
    type DiffResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

export type Properties = Record<string, JavaScriptValue>;

/** How the wire writes a value that a preview does not know yet. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Drives a provider over its port as Pulumi's engine does, and keeps every byte that came back. */
export class Engine {
    readonly client: ResourceProviderClient;
    /** All answers and all errors, as text. */
    readonly received: string[] = [];

    constructor(
        port: number,
        readonly type: string,
    ) {
        this.client = new ResourceProviderClient(`127.0.0.1:${String(port)}`, credentials.createInsecure(), {
            "grpc.use_local_subchannel_pool": 1,
        });
    }

    get urn(): string {
        return `urn:pulumi:dev::project::project:index:Parent$${this.type}::name`;
    }

    close(): void {
        this.client.close();
    }

    /** Rejects with the text that Pulumi would show. */
    ask<Response extends { serializeBinary(): Uint8Array }>(
        send: (respond: (error: ServiceError | null, response: Response) => void) => unknown,
    ): Promise<Response> {
        return new Promise((resolve, reject) => {
            send((error, response) => {
                if (error === null) {
                    this.received.push(Buffer.from(response.serializeBinary()).toString("latin1"));
                    resolve(response);
                } else {
                    this.received.push(`${error.message} ${JSON.stringify(error.metadata.toJSON())}`);
                    reject(new Error(error.details));
                }
            });
        });
    }

    async handshake(): Promise<void> {
        await this.ask((respond) => this.client.handshake(new ProviderHandshakeRequest(), respond));
    }

    async schema(): Promise<unknown> {
        const response = await this.ask<{ getSchema(): string; serializeBinary(): Uint8Array }>((respond) =>
            this.client.getSchema(new GetSchemaRequest(), respond),
        );
        return JSON.parse(response.getSchema());
    }

    async checkConfig(news: Properties): Promise<Checked> {
        const request = new CheckRequest().setNews(Struct.fromJavaScript(news));
        return checked(await this.ask((respond) => this.client.checkConfig(request, respond)));
    }

    async diffConfig(olds: Properties, news: Properties): Promise<Difference> {
        const request = new DiffRequest()
            .setOldInputs(Struct.fromJavaScript(olds))
            .setNews(Struct.fromJavaScript(news));
        return difference(await this.ask((respond) => this.client.diffConfig(request, respond)));
    }

    async configure(config: Properties): Promise<void> {
        const request = new ConfigureRequest().setArgs(Struct.fromJavaScript(config));
        await this.ask((respond) => this.client.configure(request, respond));
    }

    async check(news: Properties, olds: Properties = {}): Promise<Checked> {
        const request = new CheckRequest()
            .setUrn(this.urn)
            .setOlds(Struct.fromJavaScript(olds))
            .setNews(Struct.fromJavaScript(news));
        return checked(await this.ask((respond) => this.client.check(request, respond)));
    }

    async diff(oldInputs: Properties, news: Properties, oldOutputs = oldInputs): Promise<Difference> {
        const request = new DiffRequest()
            .setUrn(this.urn)
            .setId("id")
            .setOldInputs(Struct.fromJavaScript(oldInputs))
            .setOlds(Struct.fromJavaScript(oldOutputs))
            .setNews(Struct.fromJavaScript(news));
        return difference(await this.ask((respond) => this.client.diff(request, respond)));
    }

    async create(inputs: Properties, options: { preview?: boolean; timeoutSeconds?: number } = {}): Promise<Created> {
        const request = new CreateRequest()
            .setUrn(this.urn)
            .setProperties(Struct.fromJavaScript(inputs))
            .setPreview(options.preview ?? false)
            .setTimeout(options.timeoutSeconds ?? 0);
        const response = await this.ask<{
            getId(): string;
            getProperties(): Struct | undefined;
            serializeBinary(): Uint8Array;
        }>((respond) => this.client.create(request, respond));
        return { id: response.getId(), outputs: response.getProperties()?.toJavaScript() };
    }

    /** An import and a `get` know the id alone. */
    async read(id: string, inputs: Properties = {}, outputs: Properties = {}): Promise<Read> {
        const request = new ReadRequest()
            .setUrn(this.urn)
            .setId(id)
            .setInputs(Struct.fromJavaScript(inputs))
            .setProperties(Struct.fromJavaScript(outputs));
        const response = await this.ask<{
            getId(): string;
            getInputs(): Struct | undefined;
            getProperties(): Struct | undefined;
            serializeBinary(): Uint8Array;
        }>((respond) => this.client.read(request, respond));
        return {
            id: response.getId(),
            inputs: response.getInputs()?.toJavaScript(),
            outputs: response.getProperties()?.toJavaScript(),
        };
    }

    async update(
        oldInputs: Properties,
        oldOutputs: Properties,
        news: Properties,
        options: { preview?: boolean } = {},
    ): Promise<Properties | undefined> {
        const request = new UpdateRequest()
            .setUrn(this.urn)
            .setId("id")
            .setOldInputs(Struct.fromJavaScript(oldInputs))
            .setOlds(Struct.fromJavaScript(oldOutputs))
            .setNews(Struct.fromJavaScript(news))
            .setPreview(options.preview ?? false);
        const response = await this.ask<{ getProperties(): Struct | undefined; serializeBinary(): Uint8Array }>(
            (respond) => this.client.update(request, respond),
        );
        return response.getProperties()?.toJavaScript();
    }

    async delete(id: string, outputs: Properties): Promise<void> {
        const request = new DeleteRequest().setUrn(this.urn).setId(id).setProperties(Struct.fromJavaScript(outputs));
        await this.ask((respond) => this.client.delete(request, respond));
    }

    async invoke(token: string, args: Properties): Promise<Properties | undefined> {
        const request = new InvokeRequest().setTok(token).setArgs(Struct.fromJavaScript(args));
        const response = await this.ask<{ getReturn(): Struct | undefined; serializeBinary(): Uint8Array }>((respond) =>
            this.client.invoke(request, respond),
        );
        return response.getReturn()?.toJavaScript();
    }

    async cancel(): Promise<void> {
        await this.ask((respond) => this.client.cancel(new Empty(), respond));
    }
}

export interface Checked {
    readonly inputs: Properties | undefined;
    /** `property: reason` */
    readonly failures: readonly string[];
}

export interface Difference {
    readonly changed: boolean;
    readonly replaces: readonly string[];
    /** Property path -> `UPDATE`, `ADD_REPLACE`, … */
    readonly detailed: Readonly<Record<string, string | undefined>>;
}

export interface Created {
    readonly id: string;
    readonly outputs: Properties | undefined;
}

export interface Read {
    /** Empty when the resource is gone. */
    readonly id: string;
    readonly inputs: Properties | undefined;
    readonly outputs: Properties | undefined;
}

function checked(response: CheckResponse): Checked {
    return {
        inputs: response.getInputs()?.toJavaScript(),
        failures: response.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`),
    };
}

const kindNames = new Map(Object.entries(PropertyDiff.Kind).map(([name, kind]) => [Number(kind), name]));

function difference(response: DiffResponse): Difference {
    const detailed: Record<string, string | undefined> = {};
    response.getDetaileddiffMap().forEach((change, path) => {
        detailed[path] = kindNames.get(change.getKind());
    });
    return { changed: response.getDiffsList().length > 0, replaces: response.getReplacesList(), detailed };
}
