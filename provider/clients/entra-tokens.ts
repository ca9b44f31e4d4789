import { readFile } from "node:fs/promises";
import type * as Identity from "@azure/identity";
import {
    entraCloud,
    entraSignIn,
    type AzureadConfiguration,
    type Content,
    type EntraSignIn,
    type TokenRequest,
} from "./azuread-configuration";
import { entraHosts, type EntraHosts } from "./entra-hosts";
import { fetchJson } from "./fetch-json";
import { isRecord } from "./record";

/** An access token of Microsoft Graph, and where Graph is. */
export interface GraphAccess {
    /** `https://graph.microsoft.com` or another cloud's. */
    readonly origin: string;
    readonly accessToken: string;
}

/** The audience of the tokens that pipelines get for Entra, in every cloud. */
const assertionAudience = "api://AzureADTokenExchange";

const words: Readonly<Record<EntraSignIn["kind"], string>> = {
    certificate: "with a client certificate",
    secret: "with a client secret",
    assertion: "with an OIDC token",
    managedIdentity: "as a managed identity",
    azureCli: "through the Azure CLI",
};

/** Signs in to Microsoft Graph in a tenant. */
export type SignIn = (tenantId: string, signal: AbortSignal) => Promise<GraphAccess>;

/**
 * Signs in to Microsoft Graph as the azuread provider would. The credential of each tenant is kept, together with its
 * token.
 *
 * A failed sign-in throws an Error that says how it was attempted and what Entra answered; it never quotes a
 * credential.
 */
export function graphSignIn(configuration: AzureadConfiguration): SignIn {
    const kept = new Map<string, Prepared>();
    return async (tenantId, signal) => {
        const prepared = kept.get(tenantId) ?? (await prepare(configuration, tenantId, signal));
        kept.set(tenantId, prepared);
        const { signIn, hosts, credential } = prepared;
        const accessToken = await tokenOf(credential, signIn, `${hosts.graph}/.default`, signal);
        const actual = claim(accessToken, "tid");
        if (actual !== undefined && actual !== tenantId) {
            throw new Error(
                `The sign-in to Microsoft Graph ${words[signIn.kind]} leads to the tenant ${actual}, but the azuread provider deploys to ${tenantId}.`,
            );
        }
        return { origin: hosts.graph, accessToken };
    };
}

interface Prepared {
    readonly signIn: EntraSignIn;
    readonly hosts: EntraHosts;
    readonly credential: Identity.TokenCredential;
}

async function prepare(configuration: AzureadConfiguration, tenantId: string, signal: AbortSignal): Promise<Prepared> {
    const signIn = entraSignIn(configuration, process.env);
    const hosts = await entraHosts(entraCloud(configuration, process.env), signal);
    try {
        return { signIn, hosts, credential: await createCredential(signIn, tenantId, hosts) };
    } catch (error) {
        throw signInFailure(signIn.kind, error);
    }
}

/** The first call that needs the library loads it: no preview waits for it. */
async function createCredential(
    signIn: EntraSignIn,
    tenantId: string,
    { login, isWellKnown }: EntraHosts,
): Promise<Identity.TokenCredential> {
    const identity = await import("@azure/identity");
    const options = { authorityHost: login, disableInstanceDiscovery: !isWellKnown };
    switch (signIn.kind) {
        case "certificate": {
            const certificate = await pem(signIn.source);
            return new identity.ClientCertificateCredential(
                tenantId,
                await read(signIn.clientId),
                signIn.password === undefined ? { certificate } : { certificate, certificatePassword: signIn.password },
                options,
            );
        }
        case "secret":
            return new identity.ClientSecretCredential(
                tenantId,
                await read(signIn.clientId),
                await read(signIn.secret),
                options,
            );
        case "assertion": {
            const { assertion } = signIn;
            const get = () => (assertion.kind === "request" ? requestToken(assertion) : read(assertion));
            // The library hides why an assertion could not be fetched, so the first one is fetched before it asks.
            let first: string | undefined = await get();
            const next = async (): Promise<string> => {
                const token = first ?? (await get());
                first = undefined;
                return token;
            };
            return new identity.ClientAssertionCredential(tenantId, await read(signIn.clientId), next, options);
        }
        case "managedIdentity":
            return signIn.clientId === undefined
                ? new identity.ManagedIdentityCredential()
                : new identity.ManagedIdentityCredential({ clientId: await read(signIn.clientId) });
        case "azureCli":
            return new identity.AzureCliCredential({ tenantId });
    }
}

