/** What differs between Azure's clouds for a workload. */
export interface AzureCloud {
    readonly name: "public" | "usGovernment" | "china";
    /** Hosts of the login service: Microsoft documents the first, and answers at the others as well. */
    readonly authorityHosts: readonly string[];
    /** Audience of federated credentials whose issuer lets the caller choose one. */
    readonly tokenExchangeAudience: string;
    readonly resourceManager: string;
    readonly graph: string;
}

/** https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud */
const AZURE_CLOUDS: readonly AzureCloud[] = [
    {
        name: "public",
        authorityHosts: ["https://login.microsoftonline.com"],
        tokenExchangeAudience: "api://AzureADTokenExchange",
        resourceManager: "https://management.azure.com",
        graph: "https://graph.microsoft.com",
    },
    {
        name: "usGovernment",
        authorityHosts: ["https://login.microsoftonline.us"],
        tokenExchangeAudience: "api://AzureADTokenExchangeUSGov",
        resourceManager: "https://management.usgovcloudapi.net",
        graph: "https://graph.microsoft.us",
    },
    {
        name: "china",
        authorityHosts: ["https://login.partner.microsoftonline.cn", "https://login.chinacloudapi.cn"],
        tokenExchangeAudience: "api://AzureADTokenExchangeChina",
        resourceManager: "https://management.chinacloudapi.cn",
        graph: "https://microsoftgraph.chinacloudapi.cn",
    },
];

export const PUBLIC_AUTHORITY_HOST = "https://login.microsoftonline.com";

/** The cloud of a login host; a host that is in none (a private one) counts as public. */
export function cloudOf(authorityHost: string): AzureCloud {
    const [publicCloud] = AZURE_CLOUDS;
    const cloud = AZURE_CLOUDS.find((candidate) => candidate.authorityHosts.includes(authorityHost)) ?? publicCloud;
    if (cloud === undefined) {
        throw new Error("The table of Azure clouds is empty.");
    }
    return cloud;
}
