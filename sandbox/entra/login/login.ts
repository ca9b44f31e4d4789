import { randomUUID, timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Clock } from "../../core/clock";
import { isGuid } from "../../core/guid";
import { isJsonObject } from "../../core/json-object";
import type { Handler, Network } from "../../core/network";
import type { Directory } from "../directory/directory";
import {
    displayNameOf,
    isEnabled,
    type ServicePrincipal,
    servicePrincipalNamesOf,
} from "../directory/directory-object";
import { secretDigest } from "../directory/seed";
import { loginHosts, loginOriginFor } from "../hosts";
import { ACCESS_TOKEN_LIFETIME_SECONDS, type AccessTokens, withoutTrailingSlash } from "./access-tokens";
import { signInByAssertion } from "./federated-sign-in";
import { instanceMetadata, openidConfiguration } from "./openid-configuration";
import { TokenError, tokenErrorResponse } from "./token-error";
import { tokenErrors } from "./token-errors";
import { parseTokenRequest, readForm, type TokenRequest } from "./token-request";

const DISCOVERY_PATHS = [
    ["/v2.0/.well-known/openid-configuration", 2],
    ["/.well-known/openid-configuration", 1],
] as const;
const MAXIMUM_BODY_BYTES = 128 * 1024;

export interface LoginOptions {
    readonly clock: Clock;
    readonly network: Network;
    readonly tenantId: string;
    readonly directory: Directory;
    readonly accessTokens: AccessTokens;
    /** Where it listens on this machine. */
    readonly localOrigin: () => string;
}

interface Environment {
    Variables: { correlationId: string };
}

/** The login host: token endpoint, discovery and keys of one tenant. */
export function createLogin(options: LoginOptions): Handler {
    const { clock, tenantId, accessTokens } = options;
    const originFor = (c: Context): string => loginOriginFor(c.req.raw, options.localOrigin);
    const login = new Hono<Environment>();

    login.use(async (c, next) => {
        c.set("correlationId", correlationIdOf(c.req.header("client-request-id")));
        await next();
        c.header("Cache-Control", "no-store, no-cache");
        c.header("Pragma", "no-cache");
        c.header("x-ms-request-id", randomUUID());
        c.header("client-request-id", c.get("correlationId"));
    });
    login.onError((problem, c) => {
        if (!(problem instanceof TokenError)) {
            throw problem;
        }
        return tokenErrorResponse(problem, {
            now: clock.now(),
            traceId: randomUUID(),
            correlationId: c.get("correlationId"),
            loginOrigin: originFor(c),
        });
    });
    login.notFound((c) => c.body(null, 404));

    login.get("/common/discovery/instance", (c) => {
        const endpoint = c.req.query("authorization_endpoint") ?? "";
        const origin = originFor(c);
        const hosts = origin === options.localOrigin() ? [new URL(origin).host] : loginHosts;
        if (!isHttpsOf(hosts, endpoint)) {
            throw tokenErrors.unknownInstance();
        }
        return c.json(instanceMetadata(origin, tenantId, hosts));
    });
    for (const [path, version] of DISCOVERY_PATHS) {
        login.get(`/:tenant${path}`, (c) => {
            const tenant = c.req.param("tenant");
            const issuer = accessTokens.issuers[version];
            if (isMultiTenant(tenant)) {
                return c.json(openidConfiguration(originFor(c), tenant, issuer.replace(tenantId, "{tenantid}")));
            }
            checkTenant(tenant, tenantId);
            return c.json(openidConfiguration(originFor(c), tenantId, issuer));
        });
    }
    login.get("/:tenant/discovery/v2.0/keys", (c) => {
        const tenant = c.req.param("tenant");
        if (!isMultiTenant(tenant)) {
            checkTenant(tenant, tenantId);
        }
        return c.json(accessTokens.keys);
    });
    login.all(
        "/:tenant/oauth2/v2.0/token",
        bodyLimit({
            maxSize: MAXIMUM_BODY_BYTES,
            onError: () => {
                throw tokenErrors.bodyTooLarge(MAXIMUM_BODY_BYTES);
            },
        }),
        async (c) => {
            checkTenant(c.req.param("tenant"), tenantId);
            const form = await readForm(c.req.raw);
            c.set("correlationId", correlationIdOf(c.req.header("client-request-id") ?? form.get("client-request-id")));
            const accessToken = await issueToken(
                parseTokenRequest(form, c.req.header("authorization") ?? null),
                options,
            );
            return c.json({
                token_type: "Bearer",
                expires_in: ACCESS_TOKEN_LIFETIME_SECONDS,
                ext_expires_in: ACCESS_TOKEN_LIFETIME_SECONDS,
                access_token: accessToken,
            });
        },
    );
    return (request) => login.fetch(request);
}

