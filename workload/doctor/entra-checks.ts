import { describeOffset, type ExchangedToken, exchangeAssertion } from "../entra-exchange";
import { FederationError } from "../errors";
import type { FederationSettings } from "../federation-settings";
import { addressAt, type HttpsOrigin } from "../https-origin";
import type { System } from "../system";
import type { OutsideToken } from "./aws-checks";
import { isUntrusted, TRUST_THE_AUTHORITY } from "./certificate-trust";
import { fail, failWith, type Finding, ok, skip } from "./check";
import { getJson } from "./json-api";

/** Codes of Entra for a token that no credential matches. */
const NO_MATCH = ["AADSTS70021", "AADSTS700211", "AADSTS700212", "AADSTS700213", "AADSTS7002121"];

/** Whether the tenant is in the cloud of the authority host; its clock, where it tells. */
export async function checkTenant(
    authorityHost: HttpsOrigin,
    tenantId: string,
    isAwsOutOfReach: boolean,
    system: System,
): Promise<Finding<{ readonly at: number | undefined }>> {
    const answer = await getJson(addressAt(authorityHost, `${tenantId}/v2.0/.well-known/openid-configuration`), system);
    if (answer.status === undefined) {
        if (isAwsOutOfReach) {
            return skip("neither AWS nor Entra can be reached from here: see aws-credentials");
        }
        return isUntrusted(answer.reason)
            ? fail(`the certificate of ${authorityHost} is not trusted here (${answer.reason})`, TRUST_THE_AUTHORITY, {
                  code: "NetworkUnreachable",
              })
            : fail(
                  `${authorityHost} cannot be reached from here`,
                  "Check that AZURE_AUTHORITY_HOST is right and that DNS, proxy and firewall allow it.",
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

/** Whether Entra takes the outside token. `matches` is whether a credential was read that does. */
export async function checkExchange(
    settings: FederationSettings,
    { token, claims }: OutsideToken,
    scope: string,
    matches: boolean,
    system: System,
): Promise<Finding<ExchangedToken>> {
    try {
        const answer = await exchangeAssertion({ ...settings, scope, assertion: token }, system);
        const clock =
            answer.clockAheadMilliseconds === undefined
                ? ""
                : `; this machine's clock is ${describeOffset(answer.clockAheadMilliseconds)} Entra's`;
        return ok(`Entra issues a token for ${scope} for ${String(answer.expiresInSeconds)} s${clock}`, answer);
    } catch (error) {
        if (error instanceof FederationError && error.retry === "propagation" && matches) {
            return fail(
                "the federated credential matches, but Entra has not seen it yet",
                "Wait: a new or changed credential takes a few minutes to take effect.",
                { code: error.code },
            );
        }
        const failure = failWith(error);
        if (failure.outcome.status !== "fail" || !NO_MATCH.includes(failure.outcome.code ?? "")) {
            return failure;
        }
        const { detail, fix: _fix, status: _status, ...more } = failure.outcome;
        return fail(
            detail,
            "Sign in (az login, or ARM_CLIENT_ID and ARM_CLIENT_SECRET) and run this again: it then shows the credential next to the token's " +
                `issuer ${claims.issuer}, audience ${claims.audience} and subject ${claims.subject}; set AZURE_CLIENT_ID from the same workload's outputs as the other variables.`,
            more,
        );
    }
}
