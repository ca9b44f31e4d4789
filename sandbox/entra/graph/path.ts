/** The path with alternate keys as separate segments: `/applications(appId='x')` becomes `/applications/appId='x'`. */
export function graphPath(path: string): string {
    return decoded(path).replace(/\/(\w+)\(([^()/]+)\)(?=\/|$)/g, "/$1/$2");
}

function decoded(path: string): string {
    try {
        return decodeURIComponent(path);
    } catch {
        return path;
    }
}
