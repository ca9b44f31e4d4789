import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment";
import * as pulumi from "@pulumi/pulumi";
import { builtInRoleNames, privilegedRoleProblem, roleDefinitionGuid, roleDefinitionId } from "../../rules/azure/roles";
import { parseAzureScope, type AzureScope } from "../../rules/azure/scope";
import { accepted, refused, type Checked } from "../../rules/checked";
import { roleAssignmentName, roleAssignmentProblems } from "../../rules/azure/role-assignment";
import { both, checked, isPlain, refuse } from "../internal/checked-input";

/**
 * A role of the principal, and where it applies.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-assignments
 */
export interface AzureRoleAssignmentArgs {
    /** The name of a built-in role, or the GUID of a role definition. */
    readonly role: pulumi.Input<string>;
    /** The id of a management group, subscription, resource group or resource, with its leading slash. */
    readonly scope: pulumi.Input<string>;
    /** What the assignment is for, up to 2,048 bytes of UTF-8. @default none */
    readonly description?: pulumi.Input<string> | undefined;
    /** An attribute condition (version 2.0 of the condition language), up to 8,192 bytes of UTF-8. @default none */
    readonly condition?: pulumi.Input<string> | undefined;
    /**
     * Allows Owner, Contributor, User Access Administrator or Role Based Access Control Administrator on a whole
     * subscription or management group, which is refused otherwise.
     *
     * @default false
     */
    readonly allowPrivileged?: boolean | undefined;
    /**
     * The end of the assignment's Pulumi name, so that assignments can be reordered.
     *
     * @default made from role and scope; required if either is an output
     */
    readonly label?: string | undefined;
}

export interface RoleAssignmentsArgs {
    /** The object id of the service principal. */
    readonly principalId: pulumi.Input<string>;
    /** A name that stays the same if the principal is replaced: the assignments' names are made from it. */
    readonly principalName: pulumi.Input<string>;
    /** The assignments: each role at most once per scope. */
    readonly assignments: AzureRoleAssignmentArgs[];
}

/**
 * The Azure role assignments of one service principal. Their names are made from scope, principal name and role, so
 * that no assignment exists twice and a preview knows them.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/overview
 *
 * @example One role on a resource group:
 * ```ts
 * new RoleAssignments("orders", {
 *     principalId: principal.principalId,
 *     principalName: "shop-orders",
 *     assignments: [{ role: "Reader", scope: "/subscriptions/…/resourceGroups/orders" }],
 * });
 * ```
 *
 * @example A role on a resource that the same program creates, with a condition:
 * ```ts
 * new RoleAssignments("orders", {
 *     principalId: principal.principalId,
 *     principalName: "shop-orders",
 *     assignments: [
 *         {
 *             label: "blobs",
 *             role: "Storage Blob Data Reader",
 *             scope: account.id,
 *             condition:
 *                 "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'invoices'",
 *         },
 *     ],
 * });
 * ```
 */
export class RoleAssignments extends pulumi.ComponentResource {
    public constructor(name: string, args: RoleAssignmentsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("cognito-entra:index:RoleAssignments", name, {}, opts);
        const assignments = args.assignments.map((assignment, index) =>
            parseAssignment(this, assignment, `assignments[${index}]`),
        );
        refuseRepeatedLabels(this, assignments);
        for (const { label, roleAndScope, description, condition } of assignments) {
            new RoleAssignment(
                `${name}-${label}`,
                {
                    roleAssignmentName: pulumi
                        .all([roleAndScope, args.principalName])
                        .apply(([{ guid, scope }, principalName]) =>
                            roleAssignmentName({ scope, principalName, roleDefinitionGuid: guid }),
                        ),
                    principalId: args.principalId,
                    principalType: "ServicePrincipal",
                    roleDefinitionId: roleAndScope.apply(({ guid, scope }) => roleDefinitionId(guid, scope)),
                    scope: roleAndScope.apply(({ scope }) => scope.text),
                    description,
                    condition,
                    conditionVersion: condition?.apply(() => "2.0"),
                },
                {
                    parent: this,
                    // A new principal with the old name gets an assignment with the old name, and Azure refuses to
                    // change the principal of one that still exists (RoleAssignmentUpdateNotPermitted).
                    deleteBeforeReplace: true,
                },
            );
        }
        this.registerOutputs();
    }
}

interface RoleAndScope {
    readonly guid: string;
    readonly scope: AzureScope;
}

interface Assignment {
    readonly place: string;
    readonly label: string;
    readonly roleAndScope: pulumi.Output<RoleAndScope>;
    readonly description: pulumi.Output<string> | undefined;
    readonly condition: pulumi.Output<string> | undefined;
}

function parseAssignment(
    resource: pulumi.Resource,
    { role, scope, label, description, condition, allowPrivileged = false }: AzureRoleAssignmentArgs,
    place: string,
): Assignment {
    checked(resource, `${place}.role`, role, roleDefinitionGuid);
    checked(resource, `${place}.scope`, scope, parseAzureScope);
    return {
        place,
        label:
            label ??
            labelOf(role, scope) ??
            refuse(resource, `${place}.label`, "is required where role or scope is an output"),
        roleAndScope: checked(resource, `${place}.role`, both(role, scope), ([name, text]) =>
            parseRoleAndScope(name, text, allowPrivileged),
        ),
        description:
            description === undefined
                ? undefined
                : checked(resource, `${place}.description`, description, (text) => textPart("description", text)),
        condition:
            condition === undefined
                ? undefined
                : checked(resource, `${place}.condition`, condition, (text) => textPart("condition", text)),
    };
}

function parseRoleAndScope(role: string, text: string, allowPrivileged: boolean): Checked<RoleAndScope> {
    const guid = roleDefinitionGuid(role);
    if (!guid.ok) {
        return guid;
    }
    const scope = parseAzureScope(text);
    if (!scope.ok) {
        return scope;
    }
    const problem = allowPrivileged ? undefined : privilegedRoleProblem(guid.value, scope.value);
    return problem === undefined ? accepted({ guid: guid.value, scope: scope.value }) : refused(problem);
}

/** The role's name and a digest of role and scope: independent of the assignment's position and spelling. */
function labelOf(role: pulumi.Input<string>, scope: pulumi.Input<string>): string | undefined {
    if (!isPlain(role) || !isPlain(scope)) {
        return undefined;
    }
    const guid = roleDefinitionGuid(role);
    const parsed = parseAzureScope(scope);
    if (!guid.ok || !parsed.ok) {
        return undefined;
    }
    const digest = roleAssignmentName({ scope: parsed.value, principalName: "", roleDefinitionGuid: guid.value });
    return `${builtInRoleName(guid.value) ?? guid.value}-${digest.slice(0, 8)}`
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-");
}

function builtInRoleName(guid: string): string | undefined {
    return builtInRoleNames().find((name) => {
        const found = roleDefinitionGuid(name);
        return found.ok && found.value === guid;
    });
}

function textPart(part: "description" | "condition", text: string): Checked<string> {
    const [problem] = roleAssignmentProblems({ [part]: text });
    return problem === undefined ? accepted(text) : refused(problem);
}

function refuseRepeatedLabels(resource: pulumi.Resource, assignments: readonly Assignment[]): void {
    for (const [index, { label, place }] of assignments.entries()) {
        const first = assignments.findIndex((other) => other.label === label);
        if (first !== index) {
            refuse(resource, place, `has the label "${label}" of assignments[${first}]; assign a role at a scope once`);
        }
    }
}
