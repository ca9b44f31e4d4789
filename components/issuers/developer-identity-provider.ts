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

/** A role to assume with another issuer's token. The same names as in `aws:assumeRoleWithWebIdentity`. */
export interface AssumeRoleWithWebIdentityArgs {
    /** The role's ARN. */
    readonly roleArn: pulumi.Input<string>;
    /** @default made up by the provider */
    readonly sessionName?: pulumi.Input<string>;
    /** From `15m` to `12h`. @default AWS's own: an hour */
    readonly duration?: pulumi.Input<string>;
    /** A session policy, as JSON. @default none */
    readonly policy?: pulumi.Input<string>;
    /** Managed session policies. @default none */
    readonly policyArns?: pulumi.Input<readonly string[]>;
    /** The token; either this or its file. Kept as a secret. */
    readonly webIdentityToken?: pulumi.Input<string>;
    /** The file that holds the token. */
    readonly webIdentityTokenFile?: pulumi.Input<string>;
}

/** Names and meanings are those of the AWS provider. Give both providers the same, or pool and identity land in two accounts. */
export interface DeveloperIdentityProviderArgs {
    /** An access key's id, with `secretKey`. Kept as a secret. @default the standard chain of the AWS SDKs */
    readonly accessKey?: pulumi.Input<string> | undefined;
    /** Kept as a secret. */
    readonly secretKey?: pulumi.Input<string> | undefined;
    /** The session token of a temporary access key. Kept as a secret. @default none */
    readonly token?: pulumi.Input<string> | undefined;
    /** A profile of the shared AWS configuration files. @default the standard chain of the AWS SDKs */
    readonly profile?: pulumi.Input<string> | undefined;
    /** Exactly one file. @default `~/.aws/config` */
    readonly sharedConfigFiles?: pulumi.Input<readonly string[]> | undefined;
    /** Exactly one file. @default `~/.aws/credentials` */
    readonly sharedCredentialsFiles?: pulumi.Input<readonly string[]> | undefined;
    /** The role to assume first. @default none */
    readonly assumeRoleWithWebIdentity?: pulumi.Input<AssumeRoleWithWebIdentityArgs> | undefined;
    /** Roles to assume one after the other. @default none */
    readonly assumeRoles?: pulumi.Input<readonly AssumeRoleArgs[]> | undefined;
    /** @default the region of the pool */
    readonly stsRegion?: pulumi.Input<string> | undefined;
    /** Service to URL; `sts` and `cognitoidentity` are read. @default AWS's own */
    readonly endpoints?: pulumi.Input<readonly Record<string, string>[]> | undefined;
    /** @default false */
    readonly useFipsEndpoint?: pulumi.Input<boolean> | undefined;
    /** @default false */
    readonly useDualstackEndpoint?: pulumi.Input<boolean> | undefined;
    /** The only accounts to work in. @default any */
    readonly allowedAccountIds?: pulumi.Input<readonly string[]> | undefined;
    /** Accounts not to work in. @default none */
    readonly forbiddenAccountIds?: pulumi.Input<readonly string[]> | undefined;
    /**
     * Whose credentials look for applications in Entra: what the azuread provider is configured with, by its names.
     *
     * @default the azuread provider's environment variables, then the Azure CLI
     */
    readonly azuread?: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;
}

/**
 * Whose AWS credentials developer identities are created with, and whose Entra credentials look for applications. The plugin has the project's
 * name, so the default provider would be configured with the project's own settings.
 */
export class DeveloperIdentityProvider extends pulumi.ProviderResource {
    public constructor(name: string, args: DeveloperIdentityProviderArgs, opts?: pulumi.ResourceOptions) {
        super(
            "cognito-entra",
            name,
            {
                accessKey: secret(args.accessKey),
                secretKey: secret(args.secretKey),
                token: secret(args.token),
                profile: args.profile,
                sharedConfigFiles: json(args.sharedConfigFiles),
                sharedCredentialsFiles: json(args.sharedCredentialsFiles),
                // It may hold a token.
                assumeRoleWithWebIdentity: secret(json(args.assumeRoleWithWebIdentity)),
                assumeRoles: json(args.assumeRoles),
                stsRegion: args.stsRegion,
                endpoints: json(args.endpoints),
                useFipsEndpoint: json(args.useFipsEndpoint),
                useDualstackEndpoint: json(args.useDualstackEndpoint),
                allowedAccountIds: json(args.allowedAccountIds),
                forbiddenAccountIds: json(args.forbiddenAccountIds),
                azuread: json(args.azuread),
            },
            opts,
        );
    }
}

function secret(value: pulumi.Input<string> | undefined): pulumi.Output<string> | undefined {
    return value === undefined ? undefined : pulumi.secret(value);
}

/** A provider's configuration holds strings only, so Pulumi writes everything else in it as JSON. */
function json<T>(value: pulumi.Input<T> | undefined): pulumi.Output<string> | undefined {
    return value === undefined ? undefined : pulumi.jsonStringify(value);
}
