/** What a role definition allows. A `*` in an operation matches any string, including slashes; case does not matter. */
export interface Permissions {
    readonly actions: readonly string[];
    readonly notActions: readonly string[];
    readonly dataActions: readonly string[];
    readonly notDataActions: readonly string[];
}

/** Control operations manage a resource through Resource Manager, data operations use what is in it. */
export interface Operation {
    readonly plane: "control" | "data";
    readonly name: string;
}

/**
 * Whether these permissions allow the operation: it is in the actions and not in the notActions of its plane.
 * https://learn.microsoft.com/azure/role-based-access-control/role-definitions
 */
export function permits(permissions: Permissions, operation: Operation): boolean {
    const [allowed, excepted] =
        operation.plane === "control"
            ? [permissions.actions, permissions.notActions]
            : [permissions.dataActions, permissions.notDataActions];
    const matches = (pattern: string): boolean => operationMatches(pattern, operation.name);
    return allowed.some(matches) && !excepted.some(matches);
}

export function operationMatches(pattern: string, operation: string): boolean {
    const [head = "", ...parts] = pattern.toLowerCase().split("*");
    const name = operation.toLowerCase();
    const tail = parts.pop();
    if (tail === undefined) {
        return name === head;
    }
    let position = head.length;
    for (const part of parts) {
        const found = name.indexOf(part, position);
        if (found < 0) {
            return false;
        }
        position = found + part.length;
    }
    return name.startsWith(head) && name.endsWith(tail) && position + tail.length <= name.length;
}
