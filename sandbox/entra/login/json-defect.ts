/** As deep as .NET's JSON reader goes unless it is told otherwise: `JsonReaderOptions.MaxDepth`. */
const MAXIMUM_DEPTH = 64;

const TOKEN = /"(?:[^"\\]|\\.)*"(?=\s*(:?))|[{}[\]]/g;

/**
 * What is wrong with a JSON text that `JSON.parse` takes: a member that is repeated in one object, or too deep a nesting. RFC 7519
 * (section 4) lets a reader refuse repeated claims or take the last; two readers that choose differently see two tokens, so they
 * are refused here. What Entra does with them is not documented.
 */
export function jsonDefect(json: string): string | undefined {
    const open: Set<string>[] = [];
    for (const [token, colon] of json.matchAll(TOKEN)) {
        if (token === "{" || token === "[") {
            open.push(new Set());
            if (open.length > MAXIMUM_DEPTH) {
                return `It is nested deeper than ${MAXIMUM_DEPTH} levels.`;
            }
        } else if (token === "}" || token === "]") {
            open.pop();
        } else if (colon === ":") {
            const name = String(JSON.parse(token));
            const members = open.at(-1);
            if (members?.has(name) === true) {
                return "A member is repeated.";
            }
            members?.add(name);
        }
    }
    return undefined;
}
