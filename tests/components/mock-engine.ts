import * as pulumi from "@pulumi/pulumi";
import type { MockCallArgs, MockResourceArgs, MockResourceResult } from "@pulumi/pulumi/runtime/mocks";

/** A resource as the program asked for it. Inputs that were left out are left out. */
export interface Registered {
    readonly type: string;
    readonly name: string;
    /** The Pulumi name of the parent; empty at the top. */
    readonly parent: string;
    readonly inputs: Record<string, unknown>;
}

export interface RegisteredOptions {
    readonly protect: boolean;
    readonly deleteBeforeReplace: boolean;
    readonly ignoreChanges: readonly string[];
    readonly beforeCreate: readonly string[];
}

export interface MockEngineOptions {
    /** In a preview the clouds have given no ids yet. @default false */
    readonly preview?: boolean;
    /** Whether the engine runs hooks, which the SDK's own mock does not. @default false */
    readonly hooks?: boolean;
    /** The tenant that the azuread provider works in. @default TENANT_ID */
    readonly tenantId?: string;
    /** Answers of provider functions by token; a missing one fails as a provider does. */
    readonly functions?: Readonly<Record<string, (inputs: unknown) => Record<string, unknown>>>;
}

interface RegisterRequest {
    getName(): string;
    getParent(): string;
    getProtect(): boolean;
    getDeletebeforereplace(): boolean;
    getIgnorechangesList(): string[];
    getHooks(): { getBeforeCreateList(): string[] } | undefined;
}

/** Stands for an input that a preview does not know. */
export const UNKNOWN = Symbol("unknown");

export const POOL_ID = "eu-central-1:11111111-1111-4111-8111-111111111111";
export const IDENTITY_ID = "eu-central-1:22222222-2222-4222-8222-222222222222";
export const POOL_ARN = `arn:aws:cognito-identity:eu-central-1:111122223333:identitypool/${POOL_ID}`;
export const CLIENT_ID = "33333333-3333-4333-8333-333333333333";
export const PRINCIPAL_ID = "44444444-4444-4444-8444-444444444444";
export const ACCOUNT_ID = "111122223333";
export const DEPLOYER_ID = "55555555-5555-4555-8555-555555555555";
export const TENANT_ID = "88888888-8888-4888-8888-888888888888";
export const APPLICATION_ID = "/applications/66666666-6666-4666-8666-666666666666";

/** What the clouds add to what they are given. */
function created({ type, name, inputs }: MockResourceArgs): MockResourceResult {
    const given: unknown = inputs;
    const text = (key: string): string => String(asRecord(given)[key]);
    const state = (outputs: Record<string, unknown>, id = `${name}-id`): MockResourceResult => ({
        id,
        state: { ...asRecord(given), ...outputs },
    });
    switch (type) {
        case "aws:cognito/identityPool:IdentityPool":
            return state({ arn: POOL_ARN }, POOL_ID);
        case "cognito-entra:index:DeveloperIdentity":
            return state({ identityId: IDENTITY_ID });
        case "aws:iam/policy:Policy":
            return state({ arn: `arn:aws:iam::111122223333:policy/${text("name")}` });
        case "aws:iam/role:Role":
            return state({ arn: `arn:aws:iam::111122223333:role/${text("name")}` });
        case "azuread:index/application:Application":
            return state({ clientId: CLIENT_ID }, APPLICATION_ID);
        case "azuread:index/servicePrincipal:ServicePrincipal":
            return state({ objectId: PRINCIPAL_ID });
        default:
            return state({});
    }
}

/** Runs components against the SDK's mocks and keeps what they register. */
export class MockEngine {
    readonly #registered = new Map<string, Registered>();
    readonly #options = new Map<string, RegisteredOptions>();
    readonly #parents = new Map<string, string>();

    static async start(options: MockEngineOptions = {}): Promise<MockEngine> {
        const engine = new MockEngine();
        await pulumi.runtime.setMocks(
            {
                call: ({ token, inputs }: MockCallArgs) => {
                    if (token === "azuread:index/getClientConfig:getClientConfig") {
                        return { objectId: DEPLOYER_ID, tenantId: options.tenantId ?? TENANT_ID };
                    }
                    if (token === "aws:index/getCallerIdentity:getCallerIdentity") {
                        return { accountId: ACCOUNT_ID };
                    }
                    const answer = options.functions?.[token];
                    if (answer === undefined) {
                        throw new Error(`no matching result of ${token} found`);
                    }
                    return answer(inputs);
                },
                newResource: (args) => {
                    engine.#keep(args);
                    return options.preview === true && args.custom === true
                        ? { id: undefined, state: asRecord(args.inputs) }
                        : created(args);
                },
            },
            "shop",
            "dev",
            options.preview ?? false,
        );
        engine.#listen(options.hooks ?? false);
        return engine;
    }

    /** Waits until everything that was asked for is registered. */
    async settle(): Promise<void> {
        await pulumi.runtime.disconnect();
    }

    /** By name, without the components' own entries where a type is given. */
    async registered(): Promise<Registered[]> {
        await this.settle();
        return [...this.#registered.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    }

    async optionsOf(name: string): Promise<RegisteredOptions | undefined> {
        await this.settle();
        return this.#options.get(name);
    }

    #keep({ type, name, inputs }: MockResourceArgs): void {
        const known = Object.entries(asRecord(inputs)).map(
            ([key, value]) => [key, pulumi.isUnknown(value) ? UNKNOWN : value] as const,
        );
        this.#registered.set(name, {
            type,
            name,
            parent: this.#parents.get(name) ?? "",
            inputs: Object.fromEntries<unknown>(known),
        });
    }

    /** The SDK's mocks hand on neither parents nor options. */
    #listen(hooks: boolean): void {
        const monitor = pulumi.runtime.getMonitor();
        if (monitor === undefined) {
            throw new Error("The mocks are not there.");
        }
        const register = monitor.registerResource.bind(monitor);
        Object.defineProperty(monitor, "registerResource", {
            value: (request: RegisterRequest, ...rest: unknown[]): unknown => {
                const name = request.getName();
                this.#parents.set(name, request.getParent().split("::").at(-1) ?? "");
                this.#options.set(name, {
                    protect: request.getProtect(),
                    deleteBeforeReplace: request.getDeletebeforereplace(),
                    ignoreChanges: request.getIgnorechangesList(),
                    beforeCreate: request.getHooks()?.getBeforeCreateList() ?? [],
                });
                return Reflect.apply(register, monitor, [request, ...rest]);
            },
        });
        if (hooks) {
            Object.defineProperty(monitor, "registerResourceHook", {
                value: (_: unknown, callback: (error: null) => void) => {
                    callback(null);
                },
            });
        }
    }
}

/** The value of an output that is known, and whether it is secret. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => {
        output.apply(resolve);
    });
}

/** The next error that nobody caught: what ends a program whose output was refused. */
export function nextUncaught(): Promise<unknown> {
    return new Promise((resolve) => {
        process.once("unhandledRejection", resolve);
    });
}

function asRecord(value: unknown): Record<string, unknown> {
    return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
