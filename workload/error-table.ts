/**
 * When the same request may succeed later:
 * `propagation` after a change of the trust, for some minutes; `transient` when the service or network has recovered;
 * `newAssertion` with a new outside token; `never` until somebody changes something.
 */
export type Retry = "propagation" | "transient" | "newAssertion" | "never";

/** One thing that goes wrong in a federation. */
export interface KnownError {
    /** `AADSTS` and its whole number, the AWS error name, or a name of the kit's own. */
    readonly code: string;
    readonly from: "Entra" | "AWS" | "kit";
    /** What it means. */
    readonly cause: string;
    /** What to do next. */
    readonly fix: string;
    readonly retry: Retry;
}

type Row = readonly [code: string, retry: Retry, cause: string, fix: string];

const COMPARE =
    "Run `cognito-entra doctor`: it shows the token next to the federated credential, character by character.";

// Meanings: Microsoft Entra error codes reference, Microsoft's page on workload identity federation errors, and the
// error page of the login service. Microsoft may change codes and messages at any time, so an unknown code is never
// fatal to the kit.
const ENTRA: readonly Row[] = [
    ["AADSTS70021", "propagation", "No federated credential of the application matches the token.", COMPARE],
    ["AADSTS700211", "propagation", "No federated credential of the application has the token's issuer.", COMPARE],
    ["AADSTS700212", "propagation", "No federated credential of the application has the token's audience.", COMPARE],
    ["AADSTS700213", "propagation", "No federated credential of the application has the token's subject.", COMPARE],
    [
        "AADSTS70025",
        "propagation",
        "The application has no federated credential.",
        "Deploy the stack; right after a deployment, wait a few minutes.",
    ],
    ["AADSTS7002121", "never", "The token's audience is not the federated credential's.", COMPARE],
    [
        "AADSTS7002138",
        "never",
        "The token matches the federated credential except for upper and lower case.",
        "Copy issuer, audience and subject from the token into the credential as they are; Entra compares case-sensitively.",
    ],
    [
        "AADSTS70022",
        "never",
        "The federated credential's issuer is not an acceptable URL.",
        "Give an https URL without query, fragment or loopback host.",
    ],
    [
        "AADSTS70023",
        "never",
        "The outside token lives longer than Entra accepts.",
        "Ask for a shorter token: 15 minutes or less is safe.",
    ],
    [
        "AADSTS70024",
        "never",
        "The issuer's discovery document lacks a field that Entra needs.",
        "Fix the issuer's /.well-known/openid-configuration.",
    ],
    [
        "AADSTS700221",
        "never",
        "The token's issuer is not the one that its discovery document names.",
        "Make `iss` and the discovery document's `issuer` equal byte for byte.",
    ],
    [
        "AADSTS700214",
        "never",
        "An Entra token was given as assertion, and its audience is not api://AzureADTokenExchange.",
        "Request the assertion for the token exchange audience of the cloud.",
    ],
    [
        "AADSTS700222",
        "never",
        "Tokens of Entra itself may not be used for federation.",
        "Give the token of the outside issuer.",
    ],
    [
        "AADSTS700223",
        "never",
        "Workload identity federation is restricted or disabled in this tenant.",
        "Ask the tenant's administrators to allow it.",
    ],
    [
        "AADSTS700226",
        "never",
        "Of Entra's own tokens only those of managed identities may be used for federation.",
        "Use a managed identity's token.",
    ],
    [
        "AADSTS700227",
        "never",
        "The Entra token given as assertion has a forbidden audience.",
        "Request the assertion for the token exchange audience of the cloud.",
    ],
    [
        "AADSTS700231",
        "never",
        "A token that came from a federated credential cannot be used for another one.",
        "Federate from the first issuer directly.",
    ],
    ["AADSTS700236", "never", "Entra tokens of this issuer may not be used for federation.", "Use another issuer."],
    [
        "AADSTS700238",
        "never",
        "A policy of the tenant does not allow this issuer.",
        "Ask the tenant's administrators to add the issuer to the policy.",
    ],
    [
        "AADSTS700263",
        "never",
        "Two federated credentials match the token.",
        "Delete one: issuer and subject must be unique in an application.",
    ],
    [
        "AADSTS90061",
        "transient",
        "Entra could not fetch the issuer's discovery document or keys.",
        "Wait; if it stays, check that the issuer's /.well-known addresses answer on the public internet.",
    ],
    [
        "AADSTS50166",
        "transient",
        "Entra's request to the issuer failed.",
        "Wait; if it stays, check that the issuer's /.well-known addresses answer on the public internet.",
    ],
    [
        "AADSTS501661",
        "transient",
        "Entra could not read the issuer's discovery document or keys.",
        "Wait; if it stays, check that the discovery document has no empty field.",
    ],
    [
        "AADSTS900611",
        "transient",
        "Entra could not read the issuer's discovery document.",
        "Wait; if it stays, fix the issuer's /.well-known/openid-configuration.",
    ],
    [
        "AADSTS900612",
        "transient",
        "Entra could not read the issuer's keys.",
        "Wait; if it stays, fix the address that the discovery document's `jwks_uri` names.",
    ],
    ["AADSTS5002727", "never", "The token header's `typ` is not accepted.", "Have the issuer write `JWT` into it."],
    [
        "AADSTS5002726",
        "never",
        "The token has a header member that Entra does not support.",
        "Remove it at the issuer.",
    ],
    [
        "AADSTS700024",
        "newAssertion",
        "The outside token has expired or is not yet valid.",
        "The kit mints a new one by itself; if it stays, correct the clock of this machine.",
    ],
    [
        "AADSTS700027",
        "never",
        "The outside token's signature is not valid.",
        "Check that the token is passed on unchanged and that the issuer publishes the key that signed it.",
    ],
    ["AADSTS700022", "never", "The outside token has no subject.", "Give a token with a `sub` claim."],
    [
        "AADSTS700023",
        "never",
        "The outside token's audience is not this token endpoint.",
        "The application has no federated credential for this issuer: deploy it.",
    ],
    ["AADSTS50027", "never", "The outside token is not a well-formed JWT.", "Give the token as the issuer made it."],
    [
        "AADSTS700016",
        "never",
        "The application is not in this tenant.",
        "Set AZURE_CLIENT_ID and AZURE_TENANT_ID from the same stack's outputs; right after its creation, wait a minute.",
    ],
    [
        "AADSTS90002",
        "never",
        "The tenant was not found.",
        "Set AZURE_TENANT_ID from the stack's outputs, and AZURE_AUTHORITY_HOST to the tenant's cloud.",
    ],
    ["AADSTS900023", "never", "The tenant is not a GUID or domain.", "Set AZURE_TENANT_ID from the stack's outputs."],
    ["AADSTS7000112", "never", "The application is disabled.", "Enable its service principal (accountEnabled)."],
    ["AADSTS7000116", "never", "The application is disabled.", "Enable its service principal (accountEnabled)."],
    [
        "AADSTS7000229",
        "never",
        "The application has no service principal in this tenant.",
        "Deploy the stack again: it makes the service principal.",
    ],
    [
        "AADSTS700025",
        "never",
        "A public client must not send an assertion.",
        "Turn `allow public client flows` off in the application.",
    ],
    [
        "AADSTS70011",
        "never",
        "The scope is not valid.",
        "Ask for `<resource>/.default`, e.g. `https://vault.azure.net/.default`.",
    ],
    ["AADSTS1002012", "never", "The scope is not valid for client credentials.", "Ask for `<resource>/.default`."],
    [
        "AADSTS500011",
        "never",
        "The resource is not known in this tenant.",
        "Correct the scope; consent to the resource if it is an application.",
    ],
    [
        "AADSTS53003",
        "never",
        "Conditional Access blocks this sign-in.",
        "See the service principal's sign-in log for the policy; allow the address that the workload calls from.",
    ],
    [
        "AADSTS900382",
        "never",
        "A confidential client is not allowed across clouds.",
        "Set AZURE_AUTHORITY_HOST to the cloud that the application is in.",
    ],
    [
        "AADSTS50196",
        "transient",
        "Entra sees the same request in a loop.",
        "Keep one credential for the life of the process.",
    ],
    ["AADSTS90033", "transient", "Entra is unavailable for a moment.", "Wait: the kit tries again."],
];

