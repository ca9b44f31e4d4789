// RFC 6750, section 2.1: what may follow "Bearer " in a header.
const BEARER_TOKEN = /^[\w.~+/-]+=*$/;
const JSON_WEB_TOKEN = /^[\w-]+=*\.[\w-]+=*\.[\w-]+=*$/;
// The longest that Microsoft documents are 28 hours (continuous access evaluation), the longest of Cognito 24. A week leaves room, and
// stays far from numbers that no date can hold.
const LONGEST_LIFETIME_SECONDS = 7 * 86_400;

/** Whether `value` can be sent in an Authorization header. */
export function isBearerToken(value: unknown): value is string {
    return typeof value === "string" && BEARER_TOKEN.test(value);
}

/** Whether `text` has the outward form of a signed JWT: three base64url segments and nothing around them. */
export function isCompactToken(text: string): boolean {
    return JSON_WEB_TOKEN.test(text);
}

/** Whether `value` can be the lifetime of a token in seconds: 1 second to 7 days. */
export function isTokenLifetime(value: unknown): value is number {
    return typeof value === "number" && value >= 1 && value <= LONGEST_LIFETIME_SECONDS;
}
