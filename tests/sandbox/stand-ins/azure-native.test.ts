import assert from "node:assert/strict";
import type { PropertyMap } from "@cognito-entra/plumbing";
import {
    contentsFromNow,
    resourceGroup,
    sharedClouds,
    strangeGuid,
    subscriptionId,
    type Clouds,
} from "./in-process-clouds";
import { refusals, standInHandlers, textOf, verbsOf, without, type Verbs } from "./verbs";

const token = "azure-native:authorization:RoleAssignment";
const reader = definitionId("acdd72a7-3385-48ef-bd42-f606fba81ae7");
const storageBlobReader = definitionId("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1");

function definitionId(guid: string): string {
    return `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
}

describe("the azure-native stand-in's RoleAssignment", () => {
    let clouds: Clouds;
    let assignments: Verbs;
    let inputs: PropertyMap & { readonly roleAssignmentName: string };
    let id: string;
    let contents: () => string[];

    beforeEach(async () => {
        clouds = await sharedClouds();
        contents = contentsFromNow(clouds.azure);
        const { azureNative, azuread } = standInHandlers(clouds.options);
        assignments = verbsOf(azureNative, token);
        const applications = verbsOf(azuread, "azuread:index/application:Application");
        const principals = verbsOf(azuread, "azuread:index/servicePrincipal:ServicePrincipal");
        const owners = [clouds.entra.deployer.objectId];
        const application = await applications.create({ displayName: "shop-orders", owners });
        const principal = await principals.create({ clientId: textOf(application.outputs, "clientId") });
        inputs = {
            roleAssignmentName: strangeGuid(),
            scope: resourceGroup,
            principalId: textOf(principal.outputs, "objectId"),
            principalType: "ServicePrincipal",
            roleDefinitionId: reader,
        };
        id = `${resourceGroup}/providers/Microsoft.Authorization/roleAssignments/${inputs.roleAssignmentName}`;
    });

    it("lives through create, read, import, update and delete", async () => {
        const created = await assignments.create(inputs);
        const { createdOn, updatedOn, ...rest } = created.outputs;
        assert.deepEqual([created.id, contents(), createdOn], [id, [id], updatedOn]);
        assert.deepEqual(rest, {
            ...inputs,
            name: inputs.roleAssignmentName,
            type: "Microsoft.Authorization/roleAssignments",
            azureApiVersion: "2022-04-01",
            createdBy: clouds.entra.deployer.objectId,
            updatedBy: clouds.entra.deployer.objectId,
        });
        assert.deepEqual(await assignments.read(id, inputs, created.outputs), { id, inputs, outputs: created.outputs });
        assert.deepEqual(await assignments.read(id), { id, inputs, outputs: created.outputs });

        const news = { ...inputs, description: "Reads the orders." };
        assert.deepEqual(await assignments.diff(inputs, news), { changes: ["description"], replaces: [] });
        const updated = await assignments.update(id, inputs, news);
        assert.deepEqual(updated, { ...created.outputs, ...news, updatedOn: updated["updatedOn"] });
        const reverted = await assignments.update(id, news, inputs);
        assert.deepEqual(reverted, { ...created.outputs, updatedOn: reverted["updatedOn"] });

        await assignments.delete(id);
        assert.deepEqual(contents(), []);
        assert.equal(await assignments.read(id, inputs, created.outputs), undefined);
        await assignments.delete(id);
    });

    it("refuses to create what exists already", async () => {
        await assignments.create(inputs);
        await assert.rejects(assignments.create(inputs), {
            message: `cannot create already existing resource '${id}'`,
        });
    });

    it("replaces for a different name, scope or principal", async () => {
        for (const name of ["roleAssignmentName", "scope", "principalId"]) {
            assert.deepEqual(await assignments.diff(inputs, { ...inputs, [name]: "other" }), {
                changes: [name],
                replaces: [name],
            });
        }
    });

    it("leaves it to Resource Manager to refuse another role for the same assignment", async () => {
        await assignments.create(inputs);
        const news = { ...inputs, roleDefinitionId: storageBlobReader };
        assert.deepEqual(await assignments.diff(inputs, news), { changes: ["roleDefinitionId"], replaces: [] });
        await assert.rejects(assignments.update(id, inputs, news), {
            name: "VendorError",
            code: "RoleAssignmentUpdateNotPermitted",
            message: /^PUT \/subscriptions\/.*: RoleAssignmentUpdateNotPermitted: .*\(HTTP 400\)$/,
        });
    });

    it("assumes that the principal is a user when no type is given, as the SDK does", async () => {
        const untyped = without(inputs, "principalType");
        assert.deepEqual(await assignments.diff(untyped, { ...untyped, principalType: "User" }), {
            changes: [],
            replaces: [],
        });
        await assert.rejects(assignments.create(untyped), { name: "VendorError", code: "UnmatchedPrincipalType" });
        assert.deepEqual(contents(), []);
    });

    it("refuses unknown inputs and a missing name", async () => {
        const unnamed = without(inputs, "roleAssignmentName");
        assert.deepEqual(await refusals(assignments.check({ ...unnamed, delegatedManagedIdentityResourceId: "x" })), [
            [
                "delegatedManagedIdentityResourceId",
                `${token} has no input "delegatedManagedIdentityResourceId" in the sandbox. It takes roleAssignmentName, scope, ` +
                    "principalId, principalType, roleDefinitionId, description, condition, conditionVersion.",
            ],
            [
                "roleAssignmentName",
                `${token} needs "roleAssignmentName": the sandbox does not make up names. Give the physical name.`,
            ],
        ]);
    });
});