// Names: API models of Cognito identity and STS.
const AWS: readonly Row[] = [
    [
        "NotAuthorizedException",
        "never",
        "The caller may not mint a token for this developer identity.",
        "Allow the workload's role `cognito-identity:GetOpenIdTokenForDeveloperIdentity` on the identity pool's ARN.",
    ],
    [
        "AccessDeniedException",
        "never",
        "IAM does not allow the caller this action.",
        "Allow the workload's role `cognito-identity:GetOpenIdTokenForDeveloperIdentity` on the identity pool's ARN.",
    ],
    [
        "AccessDenied",
        "never",
        "IAM does not allow the caller this action.",
        "Allow the workload's role `sts:GetWebIdentityToken` for the audience and duration asked for.",
    ],
    [
        "ResourceNotFoundException",
        "never",
        "The identity pool is not in this account and region.",
        "Set COGNITO_IDENTITY_POOL_ID and AWS_REGION from the stack's outputs.",
    ],
    [
        "InvalidParameterException",
        "never",
        "Cognito refuses a parameter, usually a developer provider name that the pool does not have.",
        "Set COGNITO_DEVELOPER_PROVIDER_NAME from the stack's outputs.",
    ],
    [
        "ResourceConflictException",
        "never",
        "The developer user is linked to another identity.",
        "Set COGNITO_DEVELOPER_USER_IDENTIFIER and COGNITO_IDENTITY_ID from the same stack's outputs.",
    ],
    [
        "DeveloperUserAlreadyRegisteredException",
        "never",
        "The developer user is registered under another identity.",
        "Set COGNITO_DEVELOPER_USER_IDENTIFIER and COGNITO_IDENTITY_ID from the same stack's outputs.",
    ],
    [
        "TooManyRequestsException",
        "transient",
        "Cognito throttles: 50 tokens a second in an account and region.",
        "Wait: the kit tries again.",
    ],
    ["ThrottlingException", "transient", "AWS throttles.", "Wait: the kit tries again."],
    ["Throttling", "transient", "AWS throttles.", "Wait: the kit tries again."],
    ["InternalErrorException", "transient", "Cognito had an internal error.", "Wait: the kit tries again."],
    ["InternalFailure", "transient", "AWS had an internal error.", "Wait: the kit tries again."],
    ["ServiceUnavailable", "transient", "AWS is unavailable for a moment.", "Wait: the kit tries again."],
    [
        "CredentialsProviderError",
        "never",
        "No AWS credentials were found.",
        "Give the workload a role (task role, execution role, instance profile, IRSA or pod identity), or set AWS_PROFILE to a profile that exists and has credentials.",
    ],
    [
        "UnrecognizedClientException",
        "never",
        "AWS does not know the access key.",
        "Renew the AWS credentials, and check that they belong to the pool's partition.",
    ],
    ["InvalidClientTokenId", "never", "AWS does not know the access key.", "Renew the AWS credentials."],
    [
        "ExpiredTokenException",
        "never",
        "The AWS credentials have expired.",
        "Renew them: `aws sso login`, or restart the workload.",
    ],
    [
        "ExpiredToken",
        "never",
        "The AWS credentials have expired.",
        "Renew them: `aws sso login`, or restart the workload.",
    ],
    [
        "InvalidSignatureException",
        "never",
        "AWS does not accept the request's signature.",
        "Check that the secret key belongs to the access key and that this machine's clock is right.",
    ],
    [
        "SignatureDoesNotMatch",
        "never",
        "AWS does not accept the request's signature.",
        "Check that the secret key belongs to the access key and that this machine's clock is right.",
    ],
    [
        "OutboundWebIdentityFederationDisabledException",
        "never",
        "Outbound identity federation is off in this AWS account.",
        "Turn it on: `aws iam enable-outbound-web-identity-federation`.",
    ],
    [
        "SessionDurationEscalationException",
        "never",
        "The token would outlive the AWS session.",
        "Ask for a shorter token, or give the role a longer session.",
    ],
    [
        "JWTPayloadSizeExceededException",
        "never",
        "The token would be too large.",
        "Remove principal or request tags from the session.",
    ],
];

