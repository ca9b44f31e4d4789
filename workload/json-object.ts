import { isRecord } from "./json-web-token";

/** The JSON object in `text`; an empty one when there is none. */
export function jsonObject(text: string): Record<string, unknown> {
    try {
        const value: unknown = JSON.parse(text);
        return isRecord(value) ? value : {};
    } catch {
        return {};
    }
}
