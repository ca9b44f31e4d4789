import { exchangeAssertion } from "../entra-exchange";
import type { Environment } from "../environment";
import { ConfigurationError, ExchangeError, explain, SourceError } from "../errors";
import { readApplicationSettings } from "../federation-settings";
import { jsonObject } from "../json-object";
import { lookAt } from "../look-at";
import { networkFailure } from "../network-failure";
import { responseText } from "../response-text";
import { retryAfterSeconds } from "../retry-after";
import type { Assertion } from "../sources/assertion-source";
import type { System } from "../system";
import { isBearerToken, isTokenLifetime } from "../token-shape";

const TIMEOUT_MILLISECONDS = 10_000;

/**
 * Mints tokens of an Azure workload for AWS, by what its environment offers: an application's, where there is a federated token file
 * (AKS and whatever else brings an outside token), else a managed identity's (App Service, Container Apps and Functions by
 * IDENTITY_ENDPOINT, else virtual machines).
 *
 * `audience` is the Application ID URI (or client id) of the application that stands for AWS in the tenant.
 * @throws ConfigurationError
 */
export function createEntraTokenSource(
    environment: Environment,
    audience: string,
    system: System,
): () => Promise<Assertion> {
    const tokenFile = environment["AZURE_FEDERATED_TOKEN_FILE"];
    if (tokenFile) {
        const application = readApplicationSettings(environment);
        return async () => {
            const assertion = readTokenFile(tokenFile);
            const request = { ...application, scope: `${audience}/.default`, assertion };
            const { accessToken, expiresInSeconds } = await exchangeAssertion(request, system);
            return { token: accessToken, lifetimeSeconds: expiresInSeconds };
        };
    }
    const request = managedIdentityRequest(environment, audience);
    return () => askManagedIdentity(request, system);
}

/** @throws SourceError */
function readTokenFile(path: string): string {
    const found = lookAt(path, { followLinks: true });
    const text = found.kind === "file" ? found.text.trim() : "";
    if (text !== "") {
        return text;
    }
    const reason = { missing: "ENOENT", refused: "", other: "it is not a file", file: "it is empty" }[found.kind];
    const detail = `${path}, ${found.kind === "refused" ? found.code : reason}`;
    throw new SourceError("AZURE_FEDERATED_TOKEN_FILE", explain("TokenFileUnreadable"), { detail });
}

interface ManagedIdentityRequest {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
}

/**
 * https://learn.microsoft.com/azure/app-service/overview-managed-identity and
 * https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
 */
function managedIdentityRequest(environment: Environment, audience: string): ManagedIdentityRequest {
    const { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: secret, AZURE_CLIENT_ID: clientId } = environment;
    const query = new URLSearchParams({ resource: audience, ...(clientId ? { client_id: clientId } : {}) });
    if (endpoint && secret) {
        const url = httpAddress("IDENTITY_ENDPOINT", endpoint);
        query.set("api-version", "2019-08-01");
        url.search = query.toString();
        return { url: url.href, headers: { "x-identity-header": secret } };
    }
    const host = environment["AZURE_POD_IDENTITY_AUTHORITY_HOST"] || "http://169.254.169.254";
    const url = httpAddress("AZURE_POD_IDENTITY_AUTHORITY_HOST", host);
    query.set("api-version", "2018-02-01");
    url.pathname = "/metadata/identity/oauth2/token";
    url.search = query.toString();
    return { url: url.href, headers: { metadata: "true" } };
}

/**
 * The secret header goes there: to a whole address or nowhere.
 *
 * @throws ConfigurationError
 */
function httpAddress(variable: string, value: string): URL {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
        const found = value.includes("@") ? "an address with a user" : JSON.stringify(value);
        throw new ConfigurationError([`${variable} is ${found}, not an http address`]);
    }
    url.hash = "";
    return url;
}

async function askManagedIdentity(request: ManagedIdentityRequest, system: System): Promise<Assertion> {
    const { response, text } = await get(request, system);
    const body = jsonObject(text);
    const { access_token: token, expires_on: expiresOn, error_description: description } = body;
    if (response.ok) {
        // A number, or its digits.
        const left = /^\d{1,15}$/.test(String(expiresOn)) ? Number(expiresOn) - system.clock.now() / 1000 : undefined;
        if (isBearerToken(token) && isTokenLifetime(left)) {
            return { token, lifetimeSeconds: left };
        }
        const absurd = isBearerToken(token) ? "expires_on (is this machine's clock right?)" : "access_token";
        throw new ExchangeError("Managed identity", explain("UnexpectedAnswer"), {
            detail: `HTTP ${response.status} with an absurd ${absurd}`,
        });
    }
    // Microsoft: the identity endpoints answer 404, 410, 429 and 5xx while they are updated or busy.
    const passing = [404, 410, 429].includes(response.status) || response.status >= 500;
    throw new ExchangeError("Managed identity", explain(passing ? "ServiceError" : "ManagedIdentityRefused"), {
        detail: typeof description === "string" ? description : `HTTP ${response.status}`,
        retryAfterSeconds: retryAfterSeconds(response.headers, system.clock.now()),
    });
}

async function get(
    request: ManagedIdentityRequest,
    system: System,
): Promise<{ readonly response: Response; readonly text: string }> {
    try {
        const response = await system.fetch(request.url, {
            headers: request.headers,
            // The header proves who asks: it must not go anywhere else.
            redirect: "error",
            signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
        });
        return { response, text: await responseText(response) };
    } catch (error) {
        const detail = `no managed identity at ${new URL(request.url).host}`;
        throw new ExchangeError("Managed identity", explain(networkFailure(error) ?? "NetworkUnreachable"), { detail });
    }
}
