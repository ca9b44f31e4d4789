import { printable } from "./printable";

const JSON_WEB_TOKEN = /eyJ[\w-]{5,}(?:\.[\w-]*)*/g;
// Longer than any name in AWS; and, with slashes, than most paths.
const LONG_RUN = /[\w+=-]{65,}|[\w+/=-]{100,}/g;
const SHORTEST_PART = 16;
const MOST_CHARACTERS = 1000;

/** A vendor's message as it may be shown: one line, printable, without anything that could be a token or a key. */
export function withoutSecrets(text: string): string {
    const [firstLine = ""] = text
        .slice(0, 16 * MOST_CHARACTERS)
        .trim()
        .split(/\r?\n/);
    const shown = printable(firstLine.replace(JSON_WEB_TOKEN, "<token>").replace(LONG_RUN, "<removed>"));
    return shown.length > MOST_CHARACTERS ? `${shown.slice(0, MOST_CHARACTERS)}…` : shown;
}

/** `text` without `token` or any of its parts: for the answer of a service that received it. */
export function withoutToken(text: string, token: string): string {
    return [token, ...token.split(".")]
        .filter((part) => part.length >= SHORTEST_PART)
        .reduce((left, part) => left.replaceAll(part, "<token>"), text.replace(JSON_WEB_TOKEN, "<token>"));
}
