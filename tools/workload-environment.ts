/**
 * The environment of a workload that runs in AWS under a role: the stack's output for it, credentials from the
 * container endpoint as in ECS, and where the sandbox's clouds are. It has nothing of the deployer's.
 *
 * @param sandbox The sandbox's variables.
 * @param deployed The stack's output `environment` of the workload.
 */
export function workloadEnvironment(
    sandbox: Readonly<Record<string, string | undefined>>,
    roleName: string,
    deployed: Readonly<Record<string, string>>,
): Record<string, string> {
    const fromSandbox = [
        "PATH",
        "AWS_ENDPOINT_URL",
        "NODE_EXTRA_CA_CERTS",
        "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED",
        "SANDBOX_RESOURCE_MANAGER_URL",
        "SANDBOX_KEY_VAULT_URL",
    ].map((name): [string, string] => [name, sandbox[name] ?? ""]);
    return {
        ...Object.fromEntries(fromSandbox),
        ...deployed,
        // Deployed values name the real Entra; here, the sandbox's answers.
        AZURE_AUTHORITY_HOST: sandbox.AZURE_AUTHORITY_HOST ?? "",
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${sandbox.SANDBOX_CONTAINER_CREDENTIALS_URL ?? ""}/${roleName}`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN: sandbox.SANDBOX_CONTAINER_AUTHORIZATION_TOKEN ?? "",
    };
}
