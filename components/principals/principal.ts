import type * as pulumi from "@pulumi/pulumi";

/** Who the holder of the outside token becomes in Entra. */
export interface Principal {
    /** The tenant, a GUID. */
    readonly tenantId: pulumi.Output<string>;
    /** The client id, a GUID: `appid` in the principal's tokens. */
    readonly clientId: pulumi.Output<string>;
    /** The object id of the service principal, a GUID: `oid` in its tokens, and what role assignments name. */
    readonly principalId: pulumi.Output<string>;
    /**
     * Lets whoever holds a token with exactly these claims sign in as the principal. Each kind of principal has its own
     * API and limits for this, so each writes its own credentials.
     *
     * @param name - The credential's Pulumi name.
     */
    trust(name: string, credential: FederatedCredentialArgs, opts?: pulumi.CustomResourceOptions): void;
}

/**
 * Whose tokens Entra accepts for a principal: issuer, audience and subject must equal the token's byte for byte.
 *
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
 */
export interface TrustArgs {
    /** The token's `iss`: `https://…`, up to 600 characters. Changes in place. */
    readonly issuer: pulumi.Input<string>;
    /** The token's `aud`, up to 600 characters. Changes in place. */
    readonly audience: pulumi.Input<string>;
    /** The token's `sub`, up to 600 characters. Changes in place. */
    readonly subject: pulumi.Input<string>;
}

/** One trust, as Entra keeps it. */
export interface FederatedCredentialArgs extends TrustArgs {
    /** 3 to 120 letters, digits, `-` and `_`, the first a letter or digit. A change replaces the credential. */
    readonly name: pulumi.Input<string>;
    /** What the trust is for, up to 600 characters; set once and not changed later. @default none */
    readonly description?: pulumi.Input<string> | undefined;
}
