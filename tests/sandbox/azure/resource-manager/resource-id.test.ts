import assert from "node:assert/strict";
import {
    isWithin,
    lineage,
    parseResourceId,
    parseResourcePath,
    type ResourceId,
} from "../../../../sandbox/azure/resource-manager/resource-id";
import { container, group, managementGroup, siblingGroup, subscription, vault } from "../fixture";

function parsed(text: string): ResourceId {
    const id = parseResourceId(text);
    assert.ok(id !== undefined, text);
    return id;
}

describe("resource ids", () => {
    const types: readonly (readonly [text: string, type: string, name: string])[] = [
        [subscription, "Microsoft.Resources/subscriptions", subscription.slice("/subscriptions/".length)],
        [group, "Microsoft.Resources/subscriptions/resourceGroups", "rg-a"],
        [`${subscription}/resourceGroups/providers`, "Microsoft.Resources/subscriptions/resourceGroups", "providers"],
        [vault, "Microsoft.KeyVault/vaults", "kv-a"],
        [`${vault}/secrets/greeting`, "Microsoft.KeyVault/vaults/secrets", "greeting"],
        [container, "Microsoft.Storage/storageAccounts/blobServices/containers", "orders"],
        [managementGroup, "Microsoft.Management/managementGroups", "platform"],
        [
            `${vault}/providers/Microsoft.Authorization/roleAssignments/x`,
            "Microsoft.Authorization/roleAssignments",
            "x",
        ],
    ];
    for (const [text, type, name] of types) {
        it(`reads ${text}`, () => {
            const id = parsed(text);
            assert.deepEqual([id.text, id.type, id.name], [text, type, name]);
        });
    }

    for (const text of [
        "",
        "subscriptions/x",
        "/subscriptions",
        `${group}/`,
        `/${group}`,
        "/x/y",
        `${group}/providers/A/b`,
        `${group}/x/y`,
    ]) {
        it(`finds no id in '${text}'`, () => {
            assert.equal(parseResourceId(text), undefined);
        });
    }

    it("writes the path's keywords in one way, whatever the request's spelling", () => {
        assert.equal(
            parsed(`${subscription.replace("subscriptions", "SUBSCRIPTIONS")}/RESOURCEGROUPS/rg-a`).text,
            group,
        );
    });

    it("names everything that contains an id", () => {
        assert.deepEqual(
            lineage(parsed(`${vault}/secrets/greeting`)).map(({ text }) => text),
            [`${vault}/secrets/greeting`, vault, group, subscription, "/"],
        );
    });

    it("does not mistake a group for another whose name begins the same", () => {
        assert.equal(isWithin(parsed(siblingGroup), parsed(group)), false);
        assert.equal(
            isWithin(parsed(vault.toUpperCase().replace("/SUBSCRIPTIONS", "/subscriptions")), parsed(group)),
            true,
        );
    });

    it("tells a collection from its items", () => {
        assert.equal(parseResourcePath(["subscriptions"])?.collectionType, "Microsoft.Resources/subscriptions");
        assert.equal(parseResourcePath(["subscriptions", "s", "resourcegroups"])?.id.name, "s");
        assert.equal(parseResourcePath("subscriptions/s/providers/A/b/c/d".split("/"))?.collectionType, "A/b/d");
    });
});
