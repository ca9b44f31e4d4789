import { isRecord } from "./json-web-token";

/**
 * The `claims` parameter of a token request: the claims challenge that a service answered with, and, where the client says that it
 * understands continuous access evaluation, that it does.
 * https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
export function claimsRequest(challenge: string | undefined, continuousAccessEvaluation: boolean): string | undefined {
    if (!continuousAccessEvaluation) {
        return challenge;
    }
    const request = challenge === undefined ? {} : parse(challenge);
    const accessToken = isRecord(request["access_token"]) ? request["access_token"] : {};
    return JSON.stringify({ ...request, access_token: { ...accessToken, xms_cc: { values: ["CP1"] } } });
}

function parse(text: string): Record<string, unknown> {
    try {
        const value: unknown = JSON.parse(text);
        return isRecord(value) ? value : {};
    } catch {
        return {};
    }
}
