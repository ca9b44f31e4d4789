import { hostOf } from "../core/hosted-service";

/** Hosts of Microsoft's public cloud; the first is the one that answers name. */
export const loginHosts = ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"];
export const graphHosts = ["graph.microsoft.com"];

const LOGIN_ORIGIN = "https://login.microsoftonline.com";
const GRAPH_ORIGIN = "https://graph.microsoft.com";

/** The login host's origin for an answer: Microsoft's if the request named a host of Microsoft's, else the one on this machine. */
export function loginOriginFor(request: Request, local: () => string): string {
    return loginHosts.includes(hostOf(request)) ? LOGIN_ORIGIN : local();
}

/** Likewise for Microsoft Graph. */
export function graphOriginFor(request: Request, local: () => string): string {
    return graphHosts.includes(hostOf(request)) ? GRAPH_ORIGIN : local();
}
