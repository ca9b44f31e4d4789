import * as pulumi from "@pulumi/pulumi";
import * as z from "zod/mini";
import type { AwsRegion } from "../rules/aws/identifiers";
import type { Sensitive, StackConfiguration } from "./stack-configuration";
import { assumeRolesSchema, type AssumeRoleSettings } from "./assume-roles";

/** `aws:assumeRoleWithWebIdentity`. What each string must be, the provider checks. */
const webIdentityRole = z.strictObject({
    roleArn: z.string(),
    sessionName: z.exactOptional(z.string()),
    duration: z.exactOptional(z.string()),
    policy: z.exactOptional(z.string()),
    policyArns: z.exactOptional(z.array(z.string())),
    webIdentityToken: z.exactOptional(z.string()),
    webIdentityTokenFile: z.exactOptional(z.string()),
});

/**
 * What `aws:` says, besides region and profile, about whose credentials deploy, and where to: the provider of developer
 * identities must work with the same. Keys are the AWS provider's; what is secret in the stack's file is a secret here.
 * https://www.pulumi.com/registry/packages/aws/installation-configuration/
 */
export interface AwsAccessSettings {
    readonly accessKey?: pulumi.Input<string>;
    readonly secretKey?: pulumi.Input<string>;
    readonly token?: pulumi.Input<string>;
    readonly profile?: pulumi.Input<string>;
    readonly sharedConfigFiles?: pulumi.Input<readonly string[]>;
    readonly sharedCredentialsFiles?: pulumi.Input<readonly string[]>;
    readonly assumeRoleWithWebIdentity?: pulumi.Input<z.infer<typeof webIdentityRole>>;
    readonly assumeRoles?: pulumi.Input<readonly AssumeRoleSettings[]>;
    readonly stsRegion?: pulumi.Input<string>;
    readonly endpoints?: pulumi.Input<readonly Record<string, string>[]>;
    readonly useFipsEndpoint?: pulumi.Input<boolean>;
    readonly useDualstackEndpoint?: pulumi.Input<boolean>;
    readonly allowedAccountIds?: pulumi.Input<readonly string[]>;
    readonly forbiddenAccountIds?: pulumi.Input<readonly string[]>;
}

/** What `azuread:` says, besides the tenant, about whose credentials deploy. Keys are the azuread provider's. */
export type AzureadAccessSettings = Readonly<Record<string, pulumi.Input<string>>>;

/** Keys of `aws:` that the provider of developer identities cannot follow, and what to do instead. */
const unsupported: Readonly<Record<string, string>> = {
    customCaBundle: "set AWS_CA_BUNDLE and NODE_EXTRA_CA_CERTS in the environment instead",
    ec2MetadataServiceEndpoint: "set AWS_EC2_METADATA_SERVICE_ENDPOINT in the environment instead",
    ec2MetadataServiceEndpointMode: "set AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE in the environment instead",
    httpProxy: "remove it, and deploy from where AWS can be reached without a proxy",
    httpsProxy: "remove it, and deploy from where AWS can be reached without a proxy",
    noProxy: "remove it",
    insecure:
        "remove it, and set AWS_CA_BUNDLE and NODE_EXTRA_CA_CERTS in the environment for an authority of your own",
};

const azureadKeys = [
    "adoPipelineServiceConnectionId",
    "clientCertificate",
    "clientCertificatePassword",
    "clientCertificatePath",
    "clientId",
    "clientIdFilePath",
    "clientSecret",
    "clientSecretFilePath",
    "environment",
    "metadataHost",
    "oidcRequestToken",
    "oidcRequestUrl",
    "oidcToken",
    "oidcTokenFilePath",
    "useAksWorkloadIdentity",
    "useCli",
    "useMsi",
    "useOidc",
];

