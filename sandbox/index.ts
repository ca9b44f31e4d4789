import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { createAws } from "./aws";
import { createAzure } from "./azure";
import { CertificateAuthority } from "./core/certificate-authority";
import { Clock } from "./core/clock";
import { createControl } from "./core/control";
import { createEntra } from "./entra";
import { type Listener, listen } from "./core/listener";
import { machineCertificates } from "./core/machine-certificates";
import { type Handler, Network } from "./core/network";
import { hostsWithoutProxy } from "./core/no-proxy";
import { listenAsProxy } from "./core/proxy";
import type { SandboxGrants } from "./grants";
import { startStandIns } from "./stand-ins";

export type { SandboxGrants } from "./grants";
export { UnplayableError } from "./core/unplayable-error";

/** What exists before the deployment, and under which names. */
export interface SandboxOptions {
    /** AWS account, 12 digits. */
    readonly accountId: string;
    /** AWS region, e.g. `eu-central-1`. */
    readonly region: string;
    readonly tenantId: string;
    /** The Azure subscription that the person deploying works in. */
    readonly subscriptionId: string;
    /** ARNs of the IAM roles that workloads run under already. */
    readonly callerRoleArns: readonly string[];
    /** Azure resource ids of the resource groups and resources that exist already. */
    readonly existingScopes: readonly string[];
    /** Whether the account's administrator has switched outbound web identity federation on. @default false */
    readonly outboundFederation?: boolean;
    /** What an administrator of the clouds has given to whoever deploys: all that the deployer may do. */
    readonly deployer: SandboxGrants;
    /** A folder for this run only, for the certificates that clients trust. */
    readonly directory: string;
    /** Whether Pulumi gets the stand-in providers, or downloads the real ones. */
    readonly providers: "stand-in" | "real";
}

/** The running clouds. */
export interface Sandbox {
    /** Environment variables under which official clients and Pulumi find the clouds. */
    readonly environment: Readonly<Record<string, string>>;
    close(): Promise<void>;
}

