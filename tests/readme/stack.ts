import type { WorkloadFacts } from "../../readme";
import { parseSettings, type Settings } from "../../settings";

export const TENANT = "88888888-8888-4888-8888-888888888888";
export const SUBSCRIPTION = "77777777-7777-4777-8777-777777777777";
export const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/orders`;
export const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/orders`;

/** The settings of a stack with one workload. */
export function settings(workload: Record<string, unknown> = {}): Settings {
    return parseSettings(
        {
            "aws:region": "eu-central-1",
            "azuread:tenantId": TENANT,
            "azure-native:subscriptionId": SUBSCRIPTION,
            "cognito-entra:workloads": [
                { name: "orders", caller: { roles: ["arn:aws:iam::111122223333:role/orders"] }, ...workload },
            ],
        },
        "Pulumi.dev.yaml",
    );
}

export const facts: WorkloadFacts = {
    issuer: "https://cognito-identity.amazonaws.com",
    audience: "eu-central-1:11111111-1111-4111-8111-111111111111",
    subject: "eu-central-1:22222222-2222-4222-8222-222222222222",
    clientId: "33333333-3333-4333-8333-333333333333",
    principalId: "44444444-4444-4444-8444-444444444444",
    callerRoleArns: ["arn:aws:iam::111122223333:role/orders"],
    environment: {
        AZURE_TENANT_ID: TENANT,
        AZURE_CLIENT_ID: "33333333-3333-4333-8333-333333333333",
        AZURE_AUTHORITY_HOST: "https://login.microsoftonline.com",
        AWS_REGION: "eu-central-1",
        FEDERATION_ISSUER: "cognito",
        COGNITO_IDENTITY_POOL_ID: "eu-central-1:11111111-1111-4111-8111-111111111111",
        COGNITO_DEVELOPER_PROVIDER_NAME: "entra.orders",
        COGNITO_DEVELOPER_USER_IDENTIFIER: "orders",
        COGNITO_IDENTITY_ID: "eu-central-1:22222222-2222-4222-8222-222222222222",
    },
};
