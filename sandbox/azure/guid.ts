const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isGuid(text: string): boolean {
    return pattern.test(text);
}

/** Azure's error messages show GUIDs without hyphens. */
export function bareGuid(guid: string): string {
    return guid.replaceAll("-", "").toLowerCase();
}