/** Starts AWS, Entra and Azure on this machine. All state is in memory; `close` discards it. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
    const authority = await CertificateAuthority.create(new Date());
    const certificate = await authority.issueForLocalhost();
    const authorityFile = join(options.directory, "certificate-authority.pem");
    const bundleFile = join(options.directory, "certificates.pem");
    await mkdir(options.directory, { recursive: true });
    const trusted = [authority.pem, ...(await machineCertificates(process.env))];
    await writeFile(authorityFile, [...trusted, ""].join("\n"));
    await writeFile(bundleFile, [...trusted, ...rootCertificates, ""].join("\n"));

    const network = new Network();
    const listeners: Listener[] = [];
    const clocks = { aws: new Clock(), entra: new Clock(), azure: new Clock() };
    const open = async ({ handler }: { readonly handler: Handler }): Promise<string> => {
        const listener = await listen(handler, certificate);
        listeners.push(listener);
        const host = `localhost:${String(listener.port)}`;
        network.register(host, handler);
        return `https://${host}`;
    };

    // The clouds name each other's addresses, which exist only once all of them listen.
    const origins = { login: "", graph: "", resourceManager: "", keyVault: "" };
    const lateOrigins = {
        login: () => origins.login,
        graph: () => origins.graph,
        resourceManager: () => origins.resourceManager,
        keyVault: () => origins.keyVault,
    };
    const aws = createAws({
        clock: clocks.aws,
        network,
        accountId: options.accountId,
        region: options.region,
        callerRoleArns: options.callerRoleArns,
        outboundFederation: options.outboundFederation ?? false,
        deployer: options.deployer.aws,
    });
    const entra = await createEntra({ clock: clocks.entra, network, tenantId: options.tenantId, origins: lateOrigins });
    const azure = createAzure({
        clock: clocks.azure,
        network,
        entra,
        tenantId: options.tenantId,
        subscriptionIds: [options.subscriptionId],
        deployerObjectId: entra.deployer.objectId,
        deployerRoles: options.deployer.azure,
        region: "westeurope",
        existingScopes: options.existingScopes,
        origins: lateOrigins,
    });
    const awsOrigin = await open(aws);
    origins.login = await open(entra.services.login);
    origins.graph = await open(entra.services.graph);
    origins.resourceManager = await open(azure.services.resourceManager);
    origins.keyVault = await open(azure.services.keyVault);

    const controlToken = randomBytes(32).toString("base64url");
    const controlOrigin = await open({
        handler: createControl({
            token: controlToken,
            clocks,
            contents: { aws: () => aws.contents(), entra: () => entra.contents(), azure: () => azure.contents() },
            grants: {
                put: (name, { aws: policies, azure: roles }) => {
                    aws.grant(name, policies);
                    azure.grant(name, roles);
                },
                delete: (name) => {
                    aws.revoke(name);
                    azure.revoke(name);
                },
            },
            setPropagationDelay: (seconds) => {
                entra.setPropagationDelay(seconds);
            },
        }),
    });
    const proxy = await listenAsProxy(network, authority);
    listeners.push(proxy);
    const containerCredentials = await listen(aws.containerCredentials);
    listeners.push(containerCredentials);

    const noProxy = hostsWithoutProxy(process.env, network);
    const standIns =
        options.providers === "real"
            ? undefined
            : await startStandIns({
                  fetch: (url, init) => network.fetch(url, init),
                  aws: { endpoint: awsOrigin, region: options.region, ...aws.deployer },
                  entra: { ...origins, tenantId: options.tenantId, ...entra.deployer },
                  subscriptionId: options.subscriptionId,
              });

    return {
        environment: {
            AWS_ENDPOINT_URL: awsOrigin,
            AWS_ACCESS_KEY_ID: aws.deployer.accessKeyId,
            AWS_SECRET_ACCESS_KEY: aws.deployer.secretAccessKey,
            AWS_REGION: options.region,
            // Version 1 of the AWS CLI and boto3 read this name.
            AWS_DEFAULT_REGION: options.region,
            ARM_TENANT_ID: options.tenantId,
            ARM_SUBSCRIPTION_ID: options.subscriptionId,
            ARM_CLIENT_ID: entra.deployer.clientId,
            ARM_CLIENT_SECRET: entra.deployer.clientSecret,
            ARM_METADATA_HOSTNAME: new URL(origins.resourceManager).host,
            AZURE_AUTHORITY_HOST: origins.login,
            // The Azure CLI: which cloud to use, where to keep its sign-ins, and no instance discovery at login.microsoftonline.com.
            ARM_CLOUD_METADATA_URL: `${origins.resourceManager}/metadata/endpoints?api-version=2020-06-01`,
            AZURE_CONFIG_DIR: join(options.directory, "azure-cli"),
            AZURE_CORE_INSTANCE_DISCOVERY: "false",
            AZURE_CORE_COLLECT_TELEMETRY: "false",
            NODE_EXTRA_CA_CERTS: authorityFile,
            SSL_CERT_FILE: bundleFile,
            REQUESTS_CA_BUNDLE: bundleFile,
            AWS_CA_BUNDLE: bundleFile,
            CURL_CA_BUNDLE: bundleFile,
            SANDBOX_PROXY: `http://127.0.0.1:${String(proxy.port)}`,
            // Clients differ in which spelling they read first.
            NO_PROXY: noProxy,
            no_proxy: noProxy,
            SANDBOX_CONTROL_URL: controlOrigin,
            SANDBOX_CONTROL_TOKEN: controlToken,
            SANDBOX_CONTAINER_CREDENTIALS_URL: `http://127.0.0.1:${String(containerCredentials.port)}/credentials`,
            SANDBOX_CONTAINER_AUTHORIZATION_TOKEN: aws.containerAuthorizationToken,
            SANDBOX_RESOURCE_MANAGER_URL: origins.resourceManager,
            SANDBOX_KEY_VAULT_URL: origins.keyVault,
            SANDBOX_GRAPH_URL: origins.graph,
            ...(standIns === undefined ? {} : { PULUMI_DEBUG_PROVIDERS: debugProviders(standIns.ports) }),
        },
        close: async () => {
            await standIns?.close();
            await Promise.all(listeners.map((listener) => listener.close()));
        },
    };
}

function debugProviders(ports: Readonly<Record<string, number>>): string {
    return Object.entries(ports)
        .map(([name, port]) => `${name}:${String(port)}`)
        .join(",");
}
