import { type BrokenTrust, describeBreaks, option, sts, STRANGER, variable } from "./broken-trust";

const SUBSCRIPTION = `/subscriptions/${STRANGER}`;
const SCOPE_FIX = /^Pass --azure-scope \/subscriptions\/<id>, /;

const malformedScope = (azureScope: string, says: RegExp): BrokenTrust => ({
    change: `--azure-scope is ${JSON.stringify(azureScope)}`,
    options: option("azureScope", azureScope),
    fails: "configuration",
    says: () => says,
    fix: SCOPE_FIX,
});

const malformed = (name: string, value: string | undefined, says: RegExp): BrokenTrust => ({
    change: `${name} is ${value === undefined ? "missing" : JSON.stringify(value)}`,
    environment: variable(name, value),
    fails: "configuration",
    code: "ConfigurationMissing",
    says: () => says,
    fix: /Give the workload the stack's `environment` output unchanged/,
});

describeBreaks("The doctor and a broken configuration", [
    malformed("AZURE_TENANT_ID", undefined, /AZURE_TENANT_ID is missing/),
    malformed("AZURE_TENANT_ID", "x/../y", /AZURE_TENANT_ID is "x\/\.\.\/y", not a GUID/),
    malformed("AZURE_CLIENT_ID", "orders", /AZURE_CLIENT_ID is "orders", not a GUID/),
    malformed("FEDERATION_ISSUER", "okta", /FEDERATION_ISSUER is "okta"/),
    malformed("AZURE_AUTHORITY_HOST", "http://login.sandbox", /AZURE_AUTHORITY_HOST is "http:.*", not an https origin/),
    malformed("COGNITO_IDENTITY_POOL_ID", "orders", /COGNITO_IDENTITY_POOL_ID is "orders", not REGION:GUID/),
    { ...malformed("AWS_REGION", undefined, /AWS_REGION is missing/), deploy: sts },
    malformedScope(".evil.example/x", /--azure-scope is "\.evil\.example\/x": a scope begins with a slash/),
    malformedScope("@evil.example/x", /a scope begins with a slash/),
    malformedScope("//evil.example/x", /an empty segment/),
    malformedScope(`${SUBSCRIPTION}/`, /an empty segment/),
    malformedScope("/subscriptions/orders", /"orders" is not the GUID of a subscription/),
    malformedScope(`${SUBSCRIPTION}/resourceGroups/..`, /"\.\." is not the name of a resource group/),
    malformedScope(`${SUBSCRIPTION}/resourceGroups/a?b=c`, /is not the name of a resource group/),
    malformedScope(`${SUBSCRIPTION}/resourcegroup/orders`, /"resourcegroup" is neither resourceGroups nor providers/),
    malformedScope(
        `${SUBSCRIPTION}/resourceGroups/orders/providers/Microsoft.KeyVault/vaults`,
        /pairs of type and name/,
    ),
    malformedScope("", /is empty/),
    {
        change: "--scope is no scope",
        options: option("scope", "https://vault.azure.net"),
        fails: "configuration",
        says: () => /--scope is "https:\/\/vault\.azure\.net"/,
        fix: /^Pass --scope <resource>\/\.default, e\.g\. https:\/\/vault\.azure\.net\/\.default\./,
    },
    {
        change: "--caller-role is the ARN of a user",
        options: option("callerRole", "arn:aws:iam::111122223333:user/orders"),
        fails: "configuration",
        says: () => /--caller-role is "arn:aws:iam::111122223333:user\/orders"/,
        fix: /^Pass --caller-role the role's name or ARN\./,
    },
    {
        change: "the profile that --aws-profile names does not exist",
        options: option("awsProfile", "nobody"),
        fails: "configuration",
        says: () => /--aws-profile is "nobody", and .*config and .*credentials have no such profile/,
        fix: /^Pass --aws-profile one of administrator, auditor, or add it with aws configure sso\./,
    },
    {
        change: "the metadata host is more than a host",
        environment: variable("ARM_METADATA_HOSTNAME", "management.sandbox@evil.example/x"),
        fails: "configuration",
        says: () => /ARM_METADATA_HOSTNAME is "management\.sandbox@evil\.example\/x"/,
        fix: /^Set ARM_METADATA_HOSTNAME to a host name, or unset it outside a private cloud\./,
    },
]);
