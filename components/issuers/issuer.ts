import type * as pulumi from "@pulumi/pulumi";

/** Who signs the outside token: what every kind of issuer yields, whatever it is made of. */
export interface Issuer {
    /** The `iss` of the tokens, byte for byte. */
    readonly issuer: pulumi.Output<string>;
    /** The `aud` of the tokens. */
    readonly audience: pulumi.Output<string>;
    /** The `sub` of the tokens. */
    readonly subject: pulumi.Output<string>;
    /**
     * The variables with which a workload gets its token, each by itself so that a preview shows those that it knows. The names are fixed
     * while the program runs; none of the values is a secret.
     */
    readonly environment: Environment;
}

/** An issuer whose tokens roles in AWS ask for. */
export interface AwsIssuer extends Issuer {
    /** The ARNs of the roles that may ask. */
    readonly callerRoleArns: pulumi.Output<string[]>;
}

/** Environment variables, name to value. */
export type Environment = Readonly<Record<string, pulumi.Output<string>>>;