async function issueToken(request: TokenRequest, options: LoginOptions): Promise<string> {
    const client = await signIn(request, options);
    const resource = findResource(request.resource, options.directory);
    if (resource === undefined) {
        throw tokenErrors.resourceNotFound(request.resource, options.tenantId);
    }
    const version = accessTokenVersion(resource);
    return options.accessTokens.issue({
        client,
        audience: version === 2 ? resource.appId : request.resource,
        version,
        roles: client.grantedRoles.get(resource.appId) ?? [],
        authenticatedBy: request.credential.kind,
    });
}

async function signIn(request: TokenRequest, options: LoginOptions): Promise<ServicePrincipal> {
    const { directory, tenantId } = options;
    const application = directory.applicationByAppId(request.clientId);
    if (application === undefined) {
        throw tokenErrors.applicationNotFound(request.clientId, tenantId);
    }
    const client = directory.servicePrincipalByAppId(application.appId);
    if (client === undefined) {
        throw tokenErrors.missingServicePrincipal(application.appId, tenantId);
    }
    if (!isEnabled(client)) {
        throw tokenErrors.applicationDisabled(application.appId, displayNameOf(application));
    }
    if (application.properties["isFallbackPublicClient"] === true) {
        throw tokenErrors.publicClient();
    }
    if (request.credential.kind === "assertion") {
        await signInByAssertion(application, request.credential.assertion, options);
    } else if (
        application.secretDigest === undefined ||
        !timingSafeEqual(application.secretDigest, secretDigest(request.credential.secret))
    ) {
        throw tokenErrors.invalidSecret(application.appId);
    }
    return client;
}

function findResource(resource: string, directory: Directory): ServicePrincipal | undefined {
    const wanted = withoutTrailingSlash(resource).toLowerCase();
    return directory
        .servicePrincipals()
        .find((principal) =>
            [...servicePrincipalNamesOf(principal), principal.localName?.()].some(
                (name) => name?.toLowerCase() === wanted,
            ),
        );
}

function accessTokenVersion(resource: ServicePrincipal): 1 | 2 {
    const api = resource.application?.properties["api"];
    return isJsonObject(api) && api["requestedAccessTokenVersion"] === 2 ? 2 : 1;
}

function isHttpsOf(hosts: readonly string[], text: string): boolean {
    return URL.canParse(text) && new URL(text).protocol === "https:" && hosts.includes(new URL(text).host);
}

/** Where a person signs in whose tenant is not known yet: it can be discovered, but gives no client a token. */
function isMultiTenant(tenant: string): boolean {
    return ["common", "organizations", "consumers"].includes(tenant);
}

function checkTenant(tenant: string, tenantId: string): void {
    if (tenant.toLowerCase() === tenantId.toLowerCase()) {
        return;
    }
    if (isMultiTenant(tenant)) {
        throw tokenErrors.noTenant();
    }
    throw isGuid(tenant) || /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(tenant)
        ? tokenErrors.tenantNotFound(tenant)
        : tokenErrors.invalidTenant(tenant);
}

function correlationIdOf(clientRequestId: string | undefined): string {
    return clientRequestId !== undefined && isGuid(clientRequestId) ? clientRequestId : randomUUID();
}
