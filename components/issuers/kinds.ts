import * as pulumi from "@pulumi/pulumi";
import type { AzureCloud } from "../azure-access/azure-cloud";
import type { Tags } from "../internal/tags";
import type { CallerArgs } from "./caller";
import { CognitoIssuer } from "./cognito-issuer";
import type { AwsIssuer } from "./issuer";
import { StsIssuer } from "./sts-issuer";

/** Who signs a workload's token. */
export const IssuerKind = {
    /** A developer identity of an Amazon Cognito identity pool, which is made for the workload. */
    Cognito: "cognito",
    /** AWS STS, which signs a token that names the workload's role itself. */
    Sts: "sts",
} as const;

export type IssuerKind = (typeof IssuerKind)[keyof typeof IssuerKind];

/** Who signs a workload's token, and what of it cannot be looked up. */
export interface IssuerArgs {
    /** @default IssuerKind.Cognito */
    readonly kind?: IssuerKind | undefined;
    /** The `iss` of the tokens (`https://…`, no trailing slash). @default looked up by the kind: see its component */
    readonly url?: pulumi.Input<string> | undefined;
}

/** What a workload tells the issuer that is made for it. */
export interface IssuerOfWorkloadArgs {
    readonly workload: string;
    readonly region: pulumi.Input<string>;
    readonly physicalName: pulumi.Input<string>;
    readonly caller: CallerArgs;
    readonly azureCloud: pulumi.Input<AzureCloud>;
    readonly url: pulumi.Input<string> | undefined;
    readonly permissionsBoundary: pulumi.Input<string> | undefined;
    readonly tags: Tags | undefined;
    readonly protect: boolean | undefined;
    readonly createUnchecked: boolean | undefined;
}

type MakeIssuer = (name: string, args: IssuerOfWorkloadArgs, opts: pulumi.ComponentResourceOptions) => AwsIssuer;

/** The list of the kinds: a new one is a file of its own and a line here. */
const makers: Readonly<Record<IssuerKind, MakeIssuer>> = {
    cognito: (name, { workload, azureCloud: _, ...args }, opts) =>
        new CognitoIssuer(
            name,
            { ...args, developerProviderName: `entra.${workload}`, developerUserIdentifier: workload },
            opts,
        ),
    sts: (name, { workload: _, protect: __, createUnchecked: ___, ...args }, opts) => new StsIssuer(name, args, opts),
};

/** The types of the components. */
const types: Readonly<Record<IssuerKind, string>> = {
    cognito: "cognito-entra:index:CognitoIssuer",
    sts: "cognito-entra:index:StsIssuer",
};

/**
 * Makes the issuer of one workload. Policy, role and attachments of a workload whose kind changes stay, with what is in them changed: IAM
 * refuses a second policy or role of one name.
 */
export function makeIssuer(
    kind: IssuerKind,
    name: string,
    args: IssuerOfWorkloadArgs,
    opts: pulumi.ComponentResourceOptions,
): AwsIssuer {
    const others = Object.values(types).filter((type) => type !== types[kind]);
    return makers[kind](name, args, pulumi.mergeOptions(opts, { aliases: others.map((type) => ({ type })) }));
}
