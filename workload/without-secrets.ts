const JSON_WEB_TOKEN = /eyJ[\w-]{5,}(?:\.[\w-]*)*/g;
const LONG_RUN = /[\w+/=-]{100,}/g;

/** A vendor's text as it may be shown: one line, without anything that could be a token or a key. */
export function withoutSecrets(text: string): string {
    const [firstLine = ""] = text.trim().split(/\r?\n/);
    return firstLine.replace(JSON_WEB_TOKEN, "<token>").replace(LONG_RUN, "<removed>");
}
