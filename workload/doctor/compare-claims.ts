import { printable } from "../printable";

/** What a federation matches on. */
export interface TrustTriple {
    readonly issuer: string;
    readonly audience: string;
    readonly subject: string;
}

/** One of the three, side by side. */
export interface ClaimComparison {
    readonly claim: keyof TrustTriple;
    readonly token: string;
    readonly credential: string;
    /** Index of the first character that differs; `undefined` when all are equal. */
    readonly firstDifference: number | undefined;
}

const CLAIMS = ["issuer", "audience", "subject"] as const;

/** Entra compares byte for byte: upper and lower case, a trailing slash and a space count. */
export function compareClaims(token: TrustTriple, credential: TrustTriple): ClaimComparison[] {
    return CLAIMS.map((claim) => ({
        claim,
        token: token[claim],
        credential: credential[claim],
        firstDifference: firstDifference(token[claim], credential[claim]),
    }));
}

/** The credential that was most probably meant for the token: most claims equal, then most characters. */
export function nearestCredential<T extends TrustTriple>(token: TrustTriple, credentials: readonly T[]): T | undefined {
    const scored = credentials.map((credential) => ({ credential, score: score(compareClaims(token, credential)) }));
    return scored.sort((a, b) => b.score - a.score)[0]?.credential;
}

/** Token above credential, and a mark under the first character that differs. */
export function renderComparison(comparison: ClaimComparison): string[] {
    const { claim, firstDifference: at } = comparison;
    const [token, credential] = [printable(comparison.token), printable(comparison.credential)];
    const label = `${claim}:`.padEnd(10);
    if (at === undefined) {
        return [`${label} both        ${token}`];
    }
    return [
        `${label} token       ${token}`,
        `${"".padEnd(10)} credential  ${credential}`,
        `${"".padEnd(10)}             ${" ".repeat(at)}^ ${reason(token, credential, at)}`,
    ];
}

function reason(token: string, credential: string, at: number): string {
    if (token.toLowerCase() === credential.toLowerCase()) {
        return "upper and lower case differ";
    }
    if (at >= token.length) {
        return `the credential continues with "${credential.slice(at)}"`;
    }
    if (at >= credential.length) {
        return `the token continues with "${token.slice(at)}"`;
    }
    return "first difference";
}

function firstDifference(a: string, b: string): number | undefined {
    if (a === b) {
        return undefined;
    }
    let at = 0;
    while (at < a.length && a[at] === b[at]) {
        at += 1;
    }
    return at;
}

function score(comparison: readonly ClaimComparison[]): number {
    return comparison.reduce(
        (sum, { token, firstDifference: at }) => sum + (at === undefined ? 10 : at / (token.length + 1)),
        0,
    );
}
