import { quote } from "../quote";
import { issuerProblem } from "./issuer";

export interface FederatedCredential {
    readonly name: string;
    readonly issuer: string;
    readonly audience: string;
    readonly subject: string;
    readonly description?: string;
}

const longestText = 600;

/**
 * Everything that Entra would refuse in a federated identity credential, or accept and then never match: the name has 3
 * to 120 letters, digits, hyphens and underscores and begins with a letter or digit; issuer, subject, audience and
 * description have at most 600 characters; issuer, audience and subject are compared byte for byte, so spaces around
 * them are always wrong, and wildcards are not expanded.
 * https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
 */
export function federatedCredentialProblems(credential: FederatedCredential): string[] {
    const problems = [
        nameProblem(credential.name),
        issuerProblem(credential.issuer),
        exactTextProblem("audience", credential.audience),
        exactTextProblem("subject", credential.subject),
        lengthProblem("description", credential.description ?? ""),
    ];
    return problems.filter((problem) => problem !== undefined);
}

function nameProblem(name: string): string | undefined {
    return /^[A-Za-z0-9][A-Za-z0-9_-]{2,119}$/.test(name)
        ? undefined
        : `${quote(name)} is not the name of a federated credential, which has 3 to 120 letters, digits, - and _ and begins with a letter or digit`;
}

function exactTextProblem(noun: string, text: string): string | undefined {
    if (text === "") {
        return `the ${noun} is empty`;
    }
    if (text !== text.trim() || /\p{Cc}/u.test(text)) {
        return `the ${noun} ${quote(text)} has spaces around it or control characters; Entra compares it byte for byte`;
    }
    if (text.includes("*")) {
        return `the ${noun} ${quote(text)} has a wildcard; Entra expands none`;
    }
    return lengthProblem(noun, text);
}

function lengthProblem(noun: string, text: string): string | undefined {
    return text.length > longestText
        ? `the ${noun} has at most ${longestText} characters, found ${text.length}`
        : undefined;
}
