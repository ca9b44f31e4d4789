import type { FederatedCredential } from "./federated-credentials";

/** https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations */
export const MAXIMUM_FEDERATED_CREDENTIALS = 20;

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,119}$/;
const MAXIMUM_LENGTH = 600;

/** What Graph finds wrong with a credential when it is written; a wrong subject is only found at the exchange. */
export function federatedCredentialProblem(credential: Omit<FederatedCredential, "id">): string | undefined {
    if (!NAME.test(credential.name)) {
        return invalid(
            "name",
            "it takes 3 to 120 letters, digits, hyphens and underscores, the first a letter or digit",
        );
    }
    if (!isIssuerUrl(credential.issuer)) {
        return invalid("issuer", "it takes an https URL without query and fragment");
    }
    const limited = {
        issuer: credential.issuer,
        subject: credential.subject,
        audiences: credential.audience,
        description: credential.description ?? "-",
    };
    const wrong = Object.entries(limited).find(([, value]) => value.length === 0 || value.length > MAXIMUM_LENGTH);
    return wrong === undefined ? undefined : invalid(wrong[0], `it takes 1 to ${MAXIMUM_LENGTH} characters`);
}

function invalid(property: string, rule: string): string {
    return `Invalid value specified for property '${property}' of resource 'FederatedIdentityCredential': ${rule}.`;
}

function isIssuerUrl(issuer: string): boolean {
    return /^\s*https:\/\//i.test(issuer) && URL.canParse(issuer) && !/[?#]/.test(issuer);
}
