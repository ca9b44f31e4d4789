import * as pulumi from "@pulumi/pulumi";

/** @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetOpenIdTokenForDeveloperIdentity.html */
export interface DeveloperIdentityArgs {
    /** The pool, as `REGION:GUID`. A change replaces the identity. */
    readonly identityPoolId: pulumi.Input<string>;
    /** The pool's developer provider: 1 to 128 of `[\w._-]`. A change replaces the identity. */
    readonly developerProviderName: pulumi.Input<string>;
    /**
     * The workload's name at that provider, 1 to 1,024 characters; readable in every token. A change replaces the
     * identity.
     */
    readonly developerUserIdentifier: pulumi.Input<string>;
}

/**
 * An identity of a Cognito identity pool that belongs to a user of the pool's developer provider. It fixes the subject
 * of the pool's tokens before a workload asks for the first one. Served by the plugin in `provider/`; no token reaches
 * the state.
 *
 * Import id: `<identityPoolId>/<developerProviderName>/<developerUserIdentifier>`.
 *
 * @example
 * ```ts
 * const identity = new DeveloperIdentity("orders", {
 *     identityPoolId: pool.id,
 *     developerProviderName: "entra.orders",
 *     developerUserIdentifier: "orders",
 * });
 * export const subject = identity.identityId;
 * ```
 */
export class DeveloperIdentity extends pulumi.CustomResource {
    /** The pool, as `REGION:GUID`. */
    declare public readonly identityPoolId: pulumi.Output<string>;
    /** The pool's developer provider. */
    declare public readonly developerProviderName: pulumi.Output<string>;
    /** The workload's name at the developer provider. */
    declare public readonly developerUserIdentifier: pulumi.Output<string>;
    /** The IdentityId, as `REGION:GUID`: the `sub` of the identity's tokens. */
    declare public readonly identityId: pulumi.Output<string>;

    /** Reads an existing identity by its import id, without managing it. */
    public static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        opts?: pulumi.CustomResourceOptions,
    ): DeveloperIdentity {
        return new DeveloperIdentity(name, undefined, { ...opts, id });
    }

    /** @param args - Required, except for an identity that is only read (`opts.id`). */
    public constructor(name: string, args: DeveloperIdentityArgs | undefined, opts?: pulumi.CustomResourceOptions) {
        if (args === undefined && opts?.id === undefined) {
            throw new pulumi.RunError(
                `DeveloperIdentity "${name}" needs its arguments, or the id of an identity to read.`,
            );
        }
        super(
            "cognito-entra:index:DeveloperIdentity",
            name,
            {
                identityPoolId: args?.identityPoolId,
                developerProviderName: args?.developerProviderName,
                developerUserIdentifier: args?.developerUserIdentifier,
                identityId: undefined,
            },
            opts,
        );
    }
}
