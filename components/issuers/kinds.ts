import * as pulumi from "@pulumi/pulumi";
import type { AzureCloud } from "../azure-access/azure-cloud";
import type { Tags } from "../internal/tags";
import type { CallerArgs } from "./caller";
import { CognitoIssuer } from "./cognito-issuer";
import type { AwsIssuer } from "./issuer";
import { StsIssuer } from "./sts-issuer";

/** Who signs a workload's token. */
export const IssuerKind = {
    /** Amazon Cognito, which signs a token for a developer identity of a pool that is created for the workload. */
    Cognito: "cognito",
    /** AWS STS, which signs a token that names the workload's role itself. */
    Sts: "sts",
} as const;

export type IssuerKind = (typeof IssuerKind)[keyof typeof IssuerKind];

/** Who signs a workload's token, and its issuer if it cannot be looked up. */
export interface IssuerArgs {
    /** Who signs the token: an `IssuerKind`. @default IssuerKind.Cognito */
    readonly kind?: IssuerKind | undefined;
    /**
     * The `iss` of the tokens (`https://…`, no trailing slash).
     *
     * @default see `CognitoIssuerArgs.url` and `StsIssuerArgs.url`
     */
    readonly url?: pulumi.Input<string> | undefined;
}

/** What a workload passes to the issuer that is created for it. */
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

/** The kinds: a new one is a file of its own, a name above and an entry here. */
const kinds: Readonly<Record<IssuerKind, { readonly type: string; readonly make: MakeIssuer }>> = {
    cognito: {
        type: "cognito-entra:index:CognitoIssuer",
        make: (name, { workload, azureCloud: _, ...args }, opts) =>
            new CognitoIssuer(
                name,
                { ...args, developerProviderName: `entra.${workload}`, developerUserIdentifier: workload },
                opts,
            ),
    },
    sts: {
        type: "cognito-entra:index:StsIssuer",
        make: (name, { workload: _, protect: __, createUnchecked: ___, ...args }, opts) =>
            new StsIssuer(name, args, opts),
    },
};

/**
 * Creates the issuer of one workload. If the kind of a workload's issuer changes, its policy, role and attachments stay and are changed in
 * place: IAM refuses a second policy or role with the same name.
 */
export function makeIssuer(
    kind: IssuerKind,
    name: string,
    args: IssuerOfWorkloadArgs,
    opts: pulumi.ComponentResourceOptions,
): AwsIssuer {
    const { type, make } = kinds[kind];
    const aliases = Object.values(kinds)
        .filter((other) => other.type !== type)
        .map((other) => ({ type: other.type }));
    return make(name, args, pulumi.mergeOptions(opts, { aliases }));
}
