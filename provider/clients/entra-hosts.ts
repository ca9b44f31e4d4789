import type { EntraCloud } from "./azuread-configuration";
import { fetchJson } from "./fetch-json";
import { isRecord } from "./record";

/** The hosts of one Microsoft cloud, as origins: `https://…`, no path. */
export interface EntraHosts {
    readonly login: string;
    readonly graph: string;
    /** Whether the login host is on Entra's own list of clouds. */
    readonly isWellKnown: boolean;
}

const publicCloud = {
    login: "https://login.microsoftonline.com",
    graph: "https://graph.microsoft.com",
    isWellKnown: true,
};
const usGovernment = {
    login: "https://login.microsoftonline.us",
    graph: "https://graph.microsoft.us",
    isWellKnown: true,
};
const usDefense = { ...usGovernment, graph: "https://dod-graph.microsoft.us" };
const china = {
    login: "https://login.chinacloudapi.cn",
    graph: "https://microsoftgraph.chinacloudapi.cn",
    isWellKnown: true,
};

/**
 * By the azuread provider's names of clouds.
 * https://learn.microsoft.com/graph/deployments
 */
const named: Readonly<Record<string, EntraHosts>> = {
    global: publicCloud,
    public: publicCloud,
    usgovernment: usGovernment,
    usgovernmentl4: usGovernment,
    usgovernmentl5: usDefense,
    dod: usDefense,
    china,
};

/** @throws Error for an unknown cloud, and for a metadata host that does not describe one. */
export async function entraHosts(cloud: EntraCloud, signal: AbortSignal): Promise<EntraHosts> {
    if (cloud.kind === "named") {
        const hosts = Object.hasOwn(named, cloud.name) ? named[cloud.name] : undefined;
        if (hosts === undefined) {
            throw new Error(
                `ARM_ENVIRONMENT or azuread:environment is ${JSON.stringify(cloud.name)}; the clouds are ${Object.keys(named).join(", ")}.`,
            );
        }
        return hosts;
    }
    const url = `https://${cloud.host}/metadata/endpoints?api-version=2022-09-01`;
    const { body } = await fetchJson("GET /metadata/endpoints", { url }, signal);
    const authentication = isRecord(body) ? body.authentication : undefined;
    return {
        login: origin(isRecord(authentication) ? authentication.loginEndpoint : undefined, cloud.host),
        graph: origin(isRecord(body) ? body.microsoftGraphResourceId : undefined, cloud.host),
        isWellKnown: false,
    };
}

function origin(value: unknown, host: string): string {
    if (typeof value === "string" && URL.canParse(value) && new URL(value).protocol === "https:") {
        return new URL(value).origin;
    }
    throw new Error(
        `The metadata host ${JSON.stringify(host)} (ARM_METADATA_HOSTNAME) does not name https hosts for sign-in and Microsoft Graph.`,
    );
}
