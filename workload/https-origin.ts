declare const brand: unique symbol;

/** An https origin in its canonical form: no user, no path, no slash at the end. */
export type HttpsOrigin = string & { readonly [brand]: "HttpsOrigin" };

/** Whether `text` is nothing but an https origin, e.g. `https://login.microsoftonline.com`. */
export function isHttpsOrigin(text: string): text is HttpsOrigin {
    return URL.canParse(text) && new URL(text).protocol === "https:" && new URL(text).origin === text;
}

/** The origin of a host name with an optional port; `undefined` for anything that is more or less than that. */
export function originOfHost(host: string): HttpsOrigin | undefined {
    const origin = `https://${host}`;
    return isHttpsOrigin(origin) ? origin : undefined;
}

/**
 * An address of that origin, whatever `path` holds: it can neither change the host nor bring a query of its own.
 * @throws Error when the address is elsewhere
 */
export function addressAt(origin: HttpsOrigin, path: string, query: Readonly<Record<string, string>> = {}): string {
    const address = new URL(origin);
    address.pathname = path;
    address.search = new URLSearchParams(query).toString();
    if (address.origin !== origin) {
        throw new Error(`An address at ${origin} would be at ${address.origin}.`);
    }
    return address.href;
}
