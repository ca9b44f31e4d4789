import { isGuid } from "../../core/guid";
import { isJsonObject, type JsonObject } from "../../core/json-object";
import { bareGuid } from "../bare-guid";
import { invalidContent, optionalText, refuseUnknownMembers } from "./body";
import { requireRoleDefinition, roleDefinitionGuid, type RoleDefinition } from "./role-definitions";
import { ServiceError } from "./service-error";
import type { PrincipalType, TenantDirectory } from "./tenant-directory";

/** The checked contents of a request body. */
export interface RoleAssignmentRequest {
    readonly principalId: string;
    readonly principalType: PrincipalType;
    readonly roleDefinition: RoleDefinition;
    readonly description: string | null;
    readonly condition: string | null;
    readonly conditionVersion: string | null;
}

const members = [
    "roleDefinitionId",
    "principalId",
    "principalType",
    "description",
    "condition",
    "conditionVersion",
    "delegatedManagedIdentityResourceId",
];
const principalTypes = ["User", "Group", "ServicePrincipal", "ForeignGroup", "Device"];
const maximumConditionBytes = 8192;
const maximumDescriptionBytes = 2048;

/**
 * Reads the body of `PUT …/roleAssignments/<name>`; every refusal is a ServiceError with Azure's code.
 * https://learn.microsoft.com/rest/api/authorization/role-assignments/create
 */
export function parseRoleAssignmentRequest(
    body: JsonObject,
    entra: Pick<TenantDirectory, "findPrincipal">,
    tenantId: string,
): RoleAssignmentRequest {
    refuseUnknownMembers(body, "RoleAssignment", ["properties"]);
    const properties = body["properties"];
    if (!isJsonObject(properties)) {
        throw invalidContent("The request content was invalid and could not be deserialized: 'properties' is missing.");
    }
    refuseUnknownMembers(properties, "RoleAssignmentProperties", members, "properties.");
    refuseDelegation(properties);
    const principalId = parsePrincipalId(properties);
    return {
        roleDefinition: parseRoleDefinition(properties),
        principalId,
        principalType: checkedPrincipalType(properties, principalId, entra, tenantId),
        description: parseDescription(properties),
        ...parseCondition(properties),
    };
}

function refuseDelegation(properties: JsonObject): void {
    if (optionalText(properties, "delegatedManagedIdentityResourceId") !== undefined) {
        throw invalidContent("delegatedManagedIdentityResourceId is not supported: the sandbox has one tenant.");
    }
}

function parsePrincipalId(properties: JsonObject): string {
    const principalId = optionalText(properties, "principalId") ?? "";
    if (!isGuid(principalId)) {
        throw new ServiceError(
            400,
            "InvalidPrincipalId",
            `The Principal ID '${principalId}' is not valid. Principal ID must be a GUID.`,
        );
    }
    return principalId.toLowerCase();
}

function parseRoleDefinition(properties: JsonObject): RoleDefinition {
    const id = optionalText(properties, "roleDefinitionId") ?? "";
    const guid = roleDefinitionGuid(id);
    if (guid === undefined) {
        throw new ServiceError(
            400,
            "InvalidRoleDefinitionId",
            `The role definition ID '${id}' is not valid. It has to be '/{scope}/providers/Microsoft.Authorization/roleDefinitions/{guid}'.`,
        );
    }
    return requireRoleDefinition(guid, 400);
}

function checkedPrincipalType(
    properties: JsonObject,
    principalId: string,
    entra: Pick<TenantDirectory, "findPrincipal">,
    tenantId: string,
): PrincipalType {
    const asked = optionalText(properties, "principalType");
    if (asked !== undefined && !principalTypes.includes(asked)) {
        throw new ServiceError(
            400,
            "InvalidPrincipalType",
            `The principal type '${asked}' is not valid. The valid types are ${principalTypes.join(", ")}.`,
        );
    }
    const principal = entra.findPrincipal(principalId);
    if (principal === undefined) {
        throw new ServiceError(
            400,
            "PrincipalNotFound",
            `Principal ${bareGuid(principalId)} does not exist in the directory ${tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group. See https://aka.ms/docs-principaltype`,
        );
    }
    if (asked !== undefined && asked !== principal.type) {
        throw new ServiceError(
            400,
            "UnmatchedPrincipalType",
            `The PrincipalId '${bareGuid(principalId)}' has type '${principal.type}', which is different from specified PrincipalType '${asked}'.`,
        );
    }
    return principal.type;
}

function parseDescription(properties: JsonObject): string | null {
    const description = optionalText(properties, "description") ?? null;
    if (description !== null && Buffer.byteLength(description) > maximumDescriptionBytes) {
        throw new ServiceError(
            400,
            "InvalidRoleAssignmentDescription",
            `The description has ${Buffer.byteLength(description)} bytes; at most ${maximumDescriptionBytes} are allowed.`,
        );
    }
    return description;
}

function parseCondition(properties: JsonObject): { condition: string | null; conditionVersion: string | null } {
    const condition = optionalText(properties, "condition") ?? null;
    const conditionVersion = optionalText(properties, "conditionVersion") ?? null;
    if (condition === null && conditionVersion === null) {
        return { condition, conditionVersion };
    }
    if (condition === null || condition.trim() === "" || conditionVersion !== "2.0") {
        throw invalidCondition(
            `A condition and conditionVersion '2.0' go together, found conditionVersion '${conditionVersion ?? ""}' and ${condition === null ? "no condition" : "a condition"}.`,
        );
    }
    if (Buffer.byteLength(condition) > maximumConditionBytes) {
        throw invalidCondition(
            `It has ${Buffer.byteLength(condition)} bytes; at most ${maximumConditionBytes} are allowed.`,
        );
    }
    return { condition, conditionVersion };
}

function invalidCondition(because: string): ServiceError {
    return new ServiceError(
        400,
        "InvalidRoleAssignmentCondition",
        `The given role assignment condition is invalid. ${because}`,
    );
}
