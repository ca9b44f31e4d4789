import { ResourceManagementClient } from "@azure/arm-resources";
import type { TokenCredential } from "@azure/core-auth";
import { WorkloadIdentityCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";
import { FederatedCredential } from "../../../workload";

/** A workload: reads a secret and lists its resource group with official clients, and prints both. */
async function main(credential: TokenCredential): Promise<void> {
    const { VAULT_URL = "", RESOURCE_MANAGER_URL = "", SUBSCRIPTION_ID = "" } = process.env;
    const secrets = new SecretClient(VAULT_URL, credential, { disableChallengeResourceVerification: true });
    const { value } = await secrets.getSecret("greeting");
    const resources = new ResourceManagementClient(credential, SUBSCRIPTION_ID, { endpoint: RESOURCE_MANAGER_URL });
    const { location } = await resources.resourceGroups.get("orders");
    const denied = await resources.resourceGroups.get("billing").then(
        () => "allowed",
        (error: unknown) => (error instanceof Error ? String(Reflect.get(error, "code")) : "unknown"),
    );
    console.log(JSON.stringify({ hasSecret: value !== undefined && value !== "", location, denied }));
}

const credential =
    process.env["AZURE_FEDERATED_TOKEN_FILE"] === undefined
        ? new FederatedCredential()
        : new WorkloadIdentityCredential({ disableInstanceDiscovery: true });
void main(credential);
