import { z } from "zod";

const environment = z.object({
    AZURE_TENANT_ID: z.string(),
    AZURE_CLIENT_ID: z.string(),
    AZURE_AUTHORITY_HOST: z.string(),
    AWS_REGION: z.string(),
    FEDERATION_ISSUER: z.literal("cognito"),
    COGNITO_IDENTITY_POOL_ID: z.string(),
    COGNITO_DEVELOPER_PROVIDER_NAME: z.string(),
    COGNITO_DEVELOPER_USER_IDENTIFIER: z.string(),
    COGNITO_IDENTITY_ID: z.string(),
});

const workload = z.object({
    issuer: z.string(),
    audience: z.string(),
    subject: z.string(),
    tenantId: z.string(),
    clientId: z.string(),
    principalId: z.string(),
    environment,
});

/** The stack's output `workloads`, checked, because it comes out of Pulumi's state. */
export const workloadOutputs = z.record(z.string(), workload);

export type WorkloadOutput = z.infer<typeof workload>;
