import assert from "node:assert/strict";
import fc from "fast-check";
import { azureScopeKey, parseAzureScope } from "../../../rules/azure/scope";
import { problemOf, valueOf } from "../result";

const subscriptionId = "9f8c2a54-3f5e-4d0e-8a63-6c8a4f7b2d10";
const subscription = `/subscriptions/${subscriptionId}`;
const group = `${subscription}/resourceGroups/orders`;

describe("parseAzureScope", () => {
    for (const [text, rest] of [
        [
            "/providers/Microsoft.Management/managementGroups/platform",
            { kind: "managementGroup", managementGroupName: "platform" },
        ],
        [subscription, { kind: "subscription", subscriptionId }],
        [group, { kind: "resourceGroup", subscriptionId, resourceGroupName: "orders" }],
        [
            `${subscription}/resourceGroups/Größe_1.(a)-b`,
            { kind: "resourceGroup", subscriptionId, resourceGroupName: "Größe_1.(a)-b" },
        ],
        [
            `${group}/providers/Microsoft.KeyVault/vaults/orders`,
            { kind: "resource", subscriptionId, resourceGroupName: "orders" },
        ],
        [
            `${group}/providers/Microsoft.Storage/storageAccounts/o/blobServices/default/containers/c`,
            { kind: "resource", subscriptionId, resourceGroupName: "orders" },
        ],
        [`${subscription}/providers/Microsoft.Capacity/catalogs/one`, { kind: "resource", subscriptionId }],
    ] as const) {
        it(`takes ${text}`, () => {
            assert.deepEqual(valueOf(parseAzureScope(text)), { text, ...rest });
        });
    }

    const upper = subscription.replace(subscriptionId, subscriptionId.toUpperCase());
    it("writes the subscription in lower case, and names as they were", () => {
        assert.equal(
            valueOf(parseAzureScope(`${upper}/resourceGroups/Orders`)).text,
            `${subscription}/resourceGroups/Orders`,
        );
    });

    for (const [text, problem] of [
        [group.slice(1), /begins with a slash, as in/],
        ["", /begins with a slash, as in/],
        ["orders", /begins with a slash, as in/],
        [` ${group}`, /begins with a slash, as in/],
        [`${group}/`, /ends in a slash; remove it$/],
        [`/${group}`, /has two slashes in a row/],
        ["/", /is not a scope; write/],
        ["/tenants/x", /is not a scope; write/],
        ["/subscriptions", /"" is not a subscription id/],
        ["/subscriptions/x", /"x" is not a subscription id, which is a GUID/],
        ["/Subscriptions/x", /write subscriptions instead of Subscriptions$/],
        [`${subscription}/resourcegroups/orders`, /write resourceGroups instead of resourcegroups$/],
        [`${subscription}/resourceGroups`, /"" is not a resource group name/],
        [`${subscription}/resourceGroups/orders.`, /"orders\." is not a resource group name/],
        [`${subscription}/resourceGroups/a b`, /"a b" is not a resource group name/],
        [`${subscription}/resourceGroups/${"x".repeat(91)}`, /is not a resource group name/],
        [`${subscription}/vaults/x`, /found "vaults" where resourceGroups or providers belongs/],
        [`${group}/vaults/x`, /found "vaults" where providers belongs/],
        [`${group}/Providers/Microsoft.KeyVault/vaults/x`, /write providers instead of Providers$/],
        [`${group}/providers`, /"" is not a provider's namespace/],
        [`${group}/providers/KeyVault/vaults/x`, /"KeyVault" is not a provider's namespace/],
        [`${group}/providers/Microsoft.KeyVault`, /is cut off: after Microsoft.KeyVault come pairs/],
        [`${group}/providers/Microsoft.KeyVault/vaults`, /is cut off/],
        [`${group}/providers/Microsoft.KeyVault/vaults/x/secrets`, /is cut off/],
        [`${group}/providers/Microsoft.KeyVault/va_ults/x`, /"va_ults" is not a resource type/],
        [`${group}/providers/Microsoft.KeyVault/vaults/x%20y`, /"x%20y" is not a resource name/],
        ["/providers/Microsoft.Authorization/roleAssignments/x", /only management groups are/],
        ["/providers/Microsoft.Management/managementGroups", /names no management group/],
        ["/providers/Microsoft.Management/managementGroups/a/b", /only management groups are/],
        [
            "/providers/microsoft.management/managementGroups/a",
            /write Microsoft.Management instead of microsoft.management$/,
        ],
    ] as const) {
        it(`refuses ${JSON.stringify(text).slice(0, 120)}`, () => {
            assert.match(problemOf(parseAzureScope(text)), problem);
        });
    }

    const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/);
    const type = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,20}$/);
    const scopes = fc.oneof(
        name.map((text) => `/providers/Microsoft.Management/managementGroups/${text}`),
        fc.tuple(fc.uuid(), fc.boolean()).map(([id, up]) => `/subscriptions/${up ? id.toUpperCase() : id}`),
        fc.tuple(fc.uuid(), name).map(([id, rg]) => `/subscriptions/${id}/resourceGroups/${rg}`),
        fc
            .tuple(fc.uuid(), name, type, fc.array(fc.tuple(type, name), { minLength: 1, maxLength: 4 }))
            .map(
                ([id, rg, namespace, pairs]) =>
                    `/subscriptions/${id}/resourceGroups/${rg}/providers/Microsoft.${namespace}/${pairs.flat().join("/")}`,
            ),
    );

    it("is idempotent, and changes nothing but the case of GUIDs", () => {
        fc.assert(
            fc.property(scopes, (text) => {
                const scope = valueOf(parseAzureScope(text));
                assert.deepEqual(valueOf(parseAzureScope(scope.text)), scope);
                assert.equal(scope.text.toLowerCase(), text.toLowerCase());
            }),
        );
    });

    it("throws at nothing", () => {
        fc.assert(
            fc.property(fc.array(fc.oneof(fc.string(), name, fc.constant("subscriptions"), fc.uuid())), (parts) => {
                parseAzureScope(`/${parts.join("/")}`);
            }),
        );
    });
});

describe("azureScopeKey", () => {
    it("is the same for scopes that Azure treats as the same", () => {
        const one = valueOf(parseAzureScope(`${subscription}/resourceGroups/Orders`));
        const other = valueOf(parseAzureScope(`${subscription}/resourceGroups/oRDERS`));
        assert.equal(azureScopeKey(one), azureScopeKey(other));
        assert.notEqual(azureScopeKey(one), azureScopeKey(valueOf(parseAzureScope(subscription))));
    });
});
