import { accepted, refused, type Checked } from "../checked";
import { quote } from "../quote";
import { parseSubscriptionId, type SubscriptionId } from "./identifiers";

/**
 * Where a role assignment applies. `text` is the resource id in canonical form: keywords in Azure's own case, GUIDs in
 * lower case, names as written.
 */
export type AzureScope =
    | { readonly kind: "managementGroup"; readonly text: string; readonly managementGroupName: string }
    | { readonly kind: "subscription"; readonly text: string; readonly subscriptionId: SubscriptionId }
    | {
          readonly kind: "resourceGroup";
          readonly text: string;
          readonly subscriptionId: SubscriptionId;
          readonly resourceGroupName: string;
      }
    | {
          readonly kind: "resource";
          readonly text: string;
          readonly subscriptionId: SubscriptionId;
          /** Absent for a resource directly in the subscription. */
          readonly resourceGroupName?: string;
      };

const forms = [
    "/providers/Microsoft.Management/managementGroups/<name>",
    "/subscriptions/<id>",
    "/subscriptions/<id>/resourceGroups/<name>",
    "/subscriptions/<id>/resourceGroups/<name>/providers/<namespace>/<type>/<name>",
];

/**
 * Parses a scope: a management group, a subscription, a resource group, or a resource with nested types in pairs of
 * type and name. Azure ignores case in scopes; keywords are nevertheless required in their canonical case, so that
 * there is one way to write a scope.
 * https://learn.microsoft.com/azure/role-based-access-control/scope-overview
 * https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */
export function parseAzureScope(text: string): Checked<AzureScope> {
    const found = quote(text);
    if (!text.startsWith("/")) {
        return refused(`${found} is not a scope: it begins with a slash, as in ${forms.join(", ")}`);
    }
    if (text.length > 1 && text.endsWith("/")) {
        return refused(`the scope ${found} ends in a slash; remove it`);
    }
    const segments = text.slice(1).split("/");
    if (text !== "/" && segments.includes("")) {
        return refused(`the scope ${found} has two slashes in a row; remove one`);
    }
    const [first = ""] = segments;
    if (same(first, "providers")) {
        return managementGroup(segments, found);
    }
    if (same(first, "subscriptions")) {
        return inSubscription(segments, found);
    }
    return refused(`${found} is not a scope; write ${forms.slice(0, -1).join(", ")} or ${forms.slice(-1).join("")}`);
}

/** A scope's identity for Azure, which ignores case: equal strings are the same scope. */
export function azureScopeKey(scope: AzureScope): string {
    return scope.text.toLowerCase();
}

function managementGroup(segments: readonly string[], found: string): Checked<AzureScope> {
    const [, , , name = ""] = segments;
    const isManagementGroup = same(segments[1], "Microsoft.Management") && same(segments[2], "managementGroups");
    if (!isManagementGroup || segments.length > 4) {
        return refused(
            `${found} is not a scope; of the tenant's own resources only management groups are: ${forms.slice(0, 1).join("")}`,
        );
    }
    const keywords = keywordProblem(segments, ["providers", "Microsoft.Management", "managementGroups"], found);
    if (keywords !== undefined) {
        return refused(keywords);
    }
    if (!/^[A-Za-z0-9_.()-]{1,90}$/.test(name) || name.endsWith(".")) {
        return refused(
            `the scope ${found} names no management group: ${quote(name)} is not 1 to 90 letters, digits and _-.() that do not end in a period`,
        );
    }
    return accepted({
        kind: "managementGroup",
        text: `/${segments.join("/")}`,
        managementGroupName: name,
    });
}

function inSubscription(segments: readonly string[], found: string): Checked<AzureScope> {
    const [, id = "", keyword] = segments;
    const first = keywordProblem(segments, ["subscriptions"], found);
    if (first !== undefined) {
        return refused(first);
    }
    const subscription = parseSubscriptionId(id);
    if (!subscription.ok) {
        return refused(`in the scope ${found}, ${subscription.problem}`);
    }
    const subscriptionId = subscription.value;
    const root = `/subscriptions/${subscriptionId}`;
    const rest = segments.slice(2);
    if (keyword === undefined) {
        return accepted({ kind: "subscription", text: root, subscriptionId });
    }
    if (same(keyword, "providers")) {
        const problem = resourceProblem(rest, found);
        return problem === undefined
            ? accepted({ kind: "resource", text: `${root}/${rest.join("/")}`, subscriptionId })
            : refused(problem);
    }
    if (!same(keyword, "resourceGroups")) {
        return refused(`in the scope ${found}, found ${quote(keyword)} where resourceGroups or providers belongs`);
    }
    const second = keywordProblem(rest, ["resourceGroups"], found);
    if (second !== undefined) {
        return refused(second);
    }
    const [, resourceGroupName = "", ...resource] = rest;
    if (!/^[\p{L}\p{Nd}_.()-]{1,90}$/u.test(resourceGroupName) || resourceGroupName.endsWith(".")) {
        return refused(
            `in the scope ${found}, ${quote(resourceGroupName)} is not a resource group name, which has 1 to 90 letters, digits and _-.() and does not end in a period`,
        );
    }
    const group = `${root}/resourceGroups/${resourceGroupName}`;
    if (resource.length === 0) {
        return accepted({ kind: "resourceGroup", text: group, subscriptionId, resourceGroupName });
    }
    const problem = resourceProblem(resource, found);
    return problem === undefined
        ? accepted({ kind: "resource", text: `${group}/${resource.join("/")}`, subscriptionId, resourceGroupName })
        : refused(problem);
}

/** Parses `providers/<namespace>/<type>/<name>` and any further pairs of type and name. */
function resourceProblem(segments: readonly string[], found: string): string | undefined {
    const [keyword = "", namespace = "", ...pairs] = segments;
    if (!same(keyword, "providers")) {
        return `in the scope ${found}, found ${quote(keyword)} where providers belongs`;
    }
    const keywords = keywordProblem(segments, ["providers"], found);
    if (keywords !== undefined) {
        return keywords;
    }
    if (!/^[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)+$/.test(namespace)) {
        return `in the scope ${found}, ${quote(namespace)} is not a provider's namespace such as Microsoft.KeyVault`;
    }
    if (pairs.length === 0 || pairs.length % 2 !== 0) {
        return `the scope ${found} is cut off: after ${namespace} come pairs of a type and a name, as in ${namespace}/<type>/<name>`;
    }
    const badType = pairs.find((segment, index) => index % 2 === 0 && !/^[A-Za-z][A-Za-z0-9.-]*$/.test(segment));
    if (badType !== undefined) {
        return `in the scope ${found}, ${quote(badType)} is not a resource type`;
    }
    const badName = pairs.find(
        (segment, index) =>
            index % 2 === 1 && (!/^[^<>%&\\?#\p{Cc}]{1,260}$/u.test(segment) || segment !== segment.trim()),
    );
    return badName === undefined ? undefined : `in the scope ${found}, ${quote(badName)} is not a resource name`;
}

function same(left: string | undefined, right: string): boolean {
    return left?.toLowerCase() === right.toLowerCase();
}

function keywordProblem(segments: readonly string[], keywords: readonly string[], found: string): string | undefined {
    const wrong = keywords.findIndex((keyword, index) => segments[index] !== keyword);
    return wrong === -1
        ? undefined
        : `in the scope ${found}, write ${keywords[wrong] ?? ""} instead of ${segments[wrong] ?? ""}`;
}