/** Reads what `aws:` says about credentials; undefined where it says nothing. Profile and roles count only where they are secret. */
export function awsAccess(stack: StackConfiguration, region: AwsRegion | undefined): AwsAccessSettings | undefined {
    for (const [key, instead] of Object.entries(unsupported)) {
        stack.report(
            `aws:${key}`,
            stack.has(`aws:${key}`) ? `does not reach the provider of developer identities; ${instead}` : undefined,
        );
    }
    const string = (key: string) => given(key, stack.sensitive(`aws:${key}`, "a string", z.string()));
    const strings = (key: string) => stack.sensitive(`aws:${key}`, "a list of strings", z.array(z.string()));
    const boolean = (key: string) => given(key, stack.sensitive(`aws:${key}`, "true or false", z.boolean()));
    const access: AwsAccessSettings = {
        ...string("accessKey"),
        ...string("secretKey"),
        ...string("token"),
        ...(stack.isSecret("aws:profile") ? string("profile") : {}),
        ...given("sharedConfigFiles", oneFile(stack, "sharedConfigFiles", strings("sharedConfigFiles"))),
        ...given("sharedCredentialsFiles", oneFile(stack, "sharedCredentialsFiles", strings("sharedCredentialsFiles"))),
        ...given(
            "assumeRoleWithWebIdentity",
            stack.sensitive("aws:assumeRoleWithWebIdentity", "a mapping with roleArn", webIdentityRole),
        ),
        ...(stack.isSecret("aws:assumeRoles")
            ? given("assumeRoles", stack.sensitive("aws:assumeRoles", "a list of roles", assumeRolesSchema(region)))
            : {}),
        ...string("stsRegion"),
        ...given(
            "endpoints",
            stack.sensitive("aws:endpoints", "a list of mappings", z.array(z.record(z.string(), z.string()))),
        ),
        ...boolean("useFipsEndpoint"),
        ...boolean("useDualstackEndpoint"),
        ...given("allowedAccountIds", strings("allowedAccountIds")),
        ...given("forbiddenAccountIds", strings("forbiddenAccountIds")),
    };
    for (const [key, other] of [
        ["aws:accessKey", "aws:secretKey"],
        ["aws:secretKey", "aws:accessKey"],
    ] as const) {
        stack.report(
            key,
            stack.has(other) && !stack.has(key) ? `is missing; ${other} is of no use without it` : undefined,
        );
    }
    return Object.keys(access).length === 0 ? undefined : access;
}

/** Reads what `azuread:` says about credentials; undefined where it says nothing. */
export function azureadAccess(stack: StackConfiguration): AzureadAccessSettings | undefined {
    stack.report(
        "azuread:msiEndpoint",
        stack.has("azuread:msiEndpoint") ? "does not reach the look-up of applications; remove it" : undefined,
    );
    const access: AzureadAccessSettings = Object.fromEntries(
        azureadKeys.flatMap((key) => {
            const found = stack.sensitive(`azuread:${key}`, "a string", z.string());
            return found === undefined ? [] : [[key, input(found)]];
        }),
    );
    return Object.keys(access).length === 0 ? undefined : access;
}

function oneFile(
    stack: StackConfiguration,
    key: string,
    files: Sensitive<string[]> | undefined,
): Sensitive<string[]> | undefined {
    const count = files?.value.length ?? 1;
    stack.report(
        `aws:${key}`,
        count === 1
            ? undefined
            : `names ${count} files, of which only one reaches the provider of developer identities; name exactly one`,
    );
    return files;
}

/** A key's entry, a secret if it is one; nothing if the key is missing. */
function given<Key extends string, T>(
    key: Key,
    found: Sensitive<T> | undefined,
): { readonly [K in Key]?: pulumi.Input<T> } {
    const entry: { [K in Key]?: pulumi.Input<T> } = {};
    return found === undefined ? entry : Object.assign(entry, { [key]: input(found) });
}

function input<T>({ value, isSecret }: Sensitive<T>): pulumi.Input<T> {
    return isSecret ? pulumi.secret(undefined).apply(() => value) : value;
}
