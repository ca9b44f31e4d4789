import { ServiceError } from "./service-error";

/**
 * The decoded segments of a request path.
 * Clients that build `/{scope}/providers/…` from a scope with a slash of its own send `//subscriptions/…`, which Azure takes; a slash at
 * the end is taken too. Every other way of writing one path in two forms is refused (400), so that what is authorised is what is served.
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
