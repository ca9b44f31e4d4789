import type { DeployerGrants } from "./aws/deployer-grants";
import type { DeployerRole } from "./azure";

/** What administrators give to whoever deploys, before the deployment. */
export interface SandboxGrants {
    readonly aws: DeployerGrants;
    readonly azure: readonly DeployerRole[];
}

/** Undefined for anything else. */
export function parseGrants(value: unknown): SandboxGrants | undefined {
    const [aws, azure] = [member(value, "aws"), member(value, "azure")];
    const policies = strings(member(aws, "policies"));
    const boundary = member(aws, "permissionsBoundary");
    const permissionsBoundary = boundary === undefined ? undefined : parseBoundary(boundary);
    const roles = Array.isArray(azure) ? azure.map(parseRole) : undefined;
    const assigned = roles?.filter((role) => role !== undefined);
    const isWrong = boundary !== undefined && permissionsBoundary === undefined;
    return isWrong || policies === undefined || assigned === undefined || assigned.length !== roles?.length
        ? undefined
        : {
              aws: { policies, ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }) },
              azure: assigned,
          };
}

function parseBoundary(value: unknown): DeployerGrants["permissionsBoundary"] | undefined {
    const [arn, document] = [member(value, "arn"), member(value, "document")];
    const roleArns = strings(member(value, "roleArns"));
    return typeof arn === "string" && typeof document === "string" && roleArns !== undefined
        ? { arn, document, roleArns }
        : undefined;
}

function parseRole(value: unknown): DeployerRole | undefined {
    const [role, scope, condition] = ["role", "scope", "condition"].map((name) => member(value, name));
    if (typeof role !== "string" || typeof scope !== "string") {
        return undefined;
    }
    if (condition === undefined) {
        return { role, scope };
    }
    return typeof condition === "string" ? { role, scope, condition } : undefined;
}

function member(value: unknown, name: string): unknown {
    return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function strings(value: unknown): readonly string[] | undefined {
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
}
