import assert from "node:assert/strict";
import { workloadsSection } from "../../readme/workloads";
import { facts, GROUP, settings, SUBSCRIPTION, TENANT, VAULT } from "./stack";

function render(content: string, workload: Record<string, unknown> = {}): string {
    const tokenCommands = {
        cognito: { file: "cognito.sh", content: "token-of-cognito\n" },
        sts: { file: "sts.sh", content: "token-of-sts for {{audience}}\n" },
    };
    const section = { file: "workloads.md", content };
    return workloadsSection({ section, tokenCommands }, settings(workload), [facts], "111122223333");
}

const each = (block: string) => `{{#each workload}}\n${block}\n{{/each}}\n`;

/** Does not prove that the commands work when pasted: that needs the clients themselves. */
describe("the readme's section on workloads", () => {
    it("says where they are before and after what it says of each", () => {
        assert.equal(
            render(`In {{accountId}}\n${each("{{name}}")}of {{tenantId}}, {{region}}\n`),
            `In 111122223333\norders\nof ${TENANT}, eu-central-1\n`,
        );
    });

    it("leaves a description as it was written", () => {
        const description = "Fills {{prefix}} and $& for {{#each workload}}";
        assert.equal(render(each("{{description}}"), { description }), `${description}\n`);
    });

    it("keeps the sandbox's authority host in the sandbox's shell, and sets everything else", () => {
        assert.equal(
            render(each("{{environment}}")),
            [
                `export AZURE_TENANT_ID='${TENANT}'`,
                "export AZURE_CLIENT_ID='33333333-3333-4333-8333-333333333333'",
                'export AZURE_AUTHORITY_HOST="${AZURE_AUTHORITY_HOST:-https://login.microsoftonline.com}"',
                "export AWS_REGION='eu-central-1'",
                "export FEDERATION_ISSUER='cognito'",
                "export COGNITO_IDENTITY_POOL_ID='eu-central-1:11111111-1111-4111-8111-111111111111'",
                "export COGNITO_DEVELOPER_PROVIDER_NAME='entra.orders'",
                "export COGNITO_DEVELOPER_USER_IDENTIFIER='orders'",
                "export COGNITO_IDENTITY_ID='eu-central-1:22222222-2222-4222-8222-222222222222'",
                "",
            ].join("\n"),
        );
    });

    const origin = "${SANDBOX_RESOURCE_MANAGER_URL:-https://management.azure.com}";
    for (const [what, roleAssignments, path] of [
        [
            "the first group that it has a role at",
            [
                { role: "Reader", scope: VAULT },
                { role: "Reader", scope: GROUP },
            ],
            GROUP,
        ],
        [
            "its subscription",
            [{ role: "Reader", scope: `/subscriptions/${SUBSCRIPTION}` }],
            `/subscriptions/${SUBSCRIPTION}`,
        ],
        ["the groups that it may see, where it has neither", [], `/subscriptions/${SUBSCRIPTION}/resourceGroups`],
    ] as const) {
        it(`calls ${what}`, () => {
            assert.equal(render(each("{{callUrl}}"), { roleAssignments }), `${origin}${path}?api-version=2021-04-01\n`);
        });
    }

    it("asks for the token as the workload's issuer wants it", () => {
        assert.equal(render(each("{{tokenCommand}}")), "token-of-cognito\n");
        assert.equal(
            render(each("{{tokenCommand}}"), { issuer: { kind: "sts" } }),
            "token-of-sts for eu-central-1:11111111-1111-4111-8111-111111111111\n",
        );
    });

    it("says where the environment is published, where it is", () => {
        const parameterPath = "/shop/orders";
        assert.equal(
            render(each("Here{{published}}:"), { parameterPath }),
            "Here, also in the SSM Parameter Store below `/shop/orders`:\n",
        );
        assert.equal(render(each("Here{{published}}:")), "Here:\n");
    });

    it("lists the roles, with a word on conditions", () => {
        const condition = "@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'orders'";
        const roleAssignments = [
            { role: "Reader", scope: GROUP },
            { role: "Storage Blob Data Reader", scope: GROUP, condition },
        ];
        assert.equal(
            render(each("{{roleAssignments}}"), { roleAssignments }),
            `| role | at |\n| --- | --- |\n| Reader | \`${GROUP}\` |\n| Storage Blob Data Reader, under a condition | \`${GROUP}\` |\n`,
        );
        assert.equal(render(each("{{roleAssignments}}")), "none.\n");
    });
});
