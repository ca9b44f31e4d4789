import { parseRoleArn, roleArnParts, type AwsRegion } from "../rules/aws/identifiers";
import { roleAssignmentLimit, type RoleAssignmentLimit } from "../rules/azure/role-assignment-limit";
import { privilegedRoleProblem, roleDefinitionGuid } from "../rules/azure/roles";
import { azureScopeKey, parseAzureScope, type AzureScope } from "../rules/azure/scope";
import { physicalNameProblem } from "../rules/workload-name";
import { placeOf, type Path } from "./path";
import { isMapping, list, mapping, repeated, type Mapping } from "./relations";
import type { Problem } from "./stack-configuration";
import { issuerProblems } from "./workload-issuer";

const setting = "cognito-entra:workloads";

export interface WorkloadSurroundings {
    /** Undefined where the region itself is wrong. */
    readonly region: AwsRegion | undefined;
    /** `<project>-<stack>`. */
    readonly namePrefix: string | undefined;
}

/** What is wrong between the parts of `cognito-entra:workloads`. */
export function workloadRelations(value: unknown, { region, namePrefix }: WorkloadSurroundings): readonly Problem[] {
    if (Array.isArray(value) && value.length === 0) {
        return [{ path: [], text: "is an empty list; write at least one workload" }];
    }
    const workloads = list(value).map(mapping);
    return [
        ...repeatedTexts(workloads, "name"),
        ...repeatedTexts(workloads, "parameterPath"),
        ...workloads.flatMap((workload, index) => [
            ...(namePrefix === undefined ? [] : nameProblems(workload, index, namePrefix)),
            ...callerProblems(workload["caller"], [index, "caller"]),
            ...issuerProblems(workload, [index], region),
        ]),
        ...accountProblems(workloads),
        ...assignmentProblems(workloads),
    ];
}

function nameProblems({ name, caller }: Mapping, index: number, namePrefix: string): readonly Problem[] {
    const makesRole = "service" in mapping(caller);
    const text = typeof name === "string" ? physicalNameProblem(namePrefix, name, makesRole) : undefined;
    return text === undefined ? [] : [{ path: [index, "name"], text }];
}

function callerProblems(value: unknown, path: Path): readonly Problem[] {
    const caller = mapping(value);
    const { roles } = caller;
    const hasRoles = "roles" in caller;
    const hasService = "service" in caller;
    const problems: Problem[] = [];
    if (isMapping(value) && hasRoles === hasService) {
        const found = hasRoles ? "has both roles and service" : "has neither roles nor service";
        problems.push({ path, text: `${found}; write exactly one of them` });
    }
    if ("maxSessionDurationSeconds" in caller && !hasService) {
        const text = "is only for service; an existing role has its own duration";
        problems.push({ path: [...path, "maxSessionDurationSeconds"], text });
    }
    if (Array.isArray(roles) && roles.length === 0) {
        problems.push({ path: [...path, "roles"], text: "is an empty list; write at least one role's ARN" });
    }
    return problems;
}

/** A policy can be attached to the roles of one account only, and in an account a role's name is unique whatever its path. */
function accountProblems(workloads: readonly Mapping[]): readonly Problem[] {
    const roles = workloads.flatMap(({ caller }, index) =>
        list(mapping(caller)["roles"]).flatMap((role, position) => {
            const arn = typeof role === "string" ? parseRoleArn(role) : undefined;
            if (arn?.ok !== true) {
                return [];
            }
            const path: Path = [index, "caller", "roles", position];
            const { accountId, name } = roleArnParts(arn.value);
            return [{ index, path, arn: arn.value, accountId, name }];
        }),
    );
    const [first] = roles;
    return roles.flatMap(({ index, path, arn, accountId, name }, position) => {
        if (first !== undefined && accountId !== first.accountId) {
            const text = `is in the account ${accountId}, but ${place(first.path)} is in ${first.accountId}; all roles are in the account of the deployment`;
            return [{ path, text }];
        }
        const twin = roles
            .slice(0, position)
            .find((other) => other.index === index && other.name.toLowerCase() === name.toLowerCase());
        if (twin === undefined) {
            return [];
        }
        const text =
            twin.arn === arn
                ? `repeats ${place(twin.path)}; remove one of them`
                : `has the name of ${place(twin.path)}, but an account can have only one role with that name, whatever its path`;
        return [{ path, text }];
    });
}

function assignmentProblems(workloads: readonly Mapping[]): readonly Problem[] {
    const assignments = workloads.flatMap(({ name, roleAssignments }, index) =>
        list(roleAssignments).flatMap((value, position) => {
            const { role, scope, allowPrivileged } = mapping(value);
            const guid = typeof role === "string" ? roleDefinitionGuid(role) : undefined;
            const parsed = typeof scope === "string" ? parseAzureScope(scope) : undefined;
            const path: Path = [index, "roleAssignments", position];
            return guid?.ok === true && parsed?.ok === true
                ? [
                      {
                          workload: typeof name === "string" ? name : index,
                          path,
                          guid: guid.value,
                          scope: parsed.value,
                          allowPrivileged,
                      },
                  ]
                : [];
        }),
    );
    return [
        ...repeated(
            setting,
            assignments.map(({ workload, path, guid, scope }) => [
                JSON.stringify([workload, guid, azureScopeKey(scope)]),
                path,
            ]),
        ),
        ...limitProblems(assignments),
        ...assignments.flatMap(({ path, guid, scope, allowPrivileged }) => {
            const problem = privilegedRoleProblem(guid, scope);
            if (problem !== undefined && allowPrivileged !== true) {
                return [{ path: [...path, "role"], text: problem }];
            }
            return problem === undefined && allowPrivileged === true
                ? [{ path: [...path, "allowPrivileged"], text: "is not needed for this role at this scope; remove it" }]
                : [];
        }),
    ];
}

/** A problem for the first assignment that a subscription or a management group no longer holds. */
function limitProblems(
    assignments: readonly { readonly path: Path; readonly scope: AzureScope }[],
): readonly Problem[] {
    const places = new Map<string, { readonly limit: RoleAssignmentLimit; readonly paths: Path[] }>();
    for (const { path, scope } of assignments) {
        const limit = roleAssignmentLimit(scope);
        const key = limit.place.toLowerCase();
        const paths = places.get(key)?.paths ?? [];
        paths.push(path);
        places.set(key, { limit, paths });
    }
    return [...places.values()].flatMap(({ limit: { place, most }, paths }) => {
        const first = paths[most];
        const text = `is one of ${paths.length} role assignments for ${place}, which holds at most ${most}; remove ${paths.length - most} of them`;
        return first === undefined ? [] : [{ path: first, text }];
    });
}

/** A problem for every workload whose string under `key` an earlier one has. */
function repeatedTexts(workloads: readonly Mapping[], key: string): readonly Problem[] {
    return repeated(
        setting,
        workloads.flatMap(({ [key]: text }, index) => (typeof text === "string" ? [[text, [index, key]]] : [])),
    );
}

function place(path: Path): string {
    return placeOf(setting, path);
}
