import { exchangeAssertion } from "../entra-exchange";
import { ConfigurationError } from "../errors";
import { type Environment, type FederationSettings, readFederationSettings } from "../federation-settings";
import { type HttpsOrigin, isHttpsOrigin } from "../https-origin";
import { isRecord } from "../json-web-token";
import type { System } from "../system";
import { findAdministrator } from "./administrator";
import {
    checkDeveloperIdentity,
    checkIdentityPool,
    checkOutsideToken,
    checkTokenClaims,
    type OutsideToken,
} from "./aws-checks";
import { findAzureEndpoints } from "./azure-endpoints";
import { checkCallerPolicy } from "./caller-policy-check";
import { type CheckName, type CheckResult, failWith, type Finding, ok, skip } from "./check";
import { checkAwsCredentials } from "./credentials-check";
import { checkApplication, checkFederatedCredential, checkServicePrincipal } from "./directory-checks";
import { type DoctorArguments, type DoctorOptions, readDoctorArguments } from "./doctor-arguments";
import { checkExchange, checkTenant } from "./entra-checks";
import { checkClock, checkIssuerDiscovery } from "./issuer-checks";
import type { JsonApi } from "./json-api";
import { checkRoleAssignments } from "./role-checks";

/**
 * Walks the trust from AWS to Azure. A check that needs another one is skipped when that one failed, so that one broken link is one
 * failure.
 */
