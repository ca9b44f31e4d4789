import type { Clock } from "../../core/clock";
import type { Network } from "../../core/network";
import { type Application, displayNameOf } from "../directory/directory-object";
import type { FederatedCredential } from "../directory/federated-credentials";
import { verifySignature } from "./assertion-signature";
import { type ClientAssertion, readClientAssertion } from "./client-assertion";
import { fetchIssuerKeys } from "./issuer-keys";
import { tokenErrors } from "./token-errors";

/** How far the clocks of issuer and Entra may be apart, in seconds. */
const CLOCK_SKEW_SECONDS = 300;

/** The longest that an outside token may live, in seconds: the vendor has a limit but no number; this is Cognito's longest. */
const MAXIMUM_ASSERTION_LIFETIME_SECONDS = 86_400;

const MICROSOFT_ISSUER_HOSTS = ["sts.windows.net", "login.microsoftonline.com", "login.windows.net"];

/**
 * Signs an application in with a token of an outside issuer; throws TokenError if it may not.
 * https://learn.microsoft.com/entra/workload-id/workload-identity-federation
 */
export async function signInByAssertion(
    application: Application,
    compact: string,
    context: { readonly clock: Clock; readonly network: Network },
): Promise<void> {
    const assertion = readClientAssertion(compact);
    const credentials = application.credentials.seenAt(context.clock.now().getTime());
    if (credentials.length === 0) {
        throw tokenErrors.noCredentials(application.appId, displayNameOf(application));
    }
    if (URL.canParse(assertion.issuer) && MICROSOFT_ISSUER_HOSTS.includes(new URL(assertion.issuer).hostname)) {
        throw tokenErrors.microsoftIssuer();
    }
    const ofIssuer = credentials.filter((credential) => credential.issuer === assertion.issuer);
    if (ofIssuer.length === 0) {
        throw tokenErrors.issuerNotMatched(assertion.issuer);
    }
    await verifySignature(assertion, await fetchIssuerKeys(context.network, assertion.issuer));
    checkTimes(assertion, context.clock.now());
    matchCredential(assertion, ofIssuer);
}

function checkTimes(assertion: ClientAssertion, now: Date): void {
    const { expires, notBefore, issuedAt } = assertion;
    const nowSeconds = now.getTime() / 1000;
    const from = Math.max(notBefore ?? 0, issuedAt ?? 0);
    const isOutside = nowSeconds >= expires + CLOCK_SKEW_SECONDS || nowSeconds < from - CLOCK_SKEW_SECONDS;
    if (isOutside || expires < from) {
        throw tokenErrors.outsideValidTimes(now, from === 0 ? undefined : date(from), date(expires));
    }
    const issued = issuedAt ?? notBefore ?? nowSeconds;
    if (expires - issued > MAXIMUM_ASSERTION_LIFETIME_SECONDS) {
        throw tokenErrors.lifetimeTooLong(MAXIMUM_ASSERTION_LIFETIME_SECONDS, date(issued), date(expires));
    }
}

function matchCredential(assertion: ClientAssertion, ofIssuer: readonly FederatedCredential[]): void {
    const { subject, audiences } = assertion;
    if (subject === undefined || subject === "") {
        throw tokenErrors.missingSubject();
    }
    const [audience] = audiences;
    if (audience === undefined) {
        throw tokenErrors.missingAudience();
    }
    const ofAudience = ofIssuer.filter((credential) => credential.audience === audience);
    if (ofAudience.length === 0 || audiences.length > 1) {
        throw tokenErrors.audienceNotMatched(audiences.join(", "));
    }
    if (ofAudience.some((credential) => credential.subject === subject)) {
        return;
    }
    throw ofAudience.some((credential) => credential.subject.toLowerCase() === subject.toLowerCase())
        ? tokenErrors.subjectDiffersInCase(subject)
        : tokenErrors.subjectNotMatched(subject);
}

function date(seconds: number): Date {
    return new Date(seconds * 1000);
}
