import { v5 as uuidV5 } from "uuid";
import { azureScopeKey, type AzureScope } from "./scope";

/** The namespace of this project's role assignment names: a random UUID, drawn once and never changed. */
const namespace = "2f17ece8-cfb1-491d-a679-cc105ccbaf3f";

export interface RoleAssignmentIdentity {
    readonly scope: AzureScope;
    /** A name that stays the same if the principal is replaced, such as its application's display name. */
    readonly principalName: string;
    readonly roleDefinitionGuid: string;
}

/**
 * The name (a UUIDv5) of the assignment of a role to a principal at a scope: the same in every deployment and however
 * the scope's names are capitalised, since Azure ignores case.
 * https://learn.microsoft.com/azure/role-based-access-control/role-assignments#name
 */
export function roleAssignmentName({ scope, principalName, roleDefinitionGuid }: RoleAssignmentIdentity): string {
    return uuidV5(JSON.stringify([azureScopeKey(scope), principalName, roleDefinitionGuid.toLowerCase()]), namespace);
}

export interface RoleAssignmentTexts {
    readonly description?: string;
    readonly condition?: string;
}

const longestDescriptionBytes = 2048;
const longestConditionBytes = 8192;

/** At most 2 KB of UTF-8. https://learn.microsoft.com/azure/role-based-access-control/role-assignments#description */
export function assignmentDescriptionProblem(description: string): string | undefined {
    return sizeProblem("description", description, longestDescriptionBytes);
}

/** Not empty, and at most 8 KB of UTF-8; its version is 2.0. https://learn.microsoft.com/azure/role-based-access-control/conditions-format */
export function assignmentConditionProblem(condition: string): string | undefined {
    return condition.trim() === ""
        ? "the condition is empty; leave the key out"
        : sizeProblem("condition", condition, longestConditionBytes);
}

/** Everything that Azure would refuse in a role assignment's strings. */
export function roleAssignmentProblems({ description, condition }: RoleAssignmentTexts): string[] {
    return [
        description === undefined ? undefined : assignmentDescriptionProblem(description),
        condition === undefined ? undefined : assignmentConditionProblem(condition),
    ].filter((problem) => problem !== undefined);
}

function sizeProblem(noun: string, text: string, longest: number): string | undefined {
    const bytes = Buffer.byteLength(text, "utf8");
    return bytes > longest ? `the ${noun} has at most ${longest} bytes, found ${bytes}` : undefined;
}
