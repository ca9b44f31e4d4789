import { privilegedRoleProblem, roleDefinitionGuid } from "../rules/azure/roles";
import { azureScopeKey, parseAzureScope } from "../rules/azure/scope";
import { parseRoleArn, roleArnParts, type AwsRegion } from "../rules/aws/identifiers";
import { maximumTags, tagKeyProblem } from "../rules/aws/tags";
import { stackTagKey } from "../rules/aws/stack-tag";
import { quote } from "../rules/quote";
import { physicalNameProblem } from "../rules/workload-name";
import { placeOf, type Path } from "./path";
import { isMapping, list, mapping, type Mapping } from "./schema";
import type { Problem } from "./stack-configuration";
import { issuerProblems } from "./workload-issuer";

// These checks look at values whose parts may be wrong, so that one mistake does not hide another.

/** What is wrong with the keys of `cognito-entra:tags`, and between them. */
export function tagRelations(value: unknown): readonly Problem[] {
    const keys = Object.keys(mapping(value));
    const count =
        keys.length > maximumTags
            ? [{ path: [], text: `found ${keys.length} tags, AWS takes at most ${maximumTags}` }]
            : [];
    return [
        ...count,
        ...keys.flatMap((key, index) => {
            const twin = keys.slice(0, index).find((other) => other.toLowerCase() === key.toLowerCase());
            const text =
                tagKeyProblem(key) ??
                (key.toLowerCase() === stackTagKey
                    ? "is the tag by which whoever deploys is let at the stack's identity pools; the stack sets it itself, so remove it here"
                    : undefined) ??
                (twin === undefined
                    ? undefined
                    : `differs from the tag ${quote(twin)} only in case, which IAM ignores`);
            return text === undefined ? [] : [{ path: [key], text }];
        }),
    ];
}

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
        const text = "only goes with service; a role that exists has its own duration";
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
                : `has the name of ${place(twin.path)}, but an account has one role of a name, whatever its path`;
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
            assignments.map(({ workload, path, guid, scope }) => [
                JSON.stringify([workload, guid, azureScopeKey(scope)]),
                path,
            ]),
        ),
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

/** A problem for every workload whose text under `key` an earlier one has. */
function repeatedTexts(workloads: readonly Mapping[], key: string): readonly Problem[] {
    return repeated(
        workloads.flatMap(({ [key]: text }, index) => (typeof text === "string" ? [[text, [index, key]]] : [])),
    );
}

/** A problem for every path whose key an earlier one has. */
function repeated(keyed: readonly (readonly [key: string, path: Path])[]): readonly Problem[] {
    const firsts = new Map<string, Path>();
    return keyed.flatMap(([key, path]) => {
        const first = firsts.get(key);
        if (first === undefined) {
            firsts.set(key, path);
            return [];
        }
        return [{ path, text: `repeats ${place(first)}; remove or change one of them` }];
    });
}

function place(path: Path): string {
    return placeOf("cognito-entra:workloads", path);
}
