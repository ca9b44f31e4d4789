import type * as pulumi from "@pulumi/pulumi";

/** Who signs the outside token: what every kind of issuer provides, whatever it consists of. */
export interface Issuer {
    /** The `iss` of the tokens, byte for byte. */
    readonly issuer: pulumi.Output<string>;
    /** The `aud` of the tokens. */
    readonly audience: pulumi.Output<string>;
    /** The `sub` of the tokens. */
    readonly subject: pulumi.Output<string>;
    /**
     * The variables with which a workload gets its token: one output each, so that a preview shows the ones it knows.
     * The names are known while the program runs; none of the values is a secret.
     */
    readonly environment: Environment;
}

/** An issuer in AWS: IAM roles ask it for tokens. */
export interface AwsIssuer extends Issuer {
    /** The ARNs of the roles that may ask. */
    readonly callerRoleArns: pulumi.Output<string[]>;
}

/** Environment variables, name to value. */
export type Environment = Readonly<Record<string, pulumi.Output<string>>>;
