import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Sandbox, type SandboxOptions, startSandbox, UnplayableError } from "@cognito-entra/sandbox";
import { type Engine, findEngine, withEngine } from "./engine/find";
import { terminalProgress } from "./engine/progress";
import { PersonError } from "./person-error";
import { createRunFolder } from "./run-folder";
import { readStackFile, surroundingsOf } from "./stack-file";

/** The running sandbox, the engine that was found, and the environment in which a command uses both. */
export interface SandboxedEnvironment {
    readonly engine: Engine;
    /** The variables that differ from this process's. */
    readonly variables: Readonly<Record<string, string>>;
    /** The run's folder, removed at the end. */
    readonly folder: string;
    close(): Promise<void>;
}

/** Variables that would lead a client past the sandbox, to the user's own clouds and state. */
const FOREIGN =
    /^(AWS_(PROFILE|SESSION_TOKEN|DEFAULT_REGION|ROLE_ARN|WEB_IDENTITY_TOKEN_FILE|CONTAINER_\w+|ENDPOINT_URL_\w+|CONFIG_FILE|SHARED_CREDENTIALS_FILE)|ARM_\w+|AZURE_\w+|PULUMI_(ACCESS_TOKEN|BACKEND_URL|STACK|CONFIG|HOME|CONFIG_PASSPHRASE_FILE|DEBUG_PROVIDERS))$/;

/** @param stack The stack whose file names the clouds' tenant, subscription, roles and scopes. */
export async function startSandboxedEnvironment(
    stack: string,
    providers: "stand-in" | "real" = "stand-in",
): Promise<SandboxedEnvironment> {
    const surroundings = surroundingsOf(await readStackFile(stack), stack);
    const engine = await findEngine({ environment: process.env, progress: terminalProgress() });
    const folder = await createRunFolder();
    const state = join(folder, "state");
    await mkdir(state);
    const sandbox = await start({ ...surroundings, outboundFederation: true, directory: folder, providers });
    return {
        engine,
        folder,
        variables: {
            ...sandbox.environment,
            PATH: withEngine(process.env, engine).PATH ?? "",
            // Without a file of attributes beside the state: an engine that is killed leaves an empty one, with which no command loads the state.
            PULUMI_BACKEND_URL: `${pathToFileURL(state).href}?metadata=skip`,
            PULUMI_CONFIG_PASSPHRASE: "",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            // Node.js 20 is enough for this project; from 2027 on, the AWS SDK warns about it at every start.
            AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
            // Real plugins are downloaded once, into the user's own Pulumi folder; nothing else in it is used.
            ...(providers === "real"
                ? {}
                : {
                      PULUMI_HOME: join(folder, "pulumi-home"),
                      // The stand-ins are attached; without this, the engine would still download the plugins that they
                      // replace.
                      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
                  }),
        },
        close: async () => {
            await sandbox.close();
            await rm(folder, { recursive: true, force: true });
        },
    };
}

/**
 * The user's environment without what belongs to other clouds, and with `variables`. A proxy is named only by
 * HTTPS_PROXY, so that setting it to SANDBOX_PROXY replaces it for every client: some read `https_proxy` first.
 */
export function environmentWith(
    variables: Readonly<Record<string, string>>,
    environment: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
    const { https_proxy: lowerCase, ...others } = environment;
    const proxy = others["HTTPS_PROXY"] ?? lowerCase;
    const own = Object.entries(others).filter(([name]) => !FOREIGN.test(name));
    return { ...Object.fromEntries(own), ...(proxy === undefined ? {} : { HTTPS_PROXY: proxy }), ...variables };
}

async function start(options: SandboxOptions): Promise<Sandbox> {
    try {
        return await startSandbox(options);
    } catch (error) {
        throw error instanceof UnplayableError ? new PersonError(error.message) : error;
    }
}
