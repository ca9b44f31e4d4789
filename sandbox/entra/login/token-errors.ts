import { TokenError } from "./token-error";

const WORKLOAD_IDENTITY_FEDERATION = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation";
const CERTIFICATE_CREDENTIALS =
    "Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .";

export const tokenErrors = {
    wrongMethod: (method: string) =>
        new TokenError(
            900561,
            "invalid_request",
            `The endpoint only accepts POST, OPTIONS requests. Received a ${method} request.`,
        ),
    bodyTooLarge: (maximumBytes: number) =>
        new TokenError(
            90013,
            "invalid_request",
            `Invalid input received from the user. The request body is larger than ${maximumBytes} bytes.`,
        ),
    missingParameter: (name: string) =>
        new TokenError(900144, "invalid_request", `The request body must contain the following parameter: '${name}'.`),
    duplicatedParameter: (name: string) =>
        new TokenError(
            9000411,
            "invalid_request",
            `The request is not properly formatted. The parameter '${name}' is duplicated.`,
        ),
    unsupportedGrantType: (grantType: string) =>
        new TokenError(
            70003,
            "unsupported_grant_type",
            `The app requested an unsupported grant type '${printable(grantType)}'.`,
        ),
    missingCredential: () =>
        new TokenError(
            7000216,
            "invalid_client",
            "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
        ),
    severalCredentials: () =>
        new TokenError(
            90023,
            "invalid_request",
            "Invalid STS request. The client must authenticate in exactly one way: more than one credential was presented.",
        ),
    ambiguousClient: () =>
        new TokenError(7000110, "invalid_request", "Request is ambiguous, multiple application identifiers found."),
    malformedAuthorization: () =>
        new TokenError(90023, "invalid_request", "Invalid STS request. The Authorization header is not HTTP Basic."),
    unsupportedAssertionType: (type: string, expected: string) =>
        new TokenError(
            901005,
            "invalid_request",
            `'${printable(type)}' is not a supported value for client_assertion_type parameter. Expected values are '${expected}'.`,
        ),
    invalidTenant: (tenant: string) =>
        new TokenError(
            900023,
            "invalid_request",
            `Specified tenant identifier '${printable(tenant)}' is neither a valid DNS name, nor a valid external domain.`,
        ),
    tenantNotFound: (tenant: string) =>
        new TokenError(
            90002,
            "invalid_request",
            `Tenant '${printable(tenant)}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
        ),
    noTenant: () =>
        new TokenError(
            50059,
            "invalid_request",
            "No tenant-identifying information found in either the request or implied by any provided credentials.",
        ),
    unknownInstance: () => new TokenError(50049, "invalid_instance", "Unknown or invalid instance."),
    invalidScope: (scope: string) =>
        new TokenError(
            70011,
            "invalid_scope",
            `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${printable(scope)} is not valid. Client credential flows take one resource identifier with /.default suffixed.`,
        ),
    resourceNotFound: (resource: string, tenant: string) =>
        new TokenError(
            500011,
            "invalid_resource",
            `The resource principal named ${printable(resource)} was not found in the tenant named ${tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
        ),
    applicationNotFound: (clientId: string, tenant: string) =>
        new TokenError(
            700016,
            "unauthorized_client",
            `Application with identifier '${printable(clientId)}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
        ),
    missingServicePrincipal: (clientId: string, tenant: string) =>
        new TokenError(
            7000229,
            "invalid_client",
            `The client application ${clientId} is missing service principal in the tenant ${tenant}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119`,
        ),
    applicationDisabled: (clientId: string, name: string) =>
        new TokenError(7000112, "unauthorized_client", `Application '${clientId}'(${name}) is disabled.`),
    publicClient: () =>
        new TokenError(
            700025,
            "invalid_client",
            "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
        ),
    invalidSecret: (clientId: string) =>
        new TokenError(
            7000215,
            "invalid_client",
            `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
        ),
    malformedAssertion: (detail: string) =>
        new TokenError(50027, "invalid_client", `JWT token is invalid or malformed. ${detail}`),
    unsupportedHeader: (name: string) =>
        new TokenError(
            5002726,
            "invalid_request",
            `Invalid JWT token. Unsupported header '${printable(name)}' in the JWT token header.`,
        ),
    unsupportedType: (type: string) =>
        new TokenError(
            5002727,
            "invalid_request",
            `Invalid JWT header type specified: '${printable(type)}'. Allowed types: 'JWT','http://openid.net/specs/jwt/1.0'.`,
        ),
    invalidSignature: (reason: string) =>
        new TokenError(
            700027,
            "invalid_client",
            `Client assertion failed signature validation. [Reason - ${reason}] ${CERTIFICATE_CREDENTIALS}`,
        ),
    outsideValidTimes: (now: Date, from: Date | undefined, until: Date) =>
        new TokenError(
            700024,
            "invalid_client",
            `Client assertion is not within its valid time range. Current time: ${now.toISOString()}, ${from === undefined ? "" : `assertion valid from ${from.toISOString()}, `}expiry time of assertion ${until.toISOString()}. ${CERTIFICATE_CREDENTIALS}`,
        ),
    lifetimeTooLong: (maximumSeconds: number, issued: Date, expires: Date) =>
        new TokenError(
            70023,
            "invalid_request",
            `External OIDC Provider token must have a lifetime of less than or equal to ${maximumSeconds} seconds. Token issued at ${issued.toISOString()}. Token expires on ${expires.toISOString()}.`,
        ),
    missingSubject: () =>
        new TokenError(
            700022,
            "invalid_client",
            `No Subject claim provided in the assertion. ${CERTIFICATE_CREDENTIALS}`,
        ),
    missingAudience: () =>
        new TokenError(
            700023,
            "invalid_client",
            `Client assertion audience claim does not match Realm issuer. ${CERTIFICATE_CREDENTIALS}`,
        ),
    noCredentials: (clientId: string, name: string) =>
        new TokenError(
            70025,
            "invalid_client",
            `The client '${clientId}'(${name}) has no configured federated identity credentials. ${WORKLOAD_IDENTITY_FEDERATION}`,
        ),
    issuerNotMatched: (issuer: string) => notMatched(700211, "issuer", issuer),
    audienceNotMatched: (audience: string) => notMatched(700212, "audience", audience),
    subjectNotMatched: (subject: string) => notMatched(700213, "subject", subject),
    subjectDiffersInCase: (subject: string) =>
        new TokenError(
            7002138,
            "invalid_client",
            `No matching federated identity record found for presented assertion subject '${printable(subject)}'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. ${WORKLOAD_IDENTITY_FEDERATION}`,
        ),
    microsoftIssuer: () =>
        new TokenError(700222, "invalid_client", "AAD-issued tokens may not be used for federated identity flows."),
    unacceptableIssuer: (issuer: string) =>
        new TokenError(
            70022,
            "invalid_request",
            `Federated Identity Credential issuer must use HTTPS scheme, must not be loopback address, and may not include a query-string or fragment. Token issuer: ${printable(issuer)}.`,
        ),
    metadataIssuerDiffers: (tokenIssuer: string, metadataIssuer: string) =>
        new TokenError(
            700221,
            "invalid_request",
            `Issuer from the provided JWT '${printable(tokenIssuer)}' does not match the issuer published in the OIDC discovery metadata ('${printable(metadataIssuer)}') registered for this federated credential.`,
        ),
    metadataFieldMissing: (field: string) =>
        new TokenError(70024, "invalid_request", `OIDC Provider Metadata missing required field '${field}'.`),
    metadataFieldEmpty: (field: string) =>
        new TokenError(
            501661,
            "invalid_request",
            `Request to External OIDC endpoint failed. Field '${field}' of the metadata is empty.`,
        ),
    metadataUnreachable: () => new TokenError(90061, "invalid_request", "Request to External OIDC endpoint failed."),
    metadataUnreadable: () => new TokenError(900611, "invalid_request", "Failed to parse provider metadata."),
    keysUnreachable: () => new TokenError(50166, "invalid_request", "Request to External OIDC endpoint failed."),
    keysUnreadable: () => new TokenError(900612, "invalid_request", "Failed to parse provider signing keys."),
} as const;

function notMatched(code: number, claim: string, value: string): TokenError {
    return new TokenError(
        code,
        "invalid_client",
        `No matching federated identity record found for presented assertion ${claim} '${printable(value)}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. ${WORKLOAD_IDENTITY_FEDERATION}`,
    );
}

/** What a caller sent, short enough for a message and without line breaks. */
function printable(text: string): string {
    const line = text.replace(/\p{Cc}/gu, " ");
    return line.length > 640 ? `${line.slice(0, 640)}…` : line;
}
