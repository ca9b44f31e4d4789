import { describeOffset, type ExchangedToken, exchangeAssertion } from "../entra-exchange";
import { ConfigurationError, FederationError } from "../errors";
import { type Environment, type FederationSettings, readFederationSettings } from "../federation-settings";
import { isRecord } from "../json-web-token";
import type { System } from "../system";
import { findAdministrator } from "./administrator";
import {
    checkAwsCredentials,
    checkDeveloperIdentity,
    checkIdentityPool,
    checkOutsideToken,
    checkTokenClaims,
    type OutsideToken,
} from "./aws-checks";
import { type AzureEndpoints, findAzureEndpoints } from "./azure-endpoints";
import { checkCallerPolicy } from "./caller-policy-check";
import { type CheckName, type CheckResult, fail, failWith, type Finding, ok, skip } from "./check";
import { checkApplication, checkFederatedCredential, checkServicePrincipal, type Graph } from "./directory-checks";
import { checkClock, checkIssuerDiscovery } from "./issuer-checks";
import { getJson } from "./json-api";
import { checkRoleAssignments } from "./role-checks";

export interface DoctorOptions {
    /** What to get a token for. @default Azure Resource Manager */
    readonly scope?: string | undefined;
    /** Resource id whose role assignments are looked at. */
    readonly azureScope?: string | undefined;
    /** Name or ARN of the role that the workload calls AWS with. @default the one that calls from here */
    readonly callerRole?: string | undefined;
    /** AWS profile of somebody who may look at the pool and at the role's policies. @default the workload's own credentials */
    readonly awsProfile?: string | undefined;
}

/**
 * Walks the trust from AWS to Azure. What a check needs and does not have, it says; so one broken link is one failure, and what
 * hangs on it is skipped.
 */
export async function diagnose(
    environment: Environment,
    options: DoctorOptions,
    system: System,
): Promise<CheckResult[]> {
    const results: CheckResult[] = [];
    /** Runs a check unless one that it needs has not been passed. */
    const run = async <T>(
        check: CheckName,
        needs: readonly CheckName[],
        perform: () => Promise<Finding<T>> | Finding<T>,
    ): Promise<T | undefined> => {
        const failed = needs.find((need) =>
            results.some((result) => result.check === need && result.status === "fail"),
        );
        const finding: Finding<T> = failed === undefined ? await perform() : skip(`${failed} failed`);
        results.push({ check, ...finding.outcome });
        return finding.value;
    };

    const settings = await run("configuration", [], () => readConfiguration(environment));
    if (settings === undefined) {
        return results;
    }
    const { source } = settings;
    const callerArn = await run("aws-credentials", [], () => checkAwsCredentials(regionOf(source)));
    await run("identity-pool", ["aws-credentials"], () =>
        source.kind === "sts" ? skip("the issuer is STS") : checkIdentityPool(source, options.awsProfile),
    );
    await run("developer-identity", ["aws-credentials", "identity-pool"], () =>
        source.kind === "sts" ? skip("the issuer is STS") : checkDeveloperIdentity(source, options.awsProfile),
    );
    await run("caller-policy", ["aws-credentials", "identity-pool"], () =>
        callerArn === undefined ? skip("the caller is not known") : checkCallerPolicy(source, callerArn, options),
    );
    const startedAt = system.clock.now();
    const token = await run(
        "outside-token",
        ["aws-credentials", "identity-pool", "developer-identity", "caller-policy"],
        () => checkOutsideToken(source),
    );
    const mintedAt = (startedAt + system.clock.now()) / 2;
    await run("token-claims", ["developer-identity"], () =>
        withToken(token, ({ claims }) => checkTokenClaims(source, claims)),
    );
    await run("issuer-discovery", [], () =>
        withToken(token, ({ claims }) => checkIssuerDiscovery(environment, claims, system)),
    );

    const entraTime = await run("tenant", [], () => checkTenant(settings, system));
    await run("clock", [], () =>
        withToken(token, ({ claims }) =>
            checkClock({
                here: mintedAt,
                aws: (claims.expiresAtSeconds - claims.lifetimeSeconds) * 1000,
                entra: entraTime?.at,
            }),
        ),
    );

    const endpoints = await findAzureEndpoints(environment, settings.authorityHost, system);
    const administrator = findAdministrator(environment, settings.authorityHost, system);
    const graphToken = failedIn(results, "tenant") ? undefined : await administrator(endpoints.graph);
    const graph: Graph | undefined =
        graphToken === undefined ? undefined : { origin: endpoints.graph, token: graphToken, system };
    const applicationId = await run("application", ["tenant"], () =>
        withGraph(graph, (own) => checkApplication(own, settings.clientId)),
    );
    const principalId = await run("service-principal", ["tenant", "application"], () =>
        withGraph(graph, (own) => checkServicePrincipal(own, settings.clientId)),
    );
    const matching = await run(
        "federated-credential",
        ["tenant", "application", "token-claims", "developer-identity"],
        () =>
            withGraph(graph, (own) =>
                withToken(token, ({ claims }) =>
                    applicationId === undefined
                        ? skip("the application could not be read")
                        : checkFederatedCredential(own, applicationId, claims),
                ),
            ),
    );

    const links = [
        "tenant",
        "token-claims",
        "issuer-discovery",
        "clock",
        "application",
        "service-principal",
        "federated-credential",
    ] as const;
    const exchanged = await run("exchange", links, () =>
        withToken(token, (own) => checkExchange(settings, own, options, endpoints, matching !== undefined, system)),
    );
    await run("role-assignments", ["tenant", "application", "service-principal"], async () => {
        const { azureScope } = options;
        if (azureScope === undefined) {
            return skip("no --azure-scope was given");
        }
        const principal = principalId ?? objectIdIn(exchanged?.accessToken);
        if (principal === undefined) {
            return skip("the principal is not known");
        }
        const own = exchanged === undefined ? undefined : await managerToken(settings, token, endpoints, system);
        const tokens = [await administrator(endpoints.resourceManager), own].filter((each) => each !== undefined);
        return checkRoleAssignments({ origin: endpoints.resourceManager, tokens, system }, azureScope, principal);
    });
    return results;
}

