import { ServiceError } from "./service-error";

/**
 * The decoded segments of a request path. Clients that build `/{scope}/providers/…` from a scope with a leading slash
 * send `//subscriptions/…`, which Azure accepts; a trailing slash is accepted too. Every other second spelling of a
 * path is refused (400), so that what is authorised is what is served.
 */
export function requestSegments(pathname: string): string[] {
    const trimmed = pathname.replace(/^\/+/, "").replace(/\/$/, "");
    return trimmed === "" ? [] : trimmed.split("/").map(decodeSegment);
}

function decodeSegment(raw: string): string {
    const segment = percentDecoded(raw);
    if (
        segment === undefined ||
        segment === "" ||
        segment === "." ||
        segment === ".." ||
        /[/\\%?#<>\p{Cc}]/u.test(segment)
    ) {
        throw new ServiceError(
            400,
            "InvalidRequestUri",
            `A potentially dangerous Request.Path value was detected from the client: the segment '${raw}'. Write each segment once, plainly.`,
        );
    }
    return segment;
}

function percentDecoded(raw: string): string | undefined {
    try {
        return decodeURIComponent(raw);
    } catch {
        return undefined;
    }
}
