import * as z from "zod/mini";
import { cognitoRegionProblem } from "../rules/aws/cognito-issuer";
import { parseAwsRegion, type AwsRegion } from "../rules/aws/identifiers";
import { tagValueProblem } from "../rules/aws/tags";
import { azureCloud, azureCloudNames, parseAzureCloudName, type AzureCloudName } from "../rules/azure/clouds";
import { parseSubscriptionId } from "../rules/azure/identifiers";
import { accepted, refused, type Checked } from "../rules/checked";
import { parseTenantId, type TenantId } from "../rules/entra/identifiers";
import { quote } from "../rules/quote";
import { assumeRolesSchema } from "./assume-roles";
import { parsePermissionsBoundary, type BoundarySurroundings } from "./permissions-boundary";
import { described, leaf, stringWithout } from "./schema";
import { workloadsSchema } from "./workloads";

/**
 * Every key of a stack's file that this project reads, with what its value must be and what it means. The arguments are values of
 * other keys; undefined where they are wrong or of no interest.
 */
export const keys = {
    "aws:region": () =>
        described("Region of the identity pools, e.g. `eu-central-1`", leaf(z.string(), parseRegionWithCognito)),
    "aws:profile": () => described("AWS profile to deploy with", z.exactOptional(z.string())),
    "aws:assumeRoles": (region?: AwsRegion) =>
        described(
            "Roles to assume for the deployment, one after the other, as the AWS provider takes them",
            z.exactOptional(assumeRolesSchema(region)),
        ),
    "azuread:tenantId": () => described("GUID of the Entra tenant", leaf(z.string(), parseTenantId)),
    "azuread:environment": (cloud?: AzureCloudName) =>
        described(
            "Only to repeat `cognito-entra:azureCloud` in the words of the provider for Entra",
            z.exactOptional(environmentSchema("azuread", cloud)),
        ),
    "azure-native:tenantId": (tenantId?: TenantId) =>
        described(
            "Only to repeat `azuread:tenantId`",
            z.exactOptional(leaf(z.string(), (text) => parseSameTenant(text, tenantId))),
        ),
    "azure-native:subscriptionId": () =>
        described("GUID of the Azure subscription that the deployment works in", leaf(z.string(), parseSubscriptionId)),
    "azure-native:environment": (cloud?: AzureCloudName) =>
        described(
            "Only to repeat `cognito-entra:azureCloud` in the words of the provider for Azure",
            z.exactOptional(environmentSchema("azureNative", cloud)),
        ),
    "cognito-entra:azureCloud": () =>
        described(
            {
                description: "Azure's cloud with the tenant: `public`, `usGovernment` or `china`",
                enum: azureCloudNames,
            },
            z._default(leaf(z.string(), parseAzureCloudName), "public"),
        ),
    "cognito-entra:protect": () =>
        described(
            {
                description:
                    "Whether pools, identities and applications are protected from deletion; `false` for stacks to throw away",
                type: ["boolean", "string"],
                enum: [true, false, "true", "false"],
            },
            z._default(leaf(z.string(), parseBoolean), true),
        ),
    "cognito-entra:createUnchecked": () =>
        described(
            {
                description:
                    "Whether pools and applications are created even where the look-up for existing ones of their names fails; for one run only",
                type: ["boolean", "string"],
                enum: [true, false, "true", "false"],
            },
            z._default(leaf(z.string(), parseBoolean), false),
        ),
    "cognito-entra:tags": () =>
        described(
            "Tags of everything that takes tags, name to value; in Entra they become `name:value`",
            z._default(z.record(z.string(), stringWithout(tagValueProblem)), {}),
        ),
    "cognito-entra:permissionsBoundary": (surroundings: BoundarySurroundings = {}) =>
        described(
            "ARN of the policy that bounds every role that may ask for tokens; `npm run permissions -- boundary` prints one. Roles get it when they are made; only an administrator changes it",
            z.exactOptional(leaf(z.string(), (text) => parsePermissionsBoundary(text, surroundings))),
        ),
    "cognito-entra:workloads": (region?: AwsRegion) =>
        described("The workloads in AWS that use Azure, at least one", workloadsSchema(region)),
};

/** The full keys: `aws:region` and so on. */
export const settingKeys: readonly string[] = Object.keys(keys);

function parseRegionWithCognito(text: string): Checked<AwsRegion> {
    const region = parseAwsRegion(text);
    const problem = region.ok ? cognitoRegionProblem(region.value) : undefined;
    return problem === undefined ? region : refused(problem);
}

function parseSameTenant(text: string, azureadTenantId: TenantId | undefined): Checked<TenantId> {
    const tenantId = parseTenantId(text);
    return tenantId.ok && azureadTenantId !== undefined && tenantId.value !== azureadTenantId
        ? refused(`${quote(text)} is not azuread:tenantId ${quote(azureadTenantId)}; one stack deploys to one tenant`)
        : tenantId;
}

function environmentSchema(provider: "azuread" | "azureNative", cloud: AzureCloudName | undefined) {
    return leaf(z.string(), (text): Checked<string> => {
        const names = cloud === undefined ? [] : azureCloud(cloud).environments[provider];
        return cloud === undefined || names.includes(text.toLowerCase())
            ? accepted(text)
            : refused(`${quote(text)} does not go with cognito-entra:azureCloud ${cloud}; write ${names.join(" or ")}`);
    });
}

function parseBoolean(text: string): Checked<boolean> {
    return text === "true" || text === "false"
        ? accepted(text === "true")
        : refused(`found ${quote(text)}, expected true or false`);
}