const KIT: readonly Row[] = [
    [
        "ConfigurationMissing",
        "never",
        "Settings are missing or malformed.",
        "Give the workload the stack's `environment` output unchanged.",
    ],
    [
        "TokenNotAsDeployed",
        "never",
        "AWS issued a token with another issuer, audience or subject than was deployed, so Entra would refuse it.",
        "Set all COGNITO_ variables from one stack's outputs; if the identity was deleted, run `pulumi refresh` and `pulumi up`.",
    ],
    [
        "TenantNotAllowed",
        "never",
        "A service asked for a token of another tenant.",
        "Name the tenant in `additionallyAllowedTenants` or AZURE_ADDITIONALLY_ALLOWED_TENANTS if you trust it.",
    ],
    [
        "NetworkUnreachable",
        "transient",
        "The service could not be reached.",
        "Check that DNS, proxy and firewall let this host through.",
    ],
    [
        "CertificateNotTrusted",
        "never",
        "The certificate of the server that answered is not trusted.",
        "If a proxy inspects the traffic, name the file with its authority in NODE_EXTRA_CA_CERTS; else find out who answers under this name.",
    ],
    [
        "CredentialFileUnreadable",
        "never",
        "A file that the AWS configuration names cannot be read.",
        "Correct the variable or the profile's setting; check that the file is mounted and that the user that runs this may read it.",
    ],
    [
        "RoleNotAssumed",
        "never",
        "AWS does not let the workload assume its own role.",
        "Check that the role exists and that its trust policy names the caller: issuer, audience and subject of the token, or the source profile's principal.",
    ],
    [
        "AddressMalformed",
        "never",
        "An address in the AWS configuration is not a URL.",
        "Correct AWS_ENDPOINT_URL, AWS_CONTAINER_CREDENTIALS_FULL_URI or the profile's `endpoint_url`.",
    ],
    [
        "PackageMissing",
        "never",
        "A package that the kit depends on is not installed.",
        "Install the kit with its dependencies, and let a bundler include them.",
    ],
    [
        "TimedOut",
        "transient",
        "The service did not answer in time.",
        "Check that DNS, proxy and firewall let this host through.",
    ],
    [
        "UnexpectedAnswer",
        "transient",
        "The answer does not follow the protocol.",
        "Check that no proxy or captive portal answers in the service's place.",
    ],
    [
        "TokenFileUnreadable",
        "never",
        "The token file of this Azure workload cannot be read.",
        "Check that AZURE_FEDERATED_TOKEN_FILE is mounted and that the user that runs this may read it.",
    ],
    [
        "ManagedIdentityRefused",
        "never",
        "The managed identity endpoint gives this resource no token.",
        "Assign a managed identity to the resource (AZURE_CLIENT_ID chooses among several), and check that the audience is an application of its tenant.",
    ],
    [
        "UnknownError",
        "never",
        "The service refused with a code that the kit does not know.",
        "Read the service's own message.",
    ],
    ["Throttled", "transient", "The service asks callers to come back later.", "Wait: the kit tries again."],
    ["ServiceError", "transient", "The service had an internal error.", "Wait: the kit tries again."],
    ["AbortError", "never", "The caller gave up waiting.", "Nothing to do: its abort signal ended the wait."],
];

function known(from: KnownError["from"], rows: readonly Row[]): KnownError[] {
    return rows.map(([code, retry, cause, fix]) => ({ code, from, cause, fix, retry }));
}

/** Every error that the kit can explain; the catalogue in docs/errors.md is made from it. */
export const ERROR_TABLE: readonly KnownError[] = [
    ...known("Entra", ENTRA),
    ...known("AWS", AWS),
    ...known("kit", KIT),
];

const BY_CODE: ReadonlyMap<string, KnownError> = new Map(ERROR_TABLE.map((error) => [error.code, error]));

export function findKnownError(code: string): KnownError | undefined {
    return BY_CODE.get(code);
}
