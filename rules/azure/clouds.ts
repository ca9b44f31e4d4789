import { accepted, refused, type Checked } from "../checked";
import { suggestionOrAll } from "../nearest";
import { quote } from "../quote";

export type AzureCloudName = "public" | "usGovernment" | "china";

export interface AzureCloud {
    /** Where tokens are requested; `AZURE_AUTHORITY_HOST`. */
    readonly authorityHost: string;
    /**
     * The audience that Entra recommends for tokens whose issuer can choose it. Cognito cannot: its audience is the
     * pool id.
     */
    readonly tokenExchangeAudience: string;
    readonly resourceManager: string;
    /** What the Pulumi providers call this cloud: `azuread:environment` and `azure-native:environment`. */
    readonly environments: { readonly azuread: readonly string[]; readonly azureNative: readonly string[] };
}

const clouds: Readonly<Record<AzureCloudName, AzureCloud>> = {
    public: {
        authorityHost: "https://login.microsoftonline.com",
        tokenExchangeAudience: "api://AzureADTokenExchange",
        resourceManager: "https://management.azure.com",
        environments: { azuread: ["global", "public"], azureNative: ["public"] },
    },
    usGovernment: {
        authorityHost: "https://login.microsoftonline.us",
        tokenExchangeAudience: "api://AzureADTokenExchangeUSGov",
        resourceManager: "https://management.usgovcloudapi.net",
        environments: {
            azuread: ["usgovernment", "usgovernmentl4", "usgovernmentl5", "dod"],
            azureNative: ["usgovernment"],
        },
    },
    china: {
        authorityHost: "https://login.partner.microsoftonline.cn",
        tokenExchangeAudience: "api://AzureADTokenExchangeChina",
        resourceManager: "https://management.chinacloudapi.cn",
        environments: { azuread: ["china"], azureNative: ["china"] },
    },
};

/** The hosts and names of one of Azure's clouds. https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud */
export function azureCloud(name: AzureCloudName): AzureCloud {
    return clouds[name];
}

function isAzureCloudName(text: string): text is AzureCloudName {
    return Object.hasOwn(clouds, text);
}

/** The names of Azure's clouds. */
export const azureCloudNames: readonly string[] = Object.keys(clouds);

/** Parses the name of one of Azure's clouds. */
export function parseAzureCloudName(text: string): Checked<AzureCloudName> {
    return isAzureCloudName(text)
        ? accepted(text)
        : refused(`${quote(text)} is not an Azure cloud${suggestionOrAll(text, azureCloudNames)}`);
}
