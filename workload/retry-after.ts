/** Seconds to wait by a Retry-After header: a number, or a date that is read by the server's own clock. */
export function retryAfterSeconds(headers: Headers, localNow: number): number | undefined {
    const header = headers.get("retry-after");
    if (header === null) {
        return undefined;
    }
    if (/^\d+$/.test(header.trim())) {
        return Number(header);
    }
    const until = Date.parse(header);
    const serverNow = Date.parse(headers.get("date") ?? "");
    return Number.isNaN(until)
        ? undefined
        : Math.max(0, (until - (Number.isNaN(serverNow) ? localNow : serverNow)) / 1000);
}
