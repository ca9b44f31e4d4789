import { permits, type Operation, type Permissions } from "./permissions";
import { isWithin, lineage, subscriptionOf, tenantRoot, type ResourceId } from "./resource-id";
import { isSameGrant, type RoleAssignment } from "./role-assignment";
import { evaluateRoleCondition, type ConditionAttributes, type Fulfilment } from "./role-condition";

/**
 * Azure role-based access control: who may do what where, according to the role assignments at a scope and everything
 * above it. An assignment with a condition (ABAC) grants only what the condition allows; a condition that the sandbox
 * cannot evaluate allows nothing.
 * https://learn.microsoft.com/azure/role-based-access-control/overview
 */
export class AccessControl {
    readonly #assignments = new Map<string, RoleAssignment>();
    readonly #managementGroups: readonly ResourceId[];

    /** The management groups form one chain, outermost first, and contain every subscription. */
    constructor(managementGroups: readonly ResourceId[]) {
        this.#managementGroups = managementGroups;
    }

    find(name: string): RoleAssignment | undefined {
        return this.#assignments.get(name.toLowerCase());
    }

    findSameGrant(assignment: RoleAssignment): RoleAssignment | undefined {
        return this.all().find((other) => isSameGrant(assignment, other));
    }

    put(assignment: RoleAssignment): void {
        this.#assignments.set(assignment.name, assignment);
    }

    delete(assignment: RoleAssignment): void {
        this.#assignments.delete(assignment.name);
    }

    /** The assignments on something that is deleted are deleted with it. */
    deleteWithin(scope: ResourceId): void {
        for (const assignment of this.all().filter((other) => isWithin(other.scope, scope))) {
            this.delete(assignment);
        }
    }

    all(): RoleAssignment[] {
        return [...this.#assignments.values()];
    }

    /** Assignments that apply at a scope: its own and those of everything above. */
    atOrAbove(scope: ResourceId): RoleAssignment[] {
        const keys = new Set(this.scopesOf(scope).map(({ key }) => key));
        return this.all().filter((assignment) => keys.has(assignment.scope.key));
    }

    below(scope: ResourceId): RoleAssignment[] {
        return this.all().filter(
            (assignment) =>
                assignment.scope.key !== scope.key &&
                this.scopesOf(assignment.scope).some(({ key }) => key === scope.key),
        );
    }

    permits(
        principalId: string,
        operation: Operation,
        scope: ResourceId,
        attributes: ConditionAttributes = {},
    ): boolean {
        return this.#permitting(principalId, operation, this.atOrAbove(scope), attributes);
    }

    /** The conditional assignments that would allow the operation, each with its condition's verdict. */
    conditionsOn(
        principalId: string,
        operation: Operation,
        scope: ResourceId,
        attributes: ConditionAttributes,
    ): readonly Fulfilment[] {
        return this.atOrAbove(scope).flatMap(({ condition, roleDefinition, ...assignment }) =>
            assignment.principalId === principalId &&
            condition !== null &&
            permits(roleDefinition.permissions, operation)
                ? [evaluateRoleCondition(condition, operation.name, attributes)]
                : [],
        );
    }

    /** Whether the principal may do this on the scope, or on anything below it that has an assignment. */
    permitsAtOrBelow(principalId: string, operation: Operation, scope: ResourceId): boolean {
        return this.#permitting(principalId, operation, [...this.atOrAbove(scope), ...this.below(scope)], {});
    }

    /** The permissions that the principal's unconditional assignments give it at a scope. */
    permissionsOf(principalId: string, scope: ResourceId): Permissions[] {
        return this.atOrAbove(scope)
            .filter((assignment) => assignment.principalId === principalId && assignment.condition === null)
            .map(({ roleDefinition }) => roleDefinition.permissions);
    }

    /** The scope and everything above it, management groups included. */
    scopesOf(scope: ResourceId): ResourceId[] {
        const groups =
            subscriptionOf(scope) === undefined
                ? this.#managementGroups.slice(0, this.#depthOf(scope))
                : this.#managementGroups;
        return [...lineage(scope).filter(({ key }) => key !== tenantRoot.key), ...groups.toReversed(), tenantRoot];
    }

    #depthOf(scope: ResourceId): number {
        const keys = lineage(scope).map(({ key }) => key);
        return Math.max(
            0,
            this.#managementGroups.findIndex(({ key }) => keys.includes(key)),
        );
    }

    #permitting(
        principalId: string,
        operation: Operation,
        assignments: readonly RoleAssignment[],
        attributes: ConditionAttributes,
    ): boolean {
        return assignments.some(
            (assignment) =>
                assignment.principalId === principalId &&
                permits(assignment.roleDefinition.permissions, operation) &&
                (assignment.condition === null ||
                    evaluateRoleCondition(assignment.condition, operation.name, attributes).fulfilled),
        );
    }
}
