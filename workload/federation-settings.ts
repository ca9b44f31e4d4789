import { cloudOf, PUBLIC_AUTHORITY_HOST } from "./azure-clouds";
import type { Environment } from "./environment";
import { ConfigurationError } from "./errors";
import { GUID } from "./guid";
import { isHttpsOrigin } from "./https-origin";

export type { Environment } from "./environment";

/** A developer identity of a Cognito identity pool. */
export interface CognitoSourceSettings {
    readonly kind: "cognito";
    /** `REGION:GUID`; becomes the token's audience. */
    readonly identityPoolId: string;
    readonly developerProviderName: string;
    readonly developerUserIdentifier: string;
    /** The identity that was deployed, `REGION:GUID`: another one in the token fails at once instead of at Entra. */
    readonly identityId?: string;
    /** @default the pool's */
    readonly region?: string;
}

/** The IAM principal itself, by outbound identity federation of AWS STS. */
export interface StsSourceSettings {
    readonly kind: "sts";
    /** A regional endpoint is needed: the global one does not serve this. */
    readonly region: string;
    /** @default the token exchange audience of the authority host's cloud */
    readonly audience?: string;
}

/** Complete settings, with every default applied. */
export interface FederationSettings {
    readonly tenantId: string;
    readonly clientId: string;
    /** Origin of the login service, without a slash at the end. */
    readonly authorityHost: string;
    readonly additionallyAllowedTenants: readonly string[];
    readonly source: CognitoSourceSettings | (StsSourceSettings & { readonly audience: string });
}

/** What may be given instead of an environment variable. */
export interface FederationSettingsOptions {
    /** @default AZURE_TENANT_ID */
    readonly tenantId?: string;
    /** @default AZURE_CLIENT_ID */
    readonly clientId?: string;
    /** @default AZURE_AUTHORITY_HOST, else https://login.microsoftonline.com */
    readonly authorityHost?: string;
    /** Tenants besides `tenantId` for which a service may request tokens; `*` for all. @default AZURE_ADDITIONALLY_ALLOWED_TENANTS */
    readonly additionallyAllowedTenants?: readonly string[];
    /** @default FEDERATION_ISSUER and the COGNITO_ variables */
    readonly source?: CognitoSourceSettings | StsSourceSettings;
}

const COGNITO_ID = /^[a-z]{2,4}(?:-[a-z]+)+-\d+:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const DEVELOPER_PROVIDER_NAME = /^[\w._-]{1,128}$/;
const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-\d+$/;

/**
 * The options, completed from the environment that the stack's `environment` output gives a workload.
 * @throws ConfigurationError that names every missing or malformed one
 */
export function readFederationSettings(
    environment: Environment,
    options: FederationSettingsOptions = {},
): FederationSettings {
    const problems: string[] = [];
    const read = reader(environment, problems);
    const application = readApplication(environment, options, problems);
    const { authorityHost } = application;
    const source = readSource();
    if (problems.length > 0 || source === undefined) {
        throw new ConfigurationError(problems);
    }
    return {
        ...application,
        additionallyAllowedTenants:
            options.additionallyAllowedTenants ?? splitList(environment["AZURE_ADDITIONALLY_ALLOWED_TENANTS"] ?? ""),
        source,
    };

    function readSource(): FederationSettings["source"] | undefined {
        const given = options.source;
        const kind = given?.kind ?? (environment["FEDERATION_ISSUER"] || "cognito");
        if (kind === "sts") {
            const own = given?.kind === "sts" ? given : undefined;
            const region = environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"];
            return {
                kind,
                region: read("AWS_REGION", own?.region ?? region, REGION, "an AWS region"),
                audience: own?.audience ?? cloudOf(authorityHost).tokenExchangeAudience,
            };
        }
        if (kind !== "cognito") {
            problems.push(`FEDERATION_ISSUER is ${JSON.stringify(kind)}, not "cognito" or "sts"`);
            return undefined;
        }
        const own = given?.kind === "cognito" ? given : undefined;
        const identityPoolId = read("COGNITO_IDENTITY_POOL_ID", own?.identityPoolId, COGNITO_ID, "REGION:GUID");
        const identityId = own === undefined ? environment["COGNITO_IDENTITY_ID"] : own.identityId;
        if (identityId !== undefined && identityId !== "") {
            read("COGNITO_IDENTITY_ID", identityId, COGNITO_ID, "REGION:GUID");
        }
        const [poolRegion = ""] = identityPoolId.split(":");
        const region = own?.region ?? poolRegion;
        if (identityPoolId !== "" && region !== poolRegion) {
            problems.push(`the source's region is "${region}", but the identity pool is in ${poolRegion}`);
        }
        return {
            kind,
            identityPoolId,
            developerProviderName: read(
                "COGNITO_DEVELOPER_PROVIDER_NAME",
                own?.developerProviderName,
                DEVELOPER_PROVIDER_NAME,
                "1-128 letters, digits, dots, hyphens or underscores",
            ),
            developerUserIdentifier: read(
                "COGNITO_DEVELOPER_USER_IDENTIFIER",
                own?.developerUserIdentifier,
                /^.{1,1024}$/s,
                "1-1024 characters",
            ),
            ...(identityId === undefined || identityId === "" ? {} : { identityId }),
            region,
        };
    }
}

/** The application that a workload is in Entra. */
export type ApplicationSettings = Pick<FederationSettings, "tenantId" | "clientId" | "authorityHost">;

/**
 * The application settings of the environment.
 * @throws ConfigurationError that names every missing or malformed one
 */
export function readApplicationSettings(environment: Environment): ApplicationSettings {
    const problems: string[] = [];
    const application = readApplication(environment, {}, problems);
    if (problems.length > 0) {
        throw new ConfigurationError(problems);
    }
    return application;
}

function readApplication(
    environment: Environment,
    options: FederationSettingsOptions,
    problems: string[],
): ApplicationSettings {
    const read = reader(environment, problems);
    const tenantId = read("AZURE_TENANT_ID", options.tenantId, GUID, "a GUID");
    const clientId = read("AZURE_CLIENT_ID", options.clientId, GUID, "a GUID");
    const authorityHost = (
        options.authorityHost ??
        (environment["AZURE_AUTHORITY_HOST"] || PUBLIC_AUTHORITY_HOST)
    ).replace(/\/+$/, "");
    if (!isHttpsOrigin(authorityHost)) {
        problems.push(`AZURE_AUTHORITY_HOST is ${JSON.stringify(authorityHost)}, not an https origin`);
    }
    return { tenantId, clientId, authorityHost };
}

/** Reads one setting, and adds what is wrong with it to the problems. */
function reader(environment: Environment, problems: string[]) {
    return (variable: string, given: string | undefined, pattern: RegExp, shape: string): string => {
        const value = given ?? environment[variable];
        if (value === undefined || value === "") {
            problems.push(`${variable} is missing`);
            return "";
        }
        if (!pattern.test(value)) {
            problems.push(`${variable} is ${JSON.stringify(value)}, not ${shape}`);
        }
        return value;
    };
}

function splitList(text: string): string[] {
    return text.split(/[;,\s]+/).filter((part) => part !== "");
}