async function tokenOf(
    credential: Identity.TokenCredential,
    { kind }: EntraSignIn,
    scope: string,
    abortSignal: AbortSignal,
): Promise<string> {
    try {
        const answer = await credential.getToken(scope, { abortSignal });
        if (answer !== null) {
            return answer.token;
        }
    } catch (error) {
        abortSignal.throwIfAborted();
        throw signInFailure(kind, error);
    }
    throw new Error(`The sign-in to Microsoft Graph ${words[kind]} yielded no token.`);
}

/** Without the error as the cause: the library's errors may quote what was sent. */
function signInFailure(kind: EntraSignIn["kind"], error: unknown): Error {
    return new Error(`The sign-in to Microsoft Graph ${words[kind]} failed: ${signInReason(error)}`);
}

/** The part of an identity library error that a person may see: Entra's code, and our own steps' messages. */
function signInReason(error: unknown): string {
    if (!(error instanceof Error)) {
        return "no reason given.";
    }
    const code = /\bAADSTS\d+\b/.exec(error.message)?.[0];
    if (code !== undefined) {
        return `Entra answered ${code}. Check the credentials that the azuread provider is given.`;
    }
    return error instanceof OurError
        ? error.message
        : `${error.name}. Check that the credentials of the azuread provider work.`;
}

class OurError extends Error {}

async function read(content: Content): Promise<string> {
    if (content.kind === "value") {
        return content.value;
    }
    try {
        return (await readFile(content.path, "utf8")).trim();
    } catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
        throw new OurError(`the file ${JSON.stringify(content.path)} cannot be read (${code}).`);
    }
}

async function pem(source: Content): Promise<string> {
    const text = await read(source);
    if (!text.includes("-----BEGIN")) {
        throw new OurError(
            "the certificate is not PEM. The azuread provider takes PKCS #12 (.pfx), which this look-up cannot read: deploy with OIDC (ARM_USE_OIDC) instead.",
        );
    }
    return text;
}

/** The token that GitHub Actions or Azure DevOps gives to a job. */
async function requestToken({ url, token, serviceConnectionId }: TokenRequest): Promise<string> {
    const signal = AbortSignal.timeout(60_000);
    const address = URL.canParse(url) ? new URL(url) : undefined;
    if (address?.protocol !== "https:") {
        throw new OurError("the address of the OIDC token (ARM_OIDC_REQUEST_URL) is not an https address.");
    }
    const headers = { authorization: `Bearer ${token}` };
    const operation = "The request for an OIDC token";
    if (serviceConnectionId === undefined) {
        address.searchParams.set("audience", assertionAudience);
        const { status, body } = await fetchJson(operation, { url: address.href, headers }, signal);
        return tokenMember(body, "value", status);
    }
    address.searchParams.set("api-version", "7.1");
    address.searchParams.set("serviceConnectionId", serviceConnectionId);
    const request = { url: address.href, headers: { ...headers, "content-length": "0" }, method: "POST" } as const;
    const { status, body } = await fetchJson(operation, request, signal);
    return tokenMember(body, "oidcToken", status);
}

function tokenMember(body: unknown, name: string, status: number): string {
    const token = isRecord(body) ? body[name] : undefined;
    if (typeof token !== "string") {
        throw new OurError(`the request for an OIDC token was answered with HTTP status ${status} and no token.`);
    }
    return token;
}

/** A claim of a token that this process has just received; undefined if it cannot be read, as with an opaque token. */
function claim(token: string, name: string): string | undefined {
    try {
        const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
        const value = isRecord(claims) ? claims[name] : undefined;
        return typeof value === "string" ? value : undefined;
    } catch {
        return undefined;
    }
}
