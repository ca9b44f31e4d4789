import type { AccessToken } from "./clouds";
import { control, exchange, get } from "./clouds";
import type { AwsWorkload } from "./aws-workload";
import { whileCredentialPropagates } from "./retry";
import { screen } from "./screen";
import { mismatch, readClaims } from "./token-claims";
import type { WorkloadOutput } from "./workload-outputs";

export const RESOURCE_MANAGER_SCOPE = "https://management.azure.com/.default";
export const VAULT_SCOPE = "https://vault.azure.net/.default";
const PROPAGATION_LIMIT_SECONDS = 60;

/** One step of the flow, for the summary. */
export interface Step {
    readonly name: string;
    readonly ok: boolean;
    readonly seconds: number;
    readonly [detail: string]: string | number | boolean;
}

/** What a workload may do in Azure, as seen by doing it. */
export interface Access {
    readonly attempt: string;
    readonly ok: boolean;
    readonly code: string;
}

export interface FlowResult {
    readonly steps: readonly Step[];
    readonly allowed: readonly Access[];
    /** The token of the first step, for the attempts that misuse it. */
    readonly assertion: string;
    readonly accessToken: AccessToken | undefined;
}

/** The six steps from a role in AWS to a resource in Azure; ends early at a step that fails. */
export async function runFlow(
    workload: AwsWorkload,
    output: WorkloadOutput,
    scopes: readonly string[],
): Promise<FlowResult> {
    const steps: Step[] = [];
    let stepStarted = Date.now();
    const record = (name: string, ok: boolean, details: Record<string, string | number> = {}): void => {
        steps.push({ name, ok, seconds: (Date.now() - stepStarted) / 1000, ...details });
        stepStarted = Date.now();
        (ok ? screen.ok : screen.fail)(`${String(steps.length)}. ${name}`);
        for (const [key, value] of Object.entries(details)) {
            screen.detail(`${key.padEnd(10)} ${String(value)}`);
        }
    };

    const caller = await workload.callerArn();
    const token = await workload.token(output.environment);
    if (!token.ok) {
        record("The workload asks Cognito for a token of its developer identity", false, {
            caller,
            code: token.code,
            message: token.message,
        });
        return { steps, allowed: [], assertion: "", accessToken: undefined };
    }
    record("The workload asks Cognito for a token of its developer identity", true, {
        caller,
        pool: output.environment.COGNITO_IDENTITY_POOL_ID,
        login: `${output.environment.COGNITO_DEVELOPER_PROVIDER_NAME} = ${output.environment.COGNITO_DEVELOPER_USER_IDENTIFIER}`,
    });
    const claims = readClaims(token.value);
    record("Cognito issues a signed token", true, {
        iss: claims.issuer,
        aud: claims.audience,
        sub: claims.subject,
        signed: claims.algorithm,
        lifetime: `${String(claims.lifetimeSeconds)} s`,
    });

    const difference = mismatch(claims, output);
    const ask = (): ReturnType<typeof exchange> =>
        exchange({
            authorityHost: authorityHost(),
            tenantId: output.tenantId,
            clientId: output.clientId,
            assertion: token.value,
            scope: RESOURCE_MANAGER_SCOPE,
        });
    let waits = 0;
    const answer =
        difference === undefined
            ? await whileCredentialPropagates(ask, PROPAGATION_LIMIT_SECONDS, (code, milliseconds) => {
                  waits += 1;
                  screen.detail(
                      `${code}: Entra does not see the new credential yet; next try in ${String(Math.round(milliseconds))} ms`,
                  );
              })
            : await ask();
    record("The workload offers it to Entra as its client assertion", true, {
        to: `${authorityHost()}/${output.tenantId}/oauth2/v2.0/token`,
        client: output.clientId,
        scope: RESOURCE_MANAGER_SCOPE,
        waits,
    });
    if (!answer.ok) {
        record("Entra matches issuer, audience and subject with the federated credential", false, {
            code: answer.code,
            message: difference ?? answer.message,
        });
        return { steps, allowed: [], assertion: token.value, accessToken: undefined };
    }
    record("Entra matches issuer, audience and subject with the federated credential", true, {
        keys: `${output.issuer}/.well-known/openid-configuration`,
        issuer: `${output.issuer}  =  iss`,
        audience: `${output.audience}  =  aud`,
        subject: `${output.subject}  =  sub`,
    });
    const access = readClaims(answer.value.text);
    record("Entra returns an access token", true, {
        aud: access.audience,
        principal: output.principalId,
        lifetime: `${String(answer.value.expiresInSeconds)} s`,
    });
    const allowed = await tryScopes(output, token.value, answer.value, scopes);
    record(
        "The workload uses Azure",
        allowed.some((attempt) => attempt.ok),
        {
            allowed: allowed.filter((attempt) => attempt.ok).length,
            denied: allowed.filter((attempt) => !attempt.ok).length,
        },
    );
    return { steps, allowed, assertion: token.value, accessToken: answer.value };
}

async function tryScopes(
    output: WorkloadOutput,
    assertion: string,
    resourceManager: AccessToken,
    scopes: readonly string[],
): Promise<Access[]> {
    const attempts: Access[] = [];
    for (const scope of scopes) {
        if (isVault(scope)) {
            const vaultToken = await exchange({
                authorityHost: authorityHost(),
                tenantId: output.tenantId,
                clientId: output.clientId,
                assertion,
                scope: VAULT_SCOPE,
            });
            const secret = vaultToken.ok ? await get(secretUrl(), vaultToken.value) : vaultToken;
            attempts.push({
                attempt: `read the secret "greeting" of ${shortScope(scope)}`,
                ok: secret.ok,
                code: secret.ok ? "" : secret.code,
            });
        } else {
            const answer = await get(scopeUrl(scope), resourceManager);
            attempts.push({ attempt: `read ${shortScope(scope)}`, ok: answer.ok, code: answer.ok ? "" : answer.code });
        }
    }
    return attempts;
}

/** The sandbox's Entra answers here; everything that is deployed names the real one. */
export function authorityHost(): string {
    return process.env.AZURE_AUTHORITY_HOST ?? "";
}

export function isVault(scope: string): boolean {
    return /\/providers\/Microsoft\.KeyVault\/vaults\/[^/]+$/i.test(scope);
}

export function scopeUrl(scope: string): string {
    return `${process.env.SANDBOX_RESOURCE_MANAGER_URL ?? ""}${scope}?api-version=${scope.includes("/providers/") ? "2022-07-01" : "2021-04-01"}`;
}

export function secretUrl(): string {
    return `${process.env.SANDBOX_KEY_VAULT_URL ?? ""}/secrets/greeting?api-version=7.4`;
}

/** The last two words of a scope, which say enough on a narrow screen: `vaults/orders`. */
export function shortScope(scope: string): string {
    return scope.split("/").slice(-2).join("/");
}

/** Entra's clock ahead by `seconds` while `work` runs. */
export async function withEntraClockAhead<T>(seconds: number, work: () => Promise<T>): Promise<T> {
    await control("/clock", { cloud: "entra", offsetSeconds: seconds });
    try {
        return await work();
    } finally {
        await control("/clock", { cloud: "entra", offsetSeconds: 0 });
    }
}
