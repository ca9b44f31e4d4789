import * as pulumi from "@pulumi/pulumi";

/** A role to assume. The same names as in `aws:assumeRoles`. */
export interface AssumeRoleArgs {
    /** The role's ARN. */
    readonly roleArn: pulumi.Input<string>;
    /** @default made up by the provider */
    readonly sessionName?: pulumi.Input<string>;
    /** @default none */
    readonly externalId?: pulumi.Input<string>;
}

export interface DeveloperIdentityProviderArgs {
    /** A profile of the shared AWS configuration files. @default the standard chain of the AWS SDKs */
    readonly profile?: pulumi.Input<string> | undefined;
    /** Roles to assume one after the other. @default none */
    readonly assumeRoles?: pulumi.Input<readonly AssumeRoleArgs[]> | undefined;
}

/**
 * Whose AWS credentials developer identities are made with. The plugin bears the project's name, so the default provider
 * would be configured with the project's own settings.
 */
export class DeveloperIdentityProvider extends pulumi.ProviderResource {
    public constructor(name: string, args: DeveloperIdentityProviderArgs, opts?: pulumi.ResourceOptions) {
        super(
            "cognito-entra",
            name,
            {
                profile: args.profile,
                // A provider's configuration holds texts alone, so Pulumi writes lists in it as JSON.
                assumeRoles: args.assumeRoles === undefined ? undefined : pulumi.jsonStringify(args.assumeRoles),
            },
            opts,
        );
    }
}
