import { hostOf } from "../../core/hosted-service";

/** Where the hosts of a cloud are, without a trailing slash. */
export interface Origins {
    readonly login: () => string;
    readonly graph: () => string;
    readonly resourceManager: () => string;
    readonly keyVault: (vaultName: string) => string;
}

const VAULT_SUFFIX = ".vault.azure.net";

export const resourceManagerHost = "management.azure.com";

/** Vault names are case-insensitive, like host names. */
export function vaultHost(vaultName: string): string {
    return `${vaultName.toLowerCase()}${VAULT_SUFFIX}`;
}

/** Microsoft's public cloud. */
export const publicOrigins: Origins = {
    login: () => "https://login.microsoftonline.com",
    graph: () => "https://graph.microsoft.com",
    resourceManager: () => `https://${resourceManagerHost}`,
    keyVault: (vaultName) => `https://${vaultHost(vaultName)}`,
};

/**
 * The origins for an answer: Microsoft's if the request named one of Microsoft's hosts, otherwise those on this
 * machine.
 */
export function originsFor(request: Request, local: Origins): Origins {
    const host = hostOf(request);
    return host === resourceManagerHost || host.endsWith(VAULT_SUFFIX) ? publicOrigins : local;
}
