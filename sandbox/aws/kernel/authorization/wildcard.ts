/** Whether `text` matches `pattern`, in which `*` is any run of characters and `?` any one. */
export function matchesWildcard(pattern: string, text: string): boolean {
    const expression = pattern
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("?", ".");
    return new RegExp(`^${expression}$`, "su").test(text);
}
