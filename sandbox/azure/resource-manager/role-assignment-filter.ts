import type { AccessControl } from "./access-control";
import type { ResourceId } from "./resource-id";
import type { RoleAssignment } from "./role-assignment";
import { ServiceError } from "./service-error";

const clause =
    /^(?:(?<atScope>atScope\(\))|principalId\s+eq\s+'(?<principalId>[^']*)'|assignedTo\('(?<assignedTo>[^']*)'\))$/i;

/**
 * The role assignments that `$filter` selects at a scope. Without a filter: those of the scope and of everything above
 * and below it. `atScope()` leaves out what is below; `principalId eq '…'` and `assignedTo('…')` keep those of one
 * principal (the sandbox has no groups).
 * https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
 */
export function selectRoleAssignments(
    accessControl: AccessControl,
    scope: ResourceId,
    filter: string | null,
): RoleAssignment[] {
    const clauses =
        filter === null || filter.trim() === "" ? [] : filter.split(/\sand\s/i).map((text) => parseClause(text.trim()));
    const here = accessControl.atOrAbove(scope);
    const all = clauses.some(({ atScope }) => atScope) ? here : [...here, ...accessControl.below(scope)];
    return all.filter((assignment) =>
        clauses.every(
            ({ principalId }) => principalId === undefined || principalId === assignment.principalId.toLowerCase(),
        ),
    );
}

function parseClause(text: string): { atScope: boolean; principalId: string | undefined } {
    const groups = clause.exec(text)?.groups;
    if (groups === undefined) {
        throw new ServiceError(
            400,
            "InvalidFilter",
            `The filter '${text}' is not supported. Supported filters are 'atScope()', 'principalId eq '{value}'' and 'assignedTo('{value}')'.`,
        );
    }
    return {
        atScope: groups["atScope"] !== undefined,
        principalId: (groups["principalId"] ?? groups["assignedTo"])?.toLowerCase(),
    };
}