function readConfiguration(environment: Environment): Finding<FederationSettings> {
    try {
        const settings = readFederationSettings(environment);
        return ok(`${settings.source.kind}, tenant ${settings.tenantId}, client ${settings.clientId}`, settings);
    } catch (error) {
        return error instanceof ConfigurationError ? failWith(error) : failWith(new ConfigurationError(["unreadable"]));
    }
}

/** Whether the tenant is in the cloud of the authority host; its clock, where it tells. */
async function checkTenant(
    { authorityHost, tenantId }: FederationSettings,
    system: System,
): Promise<Finding<{ readonly at: number | undefined }>> {
    const answer = await getJson(
        `${authorityHost}/${tenantId}/v2.0/.well-known/openid-configuration`,
        undefined,
        system,
    );
    if (answer === undefined) {
        return fail(
            `${authorityHost} cannot be reached from here`,
            "See that AZURE_AUTHORITY_HOST is right and that DNS, proxy and firewall let it through.",
            { code: "NetworkUnreachable" },
        );
    }
    if (answer.status !== 200) {
        return fail(
            `${authorityHost} does not know tenant ${tenantId}`,
            "Set AZURE_TENANT_ID from the stack's outputs, and AZURE_AUTHORITY_HOST to the tenant's cloud.",
            { code: "AADSTS90002" },
        );
    }
    const at = Date.parse(answer.headers.get("date") ?? "");
    return ok(`${tenantId} is at ${authorityHost}`, { at: Number.isNaN(at) ? undefined : at });
}

async function checkExchange(
    settings: FederationSettings,
    { token }: OutsideToken,
    options: DoctorOptions,
    endpoints: AzureEndpoints,
    matches: boolean,
    system: System,
): Promise<Finding<ExchangedToken>> {
    const scope = options.scope ?? `${endpoints.resourceManager}/.default`;
    try {
        const answer = await exchangeAssertion({ ...settings, scope, assertion: token }, system);
        const clock =
            answer.clockAheadMilliseconds === undefined
                ? ""
                : `; this machine's clock is ${describeOffset(answer.clockAheadMilliseconds)} Entra's`;
        return ok(`Entra gives a token for ${scope} for ${String(answer.expiresInSeconds)} s${clock}`, answer);
    } catch (error) {
        if (error instanceof FederationError && error.retry === "propagation" && matches) {
            return fail(
                "the federated credential matches, but Entra has not seen it yet",
                "Wait: a new or changed credential takes some minutes.",
                { code: error.code },
            );
        }
        return failWith(error);
    }
}

/** A token of the workload itself for Resource Manager: it may read what is assigned to it where it has a reading role. */
async function managerToken(
    settings: FederationSettings,
    token: OutsideToken | undefined,
    endpoints: AzureEndpoints,
    system: System,
): Promise<string | undefined> {
    if (token === undefined) {
        return undefined;
    }
    const request = { ...settings, scope: `${endpoints.resourceManager}/.default`, assertion: token.token };
    const answer = await exchangeAssertion(request, system).catch(() => undefined);
    return answer?.accessToken;
}

function withToken<T>(
    token: OutsideToken | undefined,
    perform: (token: OutsideToken) => Promise<Finding<T>> | Finding<T>,
): Promise<Finding<T>> | Finding<T> {
    return token === undefined ? skip("there is no outside token") : perform(token);
}

function withGraph<T>(
    graph: Graph | undefined,
    perform: (graph: Graph) => Promise<Finding<T>> | Finding<T>,
): Promise<Finding<T>> | Finding<T> {
    return graph === undefined
        ? skip("nobody is signed in who may read the directory (az login, or ARM_CLIENT_ID and ARM_CLIENT_SECRET)")
        : perform(graph);
}

function failedIn(results: readonly CheckResult[], check: CheckName): boolean {
    return results.some((result) => result.check === check && result.status === "fail");
}

function regionOf(source: FederationSettings["source"]): string {
    return source.region ?? "us-east-1";
}

function objectIdIn(accessToken: string | undefined): string | undefined {
    try {
        const claims: unknown = JSON.parse(Buffer.from(accessToken?.split(".")[1] ?? "", "base64url").toString("utf8"));
        return isRecord(claims) && typeof claims["oid"] === "string" ? claims["oid"] : undefined;
    } catch {
        return undefined;
    }
}
