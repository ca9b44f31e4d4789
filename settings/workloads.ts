import * as z from "zod/mini";
import { partitionOf } from "../rules/aws/partitions";
import { roleDefinitionGuid } from "../rules/azure/roles";
import { parseAzureScope } from "../rules/azure/scope";
import { accepted, refused, unlessProblem, type Checked } from "../rules/checked";
import { parseRoleArn, roleArnParts, type AwsRegion, type RoleArn } from "../rules/aws/identifiers";
import { parseParameterPath } from "../rules/aws/parameter-path";
import { quote } from "../rules/quote";
import { assignmentConditionProblem, assignmentDescriptionProblem } from "../rules/azure/role-assignment";
import { parseServicePrincipal } from "../rules/aws/service-principal";
import { defaultSessionDurationSeconds, parseSessionDurationSeconds } from "../rules/aws/session-duration";
import { tagValueProblem } from "../rules/aws/tags";
import { parseWorkloadDescription } from "../rules/workload-description";
import { parseWorkloadName } from "../rules/workload-name";
import { closed, leaf } from "./schema";
import { issuerSchema } from "./workload-issuer";
import type { AssumeRoleSettings, CallerSettings, RoleAssignmentSettings, WorkloadSettings } from ".";

/** `cognito-entra:tags`. */
export function tagsSchema(): z.ZodMiniType<Record<string, string>> {
    return z.record(z.string(), leaf(z.string(), unlessProblem(tagValueProblem)));
}

/** `aws:assumeRoles`. */
export function assumeRolesSchema(region: AwsRegion | undefined): z.ZodMiniType<AssumeRoleSettings[]> {
    return z.array(
        closed({
            roleArn: leaf(z.string(), roleArnOf(region)),
            duration: z.exactOptional(z.string()),
            externalId: z.exactOptional(z.string()),
            policy: z.exactOptional(z.string()),
            policyArns: z.exactOptional(z.array(z.string())),
            sessionName: z.exactOptional(z.string()),
            sourceIdentity: z.exactOptional(z.string()),
            tags: z.exactOptional(z.record(z.string(), z.string())),
            transitiveTagKeys: z.exactOptional(z.array(z.string())),
        }),
    );
}

/** `cognito-entra:workloads`: shapes and texts. What must hold between them is in `workloadRelations`. */
export function workloadsSchema(region: AwsRegion | undefined): z.ZodMiniType<WorkloadSettings[]> {
    return z.array(
        closed({
            name: leaf(z.string(), parseWorkloadName),
            description: z.exactOptional(leaf(z.string(), parseWorkloadDescription)),
            caller: callerSchema(region),
            issuer: z.exactOptional(issuerSchema()),
            parameterPath: z.exactOptional(leaf(z.string(), parseParameterPath)),
            roleAssignments: z._default(z.array(roleAssignmentSchema()), []),
        }),
    );
}

function callerSchema(region: AwsRegion | undefined): z.ZodMiniType<CallerSettings> {
    const shape = closed({
        roles: z.exactOptional(z.array(leaf(z.string(), roleArnOf(region)))),
        service: z.exactOptional(leaf(z.string(), (text) => parseServicePrincipal(text, region))),
        maxSessionDurationSeconds: z.exactOptional(leaf(z.number(), parseSessionDurationSeconds)),
    });
    return leaf(shape, ({ roles, service, maxSessionDurationSeconds = defaultSessionDurationSeconds }) =>
        accepted<CallerSettings>(
            service === undefined
                ? { kind: "roles", roleArns: roles ?? [] }
                : { kind: "service", servicePrincipal: service, maxSessionDurationSeconds },
        ),
    );
}

function roleAssignmentSchema(): z.ZodMiniType<RoleAssignmentSettings> {
    const shape = closed({
        role: leaf(z.string(), withGuid),
        scope: leaf(z.string(), parseAzureScope),
        description: z.exactOptional(leaf(z.string(), unlessProblem(assignmentDescriptionProblem))),
        condition: z.exactOptional(leaf(z.string(), unlessProblem(assignmentConditionProblem))),
        allowPrivileged: z.exactOptional(z.boolean()),
    });
    return leaf(shape, ({ role, scope, description, condition, allowPrivileged }) =>
        accepted<RoleAssignmentSettings>({
            ...role,
            scope,
            ...(description === undefined ? {} : { description }),
            ...(condition === undefined ? {} : { condition }),
            ...(allowPrivileged === undefined ? {} : { allowPrivileged }),
        }),
    );
}

function withGuid(role: string): Checked<{ role: string; roleDefinitionGuid: string }> {
    const guid = roleDefinitionGuid(role);
    return guid.ok ? accepted({ role, roleDefinitionGuid: guid.value }) : guid;
}

/** Reads a role's ARN; its partition must be that of the region, where the region is known. */
function roleArnOf(region: AwsRegion | undefined): (text: string) => Checked<RoleArn> {
    return (text) => {
        const arn = parseRoleArn(text);
        if (!arn.ok || region === undefined) {
            return arn;
        }
        const { partition } = roleArnParts(arn.value);
        const { id } = partitionOf(region);
        return partition === id
            ? arn
            : refused(`${quote(text)} is in the partition ${partition}, but aws:region ${region} is in ${id}`);
    };
}
