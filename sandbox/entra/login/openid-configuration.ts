import type { JsonObject } from "../../core/json-object";

/** https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc */
export function openidConfiguration(loginOrigin: string, tenantName: string, issuer: string): JsonObject {
    const tenant = `${loginOrigin}/${tenantName}`;
    return {
        token_endpoint: `${tenant}/oauth2/v2.0/token`,
        token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        jwks_uri: `${tenant}/discovery/v2.0/keys`,
        response_modes_supported: ["query", "fragment", "form_post"],
        subject_types_supported: ["pairwise"],
        id_token_signing_alg_values_supported: ["RS256"],
        response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
        scopes_supported: ["openid", "profile", "email", "offline_access"],
        issuer,
        request_uri_parameter_supported: false,
        authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
        claims_supported: ["sub", "iss", "aud", "exp", "iat", "appid", "oid", "tid", "ver", "roles"],
        tenant_region_scope: "EU",
        cloud_instance_name: "microsoftonline.com",
    };
}

/** What MSAL asks before it trusts an authority host; all `aliases` are one login host. */
export function instanceMetadata(loginOrigin: string, tenantId: string, aliases: readonly string[]): JsonObject {
    const host = new URL(loginOrigin).host;
    return {
        tenant_discovery_endpoint: `${loginOrigin}/${tenantId}/v2.0/.well-known/openid-configuration`,
        "api-version": "1.1",
        metadata: [{ preferred_network: host, preferred_cache: host, aliases }],
    };
}
