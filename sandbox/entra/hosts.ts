import { hostOf } from "../core/hosted-service";

/** Hosts of Microsoft's public cloud; the first is the one that answers name. */
export const loginHosts = ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"];
export const graphHosts = ["graph.microsoft.com"];

const LOGIN_ORIGIN = "https://login.microsoftonline.com";
const GRAPH_ORIGIN = "https://graph.microsoft.com";

/** What answers call the login host: Microsoft's name to whom asks under one of those, else the one on this machine. */
export function loginOriginFor(request: Request, local: () => string): string {
    return loginHosts.includes(hostOf(request)) ? LOGIN_ORIGIN : local();
}

/** The same for Microsoft Graph. */
export function graphOriginFor(request: Request, local: () => string): string {
    return graphHosts.includes(hostOf(request)) ? GRAPH_ORIGIN : local();
}
