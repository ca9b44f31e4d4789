import { Parameter } from "@pulumi/aws/ssm/parameter";
import * as pulumi from "@pulumi/pulumi";
import { parseParameterPath } from "../../rules/aws/parameter-path";
import { parseAwsRegion } from "../../rules/aws/identifiers";
import { checked } from "../internal/checked-input";
import type { Tags } from "../internal/tags";

export interface PublishedEnvironmentArgs {
    /** The AWS region of the parameters: the workload's. */
    readonly region: pulumi.Input<string>;
    /**
     * Where to put the parameters: `/shop/orders` creates `/shop/orders/AZURE_TENANT_ID` and so on. 1 to 14 names, each
     * after a slash, at most 977 characters.
     */
    readonly path: pulumi.Input<string>;
    /** A workload's `environment`: variable to value, none of them a secret. They are stored in plain text. */
    readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
    /** Tags for the parameters. @default none */
    readonly tags?: Tags | undefined;
}

/**
 * A workload's environment in the SSM Parameter Store, one parameter per variable, for whoever deploys the workload
 * elsewhere. ECS accepts the parameters' ARNs as a container's `secrets`.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html
 *
 * @example
 * ```ts
 * new PublishedEnvironment("orders", {
 *     region: "eu-central-1",
 *     path: "/shop/orders",
 *     environment: orders.environment,
 * });
 * ```
 */
export class PublishedEnvironment extends pulumi.ComponentResource {
    /** Variable to the ARN of its parameter. */
    public readonly parameterArns: pulumi.Output<Record<string, string>>;

    public constructor(name: string, args: PublishedEnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
        super("cognito-entra:index:PublishedEnvironment", name, {}, opts);
        const region = checked(this, "region", args.region, parseAwsRegion);
        const path = checked(this, "path", args.path, parseParameterPath);
        const arns = Object.entries(args.environment).map(([variable, value]) => {
            const { arn } = new Parameter(
                `${name}-${variable}`,
                {
                    name: pulumi.interpolate`${path}/${variable}`,
                    region,
                    type: "String",
                    // Not a secret: a preview may show it.
                    insecureValue: value,
                    tags: args.tags,
                },
                { parent: this },
            );
            return arn.apply((known): readonly [string, string] => [variable, known]);
        });
        this.parameterArns = pulumi.all(arns).apply((entries) => Object.fromEntries(entries));
        this.registerOutputs({ parameterArns: this.parameterArns });
    }
}
