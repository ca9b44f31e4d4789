import assert from "node:assert/strict";
import { z } from "zod";
import { deployerSection } from "../../readme/deployer";
import { GROUP, settings } from "./stack";

function render(content: string, workload: Record<string, unknown> = {}): string {
    const context = { namePrefix: "shop-dev", accountId: "111122223333" };
    return deployerSection({ file: "deployer.md", content }, settings(workload), context);
}

describe("the readme's section on whoever deploys", () => {
    it("asks for the right to assign roles once a scope, under a condition", () => {
        const roleAssignments = [
            { role: "Reader", scope: GROUP },
            { role: "Contributor", scope: GROUP },
        ];
        const [first, second, third, ...rest] = render("{{grants}}", { roleAssignments }).split("\n");
        assert.deepEqual(
            [first, second, third],
            [
                'az role assignment create --assignee-object-id "$DEPLOYER" --assignee-principal-type ServicePrincipal \\',
                `    --role f58310d9-a9f6-439a-9e8d-f62e7b41a168 --scope ${GROUP} \\`,
                "    --condition-version 2.0 --condition '(",
            ],
        );
        assert.equal(rest.filter((line) => line.includes("az role")).length, 0);
    });

    it("has the policies of whoever deploys, and says what it means that there is no boundary", () => {
        const json = /^```json\n(.*)\n```$/s.exec(render("{{deployerPolicies}}"))?.[1] ?? "";
        const { Statement } = z.object({ Statement: z.array(z.looseObject({})) }).parse(JSON.parse(json));
        assert.ok(Statement.length >= 8);
        assert.match(render("{{boundary}}"), /can make a caller's role an administrator/);
    });
});
