import { quote } from "../quote";

const longestIssuer = 600;

/**
 * What Entra would refuse in an issuer URL: it must be HTTPS, not loopback, without query, fragment, user or spaces,
 * and at most 600 characters long. It is compared with the token byte for byte, so it must not have a trailing slash,
 * which no AWS issuer has.
 * https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
 */
export function issuerProblem(issuer: string): string | undefined {
    const found = quote(issuer);
    if (issuer.length > longestIssuer) {
        return `an issuer has at most ${longestIssuer} characters, found ${issuer.length}`;
    }
    if (!URL.canParse(issuer) || /[\s\p{Cc}]/u.test(issuer)) {
        return `${found} is not an issuer, which is an https URL`;
    }
    const { protocol, hostname, search, hash, username, password } = new URL(issuer);
    if (protocol !== "https:" || !issuer.startsWith("https://")) {
        return `${found} is not an https URL; Entra accepts no other issuer`;
    }
    if (username !== "" || password !== "") {
        return "the issuer holds a user name or a password; write the URL without it";
    }
    if (issuer.includes("?") || issuer.includes("#") || search !== "" || hash !== "") {
        return `${found} has a query or a fragment; Entra accepts no such issuer`;
    }
    if (issuer.endsWith("/")) {
        return `${found} ends in a slash; the issuer is compared with the token byte for byte, and no AWS issuer ends in one`;
    }
    if (
        hostname === "localhost" ||
        hostname.endsWith(".localhost") ||
        /^127\./.test(hostname) ||
        hostname === "[::1]"
    ) {
        return `${found} is a loopback address; Entra cannot reach it`;
    }
    return undefined;
}
