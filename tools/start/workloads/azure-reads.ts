/** How to read an Azure scope, as proof of access to it. */
export interface AzureRead {
    readonly attempt: string;
    readonly url: string;
    /** The scope of the token. */
    readonly tokenScope: string;
    /** Azure's codes for refusing a caller without a role there. */
    readonly refusals: readonly string[];
}

export const RESOURCE_MANAGER_SCOPE = "https://management.azure.com/.default";

/** For a vault, its secret "greeting"; for anything else, its properties. */
export function azureRead(scope: string): AzureRead {
    return /\/providers\/Microsoft\.KeyVault\/vaults\/[^/]+$/i.test(scope)
        ? {
              attempt: `read the secret "greeting" of ${shortScope(scope)}`,
              url: `${process.env.SANDBOX_KEY_VAULT_URL ?? ""}/secrets/greeting?api-version=7.4`,
              tokenScope: "https://vault.azure.net/.default",
              refusals: ["ForbiddenByRbac"],
          }
        : resourceRead(scope);
}

/** A scope's own properties, at Resource Manager. */
export function resourceRead(scope: string): AzureRead {
    const version = scope.includes("/providers/") ? "2022-07-01" : "2021-04-01";
    return {
        attempt: `read ${shortScope(scope)}`,
        url: `${process.env.SANDBOX_RESOURCE_MANAGER_URL ?? ""}${scope}?api-version=${version}`,
        tokenScope: RESOURCE_MANAGER_SCOPE,
        refusals: ["AuthorizationFailed"],
    };
}

/** The last two segments of a scope, which are enough on a narrow screen: `vaults/orders`. */
function shortScope(scope: string): string {
    return scope.split("/").slice(-2).join("/");
}
