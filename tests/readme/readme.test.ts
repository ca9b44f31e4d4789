import assert from "node:assert/strict";
import { z } from "zod";
import { renderReadme, type WorkloadFacts } from "../../readme";
import { parseSettings } from "../../settings";

const TENANT = "88888888-8888-4888-8888-888888888888";
const SUBSCRIPTION = "77777777-7777-4777-8777-777777777777";
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/orders`;
const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/orders`;

function settings(workload: Record<string, unknown>) {
    return parseSettings(
        {
            "aws:region": "eu-central-1",
            "azuread:tenantId": TENANT,
            "azure-native:subscriptionId": SUBSCRIPTION,
            "cognito-entra:workloads": [
                { name: "orders", caller: { roles: ["arn:aws:iam::111122223333:role/orders"] }, ...workload },
            ],
        },
        "Pulumi.dev.yaml",
    );
}

const facts: WorkloadFacts = {
    issuer: "https://cognito-identity.amazonaws.com",
    audience: "eu-central-1:11111111-1111-4111-8111-111111111111",
    subject: "eu-central-1:22222222-2222-4222-8222-222222222222",
    clientId: "33333333-3333-4333-8333-333333333333",
    principalId: "44444444-4444-4444-8444-444444444444",
    callerRoleArns: ["arn:aws:iam::111122223333:role/orders"],
    environment: {
        AZURE_TENANT_ID: TENANT,
        AZURE_CLIENT_ID: "33333333-3333-4333-8333-333333333333",
        AZURE_AUTHORITY_HOST: "https://login.microsoftonline.com",
        AWS_REGION: "eu-central-1",
        FEDERATION_ISSUER: "cognito",
        COGNITO_IDENTITY_POOL_ID: "eu-central-1:11111111-1111-4111-8111-111111111111",
        COGNITO_DEVELOPER_PROVIDER_NAME: "entra.orders",
        COGNITO_DEVELOPER_USER_IDENTIFIER: "orders",
        COGNITO_IDENTITY_ID: "eu-central-1:22222222-2222-4222-8222-222222222222",
    },
};

function render(template: string, workload: Record<string, unknown> = {}): string {
    const tokenCommands = { cognito: "token-of-cognito", sts: "token-of-sts for {{audience}}" };
    return renderReadme({ page: template, tokenCommands }, settings(workload), [facts], "shop-dev");
}

const each = (block: string) => `{{#each workload}}\n${block}\n{{/each}}\n`;

/** Does not prove that the commands work when pasted: that needs the clients themselves. */
describe("the readme", () => {
    it("fills in its placeholders and leaves the rest alone", () => {
        assert.equal(render("# {{prefix}}\n$HOME {region} $1\n"), "# shop-dev\n$HOME {region} $1\n");
    });

    it("refuses a placeholder without a value", () => {
        assert.throws(() => render("{{prefixx}}"), {
            message: "Pulumi.README.md: {{prefixx}} is not a value of this page.",
        });
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

    it("says where the environment is published, if it is", () => {
        const parameterPath = "/shop/orders";
        assert.equal(
            render(each("Here{{published}}:"), { parameterPath }),
            "Here, also in the SSM Parameter Store below `/shop/orders`:\n",
        );
        assert.equal(render(each("Here{{published}}:")), "Here:\n");
    });

    it("lists the roles, and says which have conditions", () => {
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

    it("asks for the right to assign roles once per scope, under a condition", () => {
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

    it("has the policies of whoever deploys, and says what a missing boundary means", () => {
        const json = /^```json\n(.*)\n```$/s.exec(render("{{deployerPolicies}}"))?.[1] ?? "";
        const { Statement } = z.object({ Statement: z.array(z.looseObject({})) }).parse(JSON.parse(json));
        assert.ok(Statement.length >= 8);
        assert.match(render("{{boundary}}"), /can make a caller's role an administrator/);
    });
});
