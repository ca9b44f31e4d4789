/** The default of .NET's JSON reader, `JsonReaderOptions.MaxDepth`. */
const MAXIMUM_DEPTH = 64;

const TOKEN = /"(?:[^"\\]|\\.)*"(?=\s*(:?))|[{}[\]]/g;

/**
 * What is wrong with JSON that `JSON.parse` accepts: a member repeated within one object, or nesting that is too deep. RFC 7519
 * (section 4) lets a parser either refuse repeated claims or use the last one. They are refused here, because two parsers that
 * choose differently would read two different tokens; what Entra does is not documented.
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
