import assert from "node:assert/strict";
import { cloudContents } from "./sandbox-environment";
import { ORDERS, TemporaryStack } from "./temporary-stack";

/** What a person meets whose settings are wrong. The settings' own tests have every mistake; this is what the engine makes of them. */
describe("a stack with mistakes in its file", function () {
    this.timeout(60_000);
    let stack: TemporaryStack;

    before(async () => {
        stack = await TemporaryStack.create("refused", [
            { ...ORDERS, roleAssignments: [{ role: "Raeder", scope: "/subscriptions/nonsense" }] },
            { ...ORDERS, name: "orders" },
        ]);
    });
    after(() => stack.close());

    it("reports all of them at once, without a stack trace, and deploys nothing", async () => {
        const before = await cloudContents();
        const message = await stack.stack.up().then(
            () => assert.fail("up succeeded"),
            (error: unknown) => String(error),
        );
        for (const line of [
            "Pulumi.refused.yaml has 3 mistakes; nothing was deployed.",
            'Pulumi.refused.yaml: cognito-entra:workloads[0].roleAssignments[0].role: "Raeder" is not the name of an Azure built-in role; did you mean "Reader"?',
            'Pulumi.refused.yaml: cognito-entra:workloads[0].roleAssignments[0].scope: in the scope "/subscriptions/nonsense", "nonsense" is not a subscription id, which is a GUID such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301',
            "Pulumi.refused.yaml: cognito-entra:workloads[1].name: repeats cognito-entra:workloads[0].name; remove or change one of them",
        ]) {
            assert.ok(message.includes(line), message);
        }
        assert.doesNotMatch(message.split(" err?:")[0] ?? "", /^\s+at .*\.ts:/m);
        assert.deepEqual(await cloudContents(), before);
    });
});