export async function diagnose(
    environment: Environment,
    options: DoctorOptions,
    system: System,
): Promise<CheckResult[]> {
    const results: CheckResult[] = [];
    /** Runs a check unless one that it needs has failed. */
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

    const configuration = await run("configuration", [], () => readConfiguration(environment, options));
    if (configuration === undefined) {
        return results;
    }
    const { settings, authorityHost, ...given } = configuration;
    const { source } = settings;
    const callerArn = await run("aws-credentials", [], () => checkAwsCredentials(regionOf(source), environment));
    await run("identity-pool", ["aws-credentials"], () =>
        source.kind === "sts" ? skip("the issuer is STS") : checkIdentityPool(source, given.awsProfile),
    );
    await run("developer-identity", ["aws-credentials", "identity-pool"], () =>
        source.kind === "sts" ? skip("the issuer is STS") : checkDeveloperIdentity(source, given.awsProfile),
    );
    await run("caller-policy", ["aws-credentials", "identity-pool"], () =>
        callerArn === undefined ? skip("the caller is not known") : checkCallerPolicy(source, callerArn, given),
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

    const isAwsOutOfReach = results.some(
        (result) => result.check === "aws-credentials" && "code" in result && result.code === "NetworkUnreachable",
    );
    const entraTime = await run("tenant", [], () =>
        checkTenant(authorityHost, settings.tenantId, isAwsOutOfReach, system),
    );
    await run("clock", [], () =>
        withToken(token, ({ claims }) =>
            checkClock({
                here: mintedAt,
                aws: (claims.expiresAtSeconds - claims.lifetimeSeconds) * 1000,
                entra: entraTime?.at,
            }),
        ),
    );

    const endpoints = await run("azure-endpoints", ["tenant"], () =>
        entraTime === undefined
            ? skip("the tenant was not reached")
            : findAzureEndpoints(given.metadataOrigin, authorityHost, system),
    );
    const administrator = findAdministrator(environment, authorityHost, system);
    const apiFor = async (origin: HttpsOrigin): Promise<JsonApi | undefined> => {
        const token = await administrator(origin);
        return token === undefined ? undefined : { origin, token, system };
    };
    const graph = endpoints === undefined ? undefined : await apiFor(endpoints.graph);
    const withGraph = <T>(
        perform: (graph: JsonApi) => Promise<Finding<T>> | Finding<T>,
    ): Promise<Finding<T>> | Finding<T> => {
        if (endpoints === undefined) {
            return skip("the tenant was not reached");
        }
        return graph === undefined
            ? skip("nobody is signed in who may read the directory (az login, or ARM_CLIENT_ID and ARM_CLIENT_SECRET)")
            : perform(graph);
    };
    const application = await run("application", ["tenant", "azure-endpoints"], () =>
        withGraph((own) => checkApplication(own, settings.clientId)),
    );
    const principalId = await run("service-principal", ["tenant", "azure-endpoints", "application"], () =>
        withGraph((own) => checkServicePrincipal(own, settings.clientId)),
    );
    const matching = await run(
        "federated-credential",
        ["tenant", "azure-endpoints", "application", "token-claims", "developer-identity"],
        () =>
            withGraph((own) =>
                withToken(token, ({ claims }) =>
                    application === undefined
                        ? skip("the application could not be read")
                        : checkFederatedCredential(own, application, claims),
                ),
            ),
    );

    const links = [
        "tenant",
        "azure-endpoints",
        "token-claims",
        "issuer-discovery",
        "clock",
        "application",
        "service-principal",
        "federated-credential",
    ] as const;
    const exchanged = await run("exchange", links, () =>
        endpoints === undefined
            ? skip("the tenant was not reached")
            : withToken(token, (own) =>
                  checkExchange(
                      settings,
                      own,
                      given.scope ?? `${endpoints.resourceManager}/.default`,
                      matching !== undefined,
                      system,
                  ),
              ),
    );
    await run(
        "role-assignments",
        ["tenant", "azure-endpoints", "application", "service-principal", "federated-credential"],
        async () => {
            const { azureScope } = given;
            const principal = principalId ?? objectIdIn(exchanged?.accessToken);
            if (azureScope === undefined) {
                return skip("no --azure-scope was given");
            }
            if (endpoints === undefined || principal === undefined) {
                return skip("the principal is not known");
            }
            const origin = endpoints.resourceManager;
            const own = exchanged === undefined ? undefined : await managerToken(settings, token, origin, system);
            const managers = [await apiFor(origin), own === undefined ? undefined : { origin, token: own, system }];
            return checkRoleAssignments(
                managers.filter((each) => each !== undefined),
                azureScope,
                principal,
            );
        },
    );
    return results;
}

interface Configuration extends DoctorArguments {
    readonly settings: FederationSettings;
    readonly authorityHost: HttpsOrigin;
}

async function readConfiguration(environment: Environment, options: DoctorOptions): Promise<Finding<Configuration>> {
    try {
        const settings = readFederationSettings(environment);
        const { authorityHost, tenantId, clientId, source } = settings;
        if (!isHttpsOrigin(authorityHost)) {
            throw new ConfigurationError(["AZURE_AUTHORITY_HOST is not an https origin"]);
        }
        const { value: given, outcome } = await readDoctorArguments(options, environment);
        return given === undefined
            ? { outcome }
            : ok(`${source.kind}, tenant ${tenantId}, client ${clientId}`, { ...given, settings, authorityHost });
    } catch (error) {
        return failWith(error instanceof ConfigurationError ? error : new ConfigurationError(["unreadable"]));
    }
}

/** A token of the workload itself for Resource Manager: it may read what is assigned to it where it has a reading role. */
async function managerToken(
    settings: FederationSettings,
    token: OutsideToken | undefined,
    resourceManager: HttpsOrigin,
    system: System,
): Promise<string | undefined> {
    if (token === undefined) {
        return undefined;
    }
    const request = { ...settings, scope: `${resourceManager}/.default`, assertion: token.token };
    const answer = await exchangeAssertion(request, system).catch(() => undefined);
    return answer?.accessToken;
}

function withToken<T>(
    token: OutsideToken | undefined,
    perform: (token: OutsideToken) => Promise<Finding<T>> | Finding<T>,
): Promise<Finding<T>> | Finding<T> {
    return token === undefined ? skip("there is no outside token") : perform(token);
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
