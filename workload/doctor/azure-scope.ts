import { isGuid } from "../guid";

declare const brand: unique symbol;

/** Resource id of a management group, subscription, resource group or resource. */
export type AzureScope = string & { readonly [brand]: "AzureScope" };

/** What `--azure-scope` may be. */
export const SCOPE_FORMS =
    "/subscriptions/<id>, /subscriptions/<id>/resourceGroups/<name>[/providers/<namespace>/<type>/<name>] or " +
    "/providers/Microsoft.Management/managementGroups/<name>";

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
const NAME = /^(?!\.+$)[^\s/\\?#%<>]{1,260}$/u;

/** The scope, or what is wrong with it. Keywords are compared as Azure compares them, without regard to case. */
export function parseAzureScope(text: string): { readonly scope: AzureScope } | { readonly problem: string } {
    return isAzureScope(text) ? { scope: text } : { problem: problemOf(text) ?? "is not a scope" };
}

function isAzureScope(text: string): text is AzureScope {
    return problemOf(text) === undefined;
}

function problemOf(text: string): string | undefined {
    if (text === "") {
        return "is empty";
    }
    if (!text.startsWith("/")) {
        return "a scope begins with a slash";
    }
    const [root = "", ...rest] = text.slice(1).split("/");
    if ([root, ...rest].includes("")) {
        return "there is an empty segment: two slashes in a row, or one at the end";
    }
    if (isSame(root, "providers")) {
        return managementGroupProblem(rest);
    }
    return isSame(root, "subscriptions")
        ? subscriptionProblem(rest)
        : `${JSON.stringify(root)} is neither subscriptions nor providers`;
}

function managementGroupProblem([namespace = "", type = "", name = "", ...rest]: readonly string[]):
    string | undefined {
    if (!isSame(namespace, "Microsoft.Management") || !isSame(type, "managementGroups") || rest.length > 0) {
        return "outside subscriptions only management groups are scopes";
    }
    return nameProblem(name, "a management group");
}

function subscriptionProblem([id = "", keyword, ...rest]: readonly string[]): string | undefined {
    if (!isGuid(id)) {
        return `${JSON.stringify(id)} is not the GUID of a subscription`;
    }
    if (keyword === undefined) {
        return undefined;
    }
    if (isSame(keyword, "providers")) {
        return resourceProblem(rest);
    }
    if (!isSame(keyword, "resourceGroups")) {
        return `${JSON.stringify(keyword)} is neither resourceGroups nor providers`;
    }
    const [name = "", providers, ...resource] = rest;
    const problem = nameProblem(name, "a resource group");
    if (problem !== undefined || providers === undefined) {
        return problem;
    }
    return isSame(providers, "providers") ? resourceProblem(resource) : `${JSON.stringify(providers)} is not providers`;
}

function resourceProblem([namespace = "", ...pairs]: readonly string[]): string | undefined {
    if (pairs.length === 0 || pairs.length % 2 === 1) {
        return "a resource is a namespace and pairs of type and name";
    }
    return [namespace, ...pairs]
        .map((part) => nameProblem(part, "a resource"))
        .find((problem) => problem !== undefined);
}

function nameProblem(name: string, what: string): string | undefined {
    return NAME.test(name) ? undefined : `${JSON.stringify(name)} is not the name of ${what}`;
}

function isSame(text: string, keyword: string): boolean {
    return text.toLowerCase() === keyword.toLowerCase();
}
