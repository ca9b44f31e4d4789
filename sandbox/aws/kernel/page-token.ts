/** Where the page after this one starts, as text that means nothing to the caller. */
export function writePageStart(index: number): string {
    return Buffer.from(String(index)).toString("base64url");
}

/** 0 without a token, undefined when the token is not one of ours. */
export function readPageStart(token: string | undefined): number | undefined {
    const text = token === undefined ? "0" : Buffer.from(token, "base64url").toString();
    return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
