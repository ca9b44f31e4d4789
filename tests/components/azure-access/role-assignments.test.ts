import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { RoleAssignments, type AzureRoleAssignmentArgs } from "../../../components";
import { MockEngine, PRINCIPAL_ID, type Registered } from "../mock-engine";

const SUBSCRIPTION = "77777777-7777-4777-8777-777777777777";
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/orders`;
const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/orders`;
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6";

const principal = { principalId: PRINCIPAL_ID, principalName: "shop-dev-orders" };
const component = { type: "cognito-entra:index:RoleAssignments", name: "orders", parent: "", inputs: {} };

function assignment(name: string, inputs: Record<string, unknown>): Registered {
    return {
        type: "azure-native:authorization:RoleAssignment",
        name,
        parent: "orders",
        inputs: { principalId: PRINCIPAL_ID, principalType: "ServicePrincipal", ...inputs },
    };
}

function definition(guid: string): string {
    return `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
}

// The UUIDs were computed with Python's uuid.uuid5.
const reader = assignment("orders-reader-98bae68f", {
    roleAssignmentName: "cb46cb02-25d4-5f06-ac67-9795835a49ef",
    roleDefinitionId: definition(READER),
    scope: GROUP,
});
const secrets = assignment("orders-key-vault-secrets-user-2de9bf4a", {
    roleAssignmentName: "f69dbf83-b42d-5149-af58-4532c7ea40c3",
    roleDefinitionId: definition(SECRETS_USER),
    scope: VAULT,
});

/** Does not prove that Azure grants what is registered: the sandbox's denials and allowances do. */
describe("RoleAssignments", () => {
    it("assigns roles to a service principal, with names made from scope, principal and role", async () => {
        const engine = await MockEngine.start();
        new RoleAssignments("orders", {
            ...principal,
            assignments: [
                { role: "Reader", scope: GROUP },
                { role: SECRETS_USER, scope: VAULT },
            ],
        });
        assert.deepEqual(await engine.registered(), [component, secrets, reader]);
    });

    it("registers the same assignments in any order", async () => {
        const assignments: AzureRoleAssignmentArgs[] = [
            { role: "Reader", scope: GROUP },
            { role: "Key Vault Secrets User", scope: VAULT },
        ];
        const first = await MockEngine.start();
        new RoleAssignments("orders", { ...principal, assignments });
        const forwards = await first.registered();
        const second = await MockEngine.start();
        new RoleAssignments("orders", { ...principal, assignments: assignments.toReversed() });
        assert.deepEqual(await second.registered(), forwards);
        assert.equal(forwards.length, 3);
    });

    it("accepts outputs with a label, a description, and a condition of version 2.0", async () => {
        const engine = await MockEngine.start();
        const condition = "@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'orders'";
        new RoleAssignments("orders", {
            principalId: pulumi.output(PRINCIPAL_ID),
            principalName: pulumi.output("shop-dev-orders"),
            assignments: [
                {
                    label: "group",
                    role: pulumi.output("Reader"),
                    scope: Promise.resolve(GROUP),
                    description: pulumi.output("Read the group"),
                    condition: pulumi.output(condition),
                },
            ],
        });
        assert.deepEqual(await engine.registered(), [
            component,
            {
                ...reader,
                name: "orders-group",
                inputs: { ...reader.inputs, description: "Read the group", condition, conditionVersion: "2.0" },
            },
        ]);
    });

    it("names the assignments in a first preview, before the principal exists", async () => {
        const engine = await MockEngine.start({ preview: true });
        const unknown = new pulumi.StackReference("none").outputs.apply(() => PRINCIPAL_ID);
        new RoleAssignments("orders", {
            ...principal,
            principalId: unknown,
            assignments: [{ role: "Reader", scope: GROUP }],
        });
        const [registered] = (await engine.registered()).filter(({ type }) => type === reader.type);
        assert.equal(registered?.inputs.roleAssignmentName, reader.inputs.roleAssignmentName);
    });

    it("deletes an assignment before it creates the replacement", async () => {
        const engine = await MockEngine.start();
        new RoleAssignments("orders", { ...principal, assignments: [{ role: "Reader", scope: GROUP }] });
        assert.equal((await engine.optionsOf(reader.name))?.deleteBeforeReplace, true);
    });
});

const SUBSCRIPTION_SCOPE = GROUP.slice(0, GROUP.indexOf("/resourceGroups"));

const refusals: readonly (readonly [string, AzureRoleAssignmentArgs[], string])[] = [
    [
        "a misspelt role",
        [{ role: "Raeder", scope: GROUP }],
        'assignments[0].role: "Raeder" is not the name of an Azure built-in role; did you mean "Reader"?',
    ],
    [
        "a scope cut off",
        [
            { role: "Reader", scope: GROUP },
            { role: "Reader", scope: `${GROUP}/providers/Microsoft.KeyVault` },
        ],
        `assignments[1].scope: the scope "${GROUP}/providers/Microsoft.KeyVault" is cut off: after Microsoft.KeyVault come pairs of a type and a name, as in Microsoft.KeyVault/<type>/<name>`,
    ],
    [
        "an output without a label",
        [{ role: "Reader", scope: pulumi.output(GROUP) }],
        "assignments[0].label: is required where role or scope is an output",
    ],
    [
        "a long description",
        [{ role: "Reader", scope: GROUP, description: "x".repeat(2049) }],
        "assignments[0].description: the description has at most 2048 bytes, found 2049",
    ],
    [
        "an empty condition",
        [{ role: "Reader", scope: GROUP, condition: " " }],
        "assignments[0].condition: the condition is empty; leave the key out",
    ],
    [
        "a privileged role on a whole subscription that nobody asked for by name",
        [{ role: "Owner", scope: SUBSCRIPTION_SCOPE }],
        'assignments[0].role: "Owner" would hand the workload a whole subscription; choose a narrower role or scope, or ask for it with allowPrivileged: true',
    ],
    [
        "the same role at the same scope twice, however they are written",
        [
            { role: "Reader", scope: GROUP },
            { role: READER, scope: GROUP.replace("orders", "Orders") },
        ],
        `assignments[1]: has the label "${reader.name.replace("orders-", "")}" of assignments[0]; assign a role at a scope once`,
    ],
];

describe("a privileged role", () => {
    it("is assigned on a whole subscription when it is asked for by name", async () => {
        const engine = await MockEngine.start();
        new RoleAssignments("orders", {
            principalId: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
            principalName: "shop-orders",
            assignments: [{ role: "Owner", scope: SUBSCRIPTION_SCOPE, allowPrivileged: true }],
        });
        const [, assignment] = await engine.registered();
        assert.equal(
            assignment?.inputs.roleDefinitionId,
            `${SUBSCRIPTION_SCOPE}/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635`,
        );
    });
});

describe("RoleAssignments refuses", () => {
    for (const [what, assignments, message] of refusals) {
        it(what, async () => {
            const engine = await MockEngine.start();
            assert.throws(
                () => new RoleAssignments("orders", { ...principal, assignments }),
                (error) =>
                    pulumi.ResourceError.isInstance(error) &&
                    error.message === message &&
                    error.hideStack === true &&
                    error.resource instanceof RoleAssignments,
            );
            assert.deepEqual(await engine.registered(), [component]);
        });
    }
});
