import * as z from "zod/mini";
import type { AwsRegion, RoleArn } from "../rules/aws/identifiers";
import { parseParameterPath } from "../rules/aws/parameter-path";
import { parseServicePrincipal } from "../rules/aws/service-principal";
import { defaultSessionDurationSeconds, parseSessionDurationSeconds } from "../rules/aws/session-duration";
import { assignmentConditionProblem, assignmentDescriptionProblem } from "../rules/azure/role-assignment";
import { roleDefinitionGuid } from "../rules/azure/roles";
import { parseAzureScope, type AzureScope } from "../rules/azure/scope";
import { accepted, type Checked } from "../rules/checked";
import { parseWorkloadDescription } from "../rules/workload-description";
import { parseWorkloadName } from "../rules/workload-name";
import { roleArnSchema } from "./role-arn";
import { closed, described, leaf, stringWithout } from "./schema";
import { issuerSchema, type IssuerSettings } from "./workload-issuer";

/** One entry of `cognito-entra:workloads`. */
export interface WorkloadSettings {
    /** 3 to 40 lower case letters, digits and hyphens; unique in the stack. */
    readonly name: string;
    readonly description?: string;
    readonly caller: CallerSettings;
    /** Who signs the workload's token. @default Amazon Cognito */
    readonly issuer?: IssuerSettings;
    /** Where the workload's environment goes in the SSM Parameter Store, such as `/shop/orders`. @default nowhere */
    readonly parameterPath?: string;
    /** @default none */
    readonly roleAssignments: readonly RoleAssignmentSettings[];
}

/** Who in AWS may ask for the workload's token: roles that exist, or a role made for an AWS service. */
export type CallerSettings =
    | { readonly kind: "roles"; readonly roleArns: readonly RoleArn[] }
    | {
          readonly kind: "service";
          /** Such as `lambda.amazonaws.com`. */
          readonly servicePrincipal: string;
          /** 3600 to 43200. @default 3600 */
          readonly maxSessionDurationSeconds: number;
      };

/** What the workload may do in Azure, and where. */
export interface RoleAssignmentSettings {
    /** As it is written: a built-in role's name or a role definition's GUID. */
    readonly role: string;
    readonly roleDefinitionGuid: string;
    readonly scope: AzureScope;
    /** At most 2 KB. */
    readonly description?: string;
    /** At most 8 KB, in version 2.0 of the condition language. */
    readonly condition?: string;
    /** Asks for Owner and its like on a whole subscription or management group. @default false */
    readonly allowPrivileged?: boolean;
}

/** `cognito-entra:workloads`: shapes and strings. What must hold between them is in `workloadRelations`. */
export function workloadsSchema(region: AwsRegion | undefined): z.ZodMiniType<WorkloadSettings[]> {
    return z.array(
        closed({
            name: described(
                "3 to 40 lower-case letters, digits and hyphens; unique. Part of every name in the clouds: a rename replaces them",
                leaf(z.string(), parseWorkloadName),
            ),
            description: described(
                "Goes to the Entra application",
                z.exactOptional(leaf(z.string(), parseWorkloadDescription)),
            ),
            caller: described("Who in AWS may become the workload: `roles` or `service`", callerSchema(region)),
            issuer: described("Who signs the workload's token", z.exactOptional(issuerSchema())),
            parameterPath: described(
                "Puts the environment into the SSM Parameter Store too: `/shop/orders` makes `/shop/orders/AZURE_TENANT_ID` and so on; unique",
                z.exactOptional(leaf(z.string(), parseParameterPath)),
            ),
            roleAssignments: described(
                "What the workload may do in Azure",
                z._default(z.array(roleAssignmentSchema()), []),
            ),
        }),
    );
}

function callerSchema(region: AwsRegion | undefined): z.ZodMiniType<CallerSettings> {
    const shape = closed({
        roles: described("ARNs of roles that exist", z.exactOptional(z.array(roleArnSchema(region)))),
        service: described(
            "An AWS service, e.g. `lambda.amazonaws.com`: a role is created that it may assume",
            z.exactOptional(leaf(z.string(), (text) => parseServicePrincipal(text, region))),
        ),
        maxSessionDurationSeconds: described(
            "With `service`: 3600 to 43200 seconds; 3600 if left out",
            z.exactOptional(leaf(z.number(), parseSessionDurationSeconds)),
        ),
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
        role: described("Name of a built-in role, or GUID of a role definition", leaf(z.string(), withGuid)),
        scope: described(
            "`/subscriptions/<id>[/resourceGroups/<name>[/providers/…]]` or a management group",
            leaf(z.string(), parseAzureScope),
        ),
        description: described(
            "For people, up to 2,048 characters",
            z.exactOptional(stringWithout(assignmentDescriptionProblem)),
        ),
        condition: described(
            "Azure's condition, version 2.0, up to 8 KB",
            z.exactOptional(stringWithout(assignmentConditionProblem)),
        ),
        allowPrivileged: described(
            "`true` asks for Owner, Contributor, User Access Administrator or Role Based Access Control Administrator on a subscription or management group",
            z.exactOptional(z.boolean()),
        ),
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
