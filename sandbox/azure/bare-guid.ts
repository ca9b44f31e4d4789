/** Azure's error messages show GUIDs without hyphens. */
export function bareGuid(guid: string): string {
    return guid.replaceAll("-", "").toLowerCase();
}
