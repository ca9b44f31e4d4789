import type * as pulumi from "@pulumi/pulumi";
import { parseAwsRegion, parseRoleArn, type RoleArn } from "../../rules/aws/identifiers";
import { parseServicePrincipal } from "../../rules/aws/service-principal";
import { defaultSessionDurationSeconds, parseSessionDurationSeconds } from "../../rules/aws/session-duration";
import { both, checked, isPlain, refuse } from "../internal/checked-input";

/** Who in AWS may ask for the workload's token: give exactly one of the fields. */
export interface CallerArgs {
    /** Existing roles, in the account that the stack is deployed to. At least one. */
    readonly roles?: CallerRoleArgs[];
    /** A role to create, under which an AWS service runs the workload. */
    readonly service?: ServiceRoleArgs;
}

/** An existing IAM role that may ask for the workload's token. */
export interface CallerRoleArgs {
    /** The role's ARN, including its path. */
    readonly arn: pulumi.Input<string>;
    /**
     * The end of the attachment's Pulumi name, so that roles can be reordered.
     *
     * @default the role's name; required if the ARN is an output
     */
    readonly label?: string;
}

/** An IAM role to create for an AWS service. */
export interface ServiceRoleArgs {
    /**
     * The service principal that assumes the role, for example `lambda.amazonaws.com`.
     *
     * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
     */
    readonly principal: pulumi.Input<string>;
    /** The longest session of the role: 3600 to 43200 seconds. @default 3600 */
    readonly maxSessionDurationSeconds?: pulumi.Input<number>;
}

/** The callers once checked: one of two cases. */
export type Caller = { readonly kind: "roles"; readonly roles: readonly CallerRole[] } | ServiceCaller;

export interface CallerRole {
    /** The argument that it comes from, for messages. */
    readonly field: string;
    readonly label: string;
    readonly arn: pulumi.Output<RoleArn>;
}

export interface ServiceCaller {
    readonly kind: "service";
    readonly principal: pulumi.Output<string>;
    readonly maxSessionDurationSeconds: pulumi.Output<number>;
}

/** @throws pulumi.ResourceError for none, both, a bad ARN, a bad service or a bad duration. */
export function parseCaller(
    resource: pulumi.Resource,
    { roles, service }: CallerArgs,
    region: pulumi.Input<string>,
): Caller {
    if (service !== undefined && roles === undefined) {
        return parseServiceCaller(resource, service, region);
    }
    if (service !== undefined || roles === undefined || roles.length === 0) {
        return refuse(resource, "caller", "needs exactly one of roles (at least one) and service");
    }
    return {
        kind: "roles",
        roles: roles.map((role, index) => parseCallerRole(resource, role, `caller.roles[${index}]`)),
    };
}

function parseCallerRole(resource: pulumi.Resource, { arn, label }: CallerRoleArgs, place: string): CallerRole {
    const field = `${place}.arn`;
    const parsed = checked(resource, field, arn, parseRoleArn);
    const name = isPlain(arn) ? arn.slice(arn.lastIndexOf("/") + 1) : undefined;
    return {
        field,
        arn: parsed,
        label: label ?? name ?? refuse(resource, `${place}.label`, "is required where the ARN is an output"),
    };
}

function parseServiceCaller(
    resource: pulumi.Resource,
    { principal, maxSessionDurationSeconds }: ServiceRoleArgs,
    region: pulumi.Input<string>,
): ServiceCaller {
    return {
        kind: "service",
        principal: checked(resource, "caller.service.principal", both(principal, region), ([text, place]) => {
            const parsed = parseAwsRegion(place);
            return parsed.ok ? parseServicePrincipal(text, parsed.value) : parsed;
        }),
        maxSessionDurationSeconds: checked(
            resource,
            "caller.service.maxSessionDurationSeconds",
            maxSessionDurationSeconds ?? defaultSessionDurationSeconds,
            parseSessionDurationSeconds,
        ),
    };
}
