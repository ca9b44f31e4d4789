import type { Clock } from "../../core/clock";
import type { AccessControl } from "./access-control";
import type { Origins } from "./origins";
import type { Operation } from "./permissions";
import type { ResourceId } from "./resource-id";
import type { Resources } from "./resources";
import type { ConditionAttributes, Fulfilment } from "./role-condition";
import { ServiceError } from "./service-error";
import type { AccessTokenClaims, TenantDirectory } from "./tenant-directory";

/** The state that Resource Manager's operations work on. */
export interface Arm {
    readonly clock: Clock;
    readonly entra: TenantDirectory;
    readonly tenantId: string;
    readonly region: string;
    /** Where the cloud is on this machine. */
    readonly origins: Origins;
    readonly resources: Resources;
    readonly accessControl: AccessControl;
    /** Managed identities under which a federated credential is being written, by the key of their id. */
    readonly credentialWrites: Set<string>;
}

/** One authenticated request. */
export interface ArmCall {
    readonly arm: Arm;
    readonly caller: AccessTokenClaims;
    readonly request: Request;
    readonly query: URLSearchParams;
    readonly apiVersion: string;
}

/** Throws AuthorizationFailed (403) unless the caller may do that on the scope. */
export function authorize(
    call: ArmCall,
    action: string,
    scope: ResourceId,
    attributes: ConditionAttributes = {},
): void {
    const { accessControl } = call.arm;
    if (accessControl.permits(call.caller.oid, control(action), scope, attributes)) {
        return;
    }
    const conditions = accessControl.conditionsOn(call.caller.oid, control(action), scope, attributes);
    throw conditions.length === 0
        ? authorizationFailed(call.caller, action, scope)
        : conditionNotFulfilled(call.caller, action, scope, conditions);
}

/** Throws AuthorizationFailed (403) if no role of the caller allows that on the scope, regardless of conditions. */
export function authorizeUnderAnyCondition(call: ArmCall, action: string, scope: ResourceId): void {
    if (call.arm.accessControl.conditionsOn(call.caller.oid, control(action), scope, {}).length === 0) {
        authorize(call, action, scope);
    }
}

export function mayDo(call: ArmCall, action: string, scope: ResourceId): boolean {
    return call.arm.accessControl.permits(call.caller.oid, control(action), scope);
}

/**
 * A list shows what the caller may read; AuthorizationFailed (403) if it is empty because the caller may read nothing
 * here.
 */
export function authorizeList(call: ArmCall, action: string, scope: ResourceId): void {
    if (!call.arm.accessControl.permitsAtOrBelow(call.caller.oid, control(action), scope)) {
        throw authorizationFailed(call.caller, action, scope);
    }
}

export function control(action: string): Operation {
    return { plane: "control", name: action };
}

function conditionNotFulfilled(
    { appid, oid }: AccessTokenClaims,
    action: string,
    scope: ResourceId,
    conditions: readonly Fulfilment[],
): ServiceError {
    const unknown = conditions.flatMap(({ problem }) => problem ?? []);
    const because = unknown.length === 0 ? "" : ` The sandbox cannot evaluate the condition: ${unknown.join("; ")}.`;
    return new ServiceError(
        403,
        "AuthorizationFailed",
        `The client '${appid}' with object id '${oid}' has an authorization with ABAC condition that is not fulfilled to perform action '${action}' over scope '${scope.text}' or the scope is invalid. If access was recently granted, please refresh your credentials.${because}`,
    );
}

function authorizationFailed({ appid, oid }: AccessTokenClaims, action: string, scope: ResourceId): ServiceError {
    return new ServiceError(
        403,
        "AuthorizationFailed",
        `The client '${appid}' with object id '${oid}' does not have authorization to perform action '${action}' over scope '${scope.text}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    );
}
