import { jsonObject } from "./json-object";
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
    const request = challenge === undefined ? {} : jsonObject(challenge);
    const accessToken = isRecord(request["access_token"]) ? request["access_token"] : {};
    return JSON.stringify({ ...request, access_token: { ...accessToken, xms_cc: { values: ["CP1"] } } });
}
