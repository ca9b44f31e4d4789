import { SecretClient } from "@azure/keyvault-secrets";
import { FederatedCredential } from "@cognito-entra/workload";

// Outside the handler: the next invocations of this instance find the token in memory.
const secrets = new SecretClient(process.env["VAULT_URL"] ?? "", new FederatedCredential());

/** Reads a secret of Azure Key Vault. */
export async function handler(): Promise<{ readonly name: string; readonly version: string | undefined }> {
    const { name, properties } = await secrets.getSecret("greeting");
    return { name, version: properties.version };
}
