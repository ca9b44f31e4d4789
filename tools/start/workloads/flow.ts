import { screen } from "../screen";
import type { Access, Step } from "../system";
import { azureRead, RESOURCE_MANAGER_SCOPE } from "./azure-reads";
import { readClaims } from "./token-claims";
import type { AccessTokenFacts, Answer, Workload } from "./workload";
import type { WorkloadOutput } from "./workload-outputs";

export interface FlowResult {
    readonly steps: readonly Step[];
    readonly allowed: readonly Access[];
    /** The outside token, for the attempts that misuse it; `undefined` if a step before Azure failed. */
    readonly assertion: string | undefined;
}

/** The six steps from a role in AWS to a resource in Azure; stops at a step that fails. */
export async function runFlow(
    workload: Workload,
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
    const failed = { steps, allowed: [], assertion: undefined };

    const caller = await workload.caller();
    const assertion = await workload.assertion();
    if (!assertion.ok) {
        const { code, message } = assertion;
        record("The workload asks Cognito for a token of its developer identity", false, { caller, code, message });
        return failed;
    }
    record("The workload asks Cognito for a token of its developer identity", true, {
        caller,
        pool: output.environment.COGNITO_IDENTITY_POOL_ID,
        login: `${output.environment.COGNITO_DEVELOPER_PROVIDER_NAME} = ${output.environment.COGNITO_DEVELOPER_USER_IDENTIFIER}`,
    });
    const claims = readClaims(assertion.value);
    record("Cognito issues a signed token", true, {
        iss: claims.issuer,
        aud: claims.audience,
        sub: claims.subject,
        signed: claims.algorithm,
        lifetime: `${String(claims.lifetimeSeconds)} s`,
    });

    const { answer, waitedSeconds } = await exchange(workload, assertion.value);
    record("The workload offers it to Entra as its client assertion", true, {
        to: `${process.env.AZURE_AUTHORITY_HOST ?? ""}/${output.tenantId}/oauth2/v2.0/token`,
        client: output.clientId,
        scope: RESOURCE_MANAGER_SCOPE,
        waitedSeconds,
    });
    if (!answer.ok) {
        record("Entra matches issuer, audience and subject with the federated credential", false, {
            code: answer.code,
            message: answer.message,
        });
        return failed;
    }
    record("Entra matches issuer, audience and subject with the federated credential", true, {
        keys: `${output.issuer}/.well-known/openid-configuration`,
        issuer: `${output.issuer}  =  iss`,
        audience: `${output.audience}  =  aud`,
        subject: `${output.subject}  =  sub`,
    });
    record("Entra returns an access token", true, {
        aud: answer.value.audience,
        principal: output.principalId,
        lifetime: `${String(answer.value.expiresInSeconds)} s`,
    });
    const allowed: Access[] = [];
    for (const { attempt, url, tokenScope } of scopes.map(azureRead)) {
        const read = await workload.read(url, tokenScope);
        allowed.push({ attempt, ok: read.ok, code: read.ok ? "" : read.code });
    }
    const refused = allowed.filter(({ ok }) => !ok);
    record("The workload uses Azure", refused.length === 0, {
        allowed: allowed.length - refused.length,
        denied: refused.length,
        ...(refused[0] === undefined ? {} : { code: refused[0].code }),
    });
    return { steps, allowed, assertion: assertion.value };
}

/** Shows Entra's first refusal if its propagation delay explains it, and leaves the waiting to the credential. */
async function exchange(
    workload: Workload,
    assertion: string,
): Promise<{ readonly answer: Answer<AccessTokenFacts>; readonly waitedSeconds: number }> {
    const first = await workload.accessToken(assertion, RESOURCE_MANAGER_SCOPE, false);
    if (first.ok || !first.mayPass) {
        return { answer: first, waitedSeconds: 0 };
    }
    screen.detail(`${first.code}: Entra does not see the new credential yet; the workload's credential tries again …`);
    const started = Date.now();
    const answer = await workload.accessToken(assertion, RESOURCE_MANAGER_SCOPE, true);
    return { answer, waitedSeconds: (Date.now() - started) / 1000 };
}
