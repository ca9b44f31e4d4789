import { tokenErrors } from "./token-errors";

const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

type ClientCredential =
    { readonly kind: "secret"; readonly secret: string } | { readonly kind: "assertion"; readonly assertion: string };

export interface TokenRequest {
    readonly clientId: string;
    /** The resource that a token is asked for: the scope without `/.default`. */
    readonly resource: string;
    readonly credential: ClientCredential;
}

/** The parameters of a token request; refuses anything but a form, and repeated parameters. */
export async function readForm(request: Request): Promise<ReadonlyMap<string, string>> {
    if (request.method !== "POST") {
        throw tokenErrors.wrongMethod(request.method);
    }
    const mediaType = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
    const body = mediaType === "application/x-www-form-urlencoded" ? await request.text() : "";
    const form = new Map<string, string>();
    for (const [name, value] of new URLSearchParams(body)) {
        if (form.has(name)) {
            throw tokenErrors.duplicatedParameter(name);
        }
        form.set(name, value);
    }
    return form;
}

/** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
export function parseTokenRequest(form: ReadonlyMap<string, string>, authorization: string | null): TokenRequest {
    const grantType = required(form, "grant_type");
    if (grantType !== "client_credentials") {
        throw tokenErrors.unsupportedGrantType(grantType);
    }
    const basic = authorization === null ? undefined : parseBasic(authorization);
    const clientId = basic?.clientId ?? required(form, "client_id");
    const bodyClientId = form.get("client_id");
    if (bodyClientId !== undefined && bodyClientId !== clientId) {
        throw tokenErrors.ambiguousClient();
    }
    return {
        clientId,
        resource: parseScope(required(form, "scope")),
        credential: parseCredential(form, basic?.secret),
    };
}

function parseCredential(form: ReadonlyMap<string, string>, basicSecret: string | undefined): ClientCredential {
    const bodySecret = form.get("client_secret");
    const assertion = form.get("client_assertion");
    if ([bodySecret, basicSecret, assertion].filter((value) => value !== undefined).length > 1) {
        throw tokenErrors.severalCredentials();
    }
    const secret = bodySecret ?? basicSecret;
    if (secret !== undefined && secret !== "") {
        return { kind: "secret", secret };
    }
    if (assertion === undefined || assertion === "") {
        throw tokenErrors.missingCredential();
    }
    const type = required(form, "client_assertion_type");
    if (type !== JWT_BEARER) {
        throw tokenErrors.unsupportedAssertionType(type, JWT_BEARER);
    }
    return { kind: "assertion", assertion };
}

/** MSAL for Go requests these besides the resource; without a person signing in they mean nothing. */
const OPENID_SCOPES = ["openid", "profile", "offline_access", "email"];

function parseScope(scope: string): string {
    const scopes = scope.split(" ").filter((part) => part !== "" && !OPENID_SCOPES.includes(part));
    const resource = /^(\S+)\/\.default$/.exec(scopes.join(" "))?.[1];
    if (resource === undefined) {
        throw tokenErrors.invalidScope(scope);
    }
    return resource;
}

function parseBasic(authorization: string): { readonly clientId: string; readonly secret: string } {
    const encoded = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1] ?? "";
    const [, clientId, secret] = /^([^:]+):(.*)$/.exec(Buffer.from(encoded, "base64").toString("utf8")) ?? [];
    if (clientId === undefined || secret === undefined) {
        throw tokenErrors.malformedAuthorization();
    }
    return { clientId: formDecode(clientId), secret: formDecode(secret) };
}

/** RFC 6749, section 2.3.1: both parts of the header are form-encoded. */
function formDecode(text: string): string {
    try {
        return decodeURIComponent(text.replaceAll("+", " "));
    } catch {
        throw tokenErrors.malformedAuthorization();
    }
}

function required(form: ReadonlyMap<string, string>, name: string): string {
    const value = form.get(name);
    if (value === undefined || value === "") {
        throw tokenErrors.missingParameter(name);
    }
    return value;
}
