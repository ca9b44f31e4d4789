import assert from "node:assert/strict";
import { z } from "zod";
import { readTemplates, renderReadme } from "../../../readme";
import { parseSettings } from "../../../settings";
import { wideGrants } from "../aws/wide-deployer";
import { wideRoles } from "../azure/wide-deployer";
import { missingCommands, openCommandLine, underRole, type CommandLine } from "./command-line";

const accountId = "111122223333";
const region = "eu-central-1";
const tenantId = "66666666-6666-4666-8666-666666666666";
const subscriptionId = "77777777-7777-4777-8777-777777777777";
const group = `/subscriptions/${subscriptionId}/resourceGroups/orders`;
const otherGroup = `/subscriptions/${subscriptionId}/resourceGroups/billing`;
const roleArn = `arn:aws:iam::${accountId}:role/orders`;

const deployed = z.object({ pool: z.string(), identity: z.string(), client: z.string(), principal: z.string() });

/** Exports the facts that `deployed` reads; the shell's options end the script where a command fails. */
const DEPLOY = `
az login --service-principal --username "$ARM_CLIENT_ID" --password "$ARM_CLIENT_SECRET" --tenant "$ARM_TENANT_ID" --output none
pool=$(aws cognito-identity create-identity-pool --identity-pool-name orders --no-allow-unauthenticated-identities \
    --developer-provider-name entra.orders --query IdentityPoolId --output text)
identity=$(aws cognito-identity get-open-id-token-for-developer-identity --identity-pool-id "$pool" \
    --logins entra.orders=orders --query IdentityId --output text)
policy=$(aws iam create-policy --policy-name orders --query Policy.Arn --output text --policy-document '{
    "Version": "2012-10-17",
    "Statement": [{
        "Effect": "Allow",
        "Action": "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
        "Resource": "arn:aws:cognito-identity:${region}:${accountId}:identitypool/'"$pool"'"
    }]
}')
aws iam attach-role-policy --role-name orders --policy-arn "$policy"
client=$(az ad app create --display-name orders --query appId --output tsv)
principal=$(az ad sp create --id "$client" --query id --output tsv)
az ad app federated-credential create --id "$client" --output none --parameters '{
    "name": "cognito-orders",
    "issuer": "https://cognito-identity.amazonaws.com",
    "subject": "'"$identity"'",
    "audiences": ["'"$pool"'"]
}'
az role assignment create --assignee "$client" --role Reader --scope ${group} --output none
jq --null-input '{$pool, $identity, $client, $principal}' --arg pool "$pool" --arg identity "$identity" --arg client "$client" \
    --arg principal "$principal"
`;

const REMOVE = `
az role assignment delete --assignee "$CLIENT" --role Reader --scope ${group}
az role assignment delete --assignee "$ARM_CLIENT_ID" --role "Role Based Access Control Administrator" --scope ${group}
az ad app delete --id "$CLIENT"
policy=arn:aws:iam::${accountId}:policy/orders
aws iam detach-role-policy --role-name orders --policy-arn "$policy"
aws iam delete-policy --policy-arn "$policy"
aws cognito-identity delete-identity-pool --identity-pool-id "$POOL"
curl --silent --fail --header "Authorization: Bearer $SANDBOX_CONTROL_TOKEN" "$SANDBOX_CONTROL_URL/contents"
`;

/** The commands of a readme that contain a string. */
function commandsWith(text: string, readme: string): string {
    const found = [...readme.matchAll(/```sh\n(.*?)```/gs)].map(([, block = ""]) => block);
    return found.find((block) => block.includes(text)) ?? assert.fail(`no commands with ${text}`);
}

async function renderedReadme({ pool, identity, client, principal }: z.infer<typeof deployed>): Promise<string> {
    const settings = parseSettings(
        {
            "aws:region": region,
            "azuread:tenantId": tenantId,
            "azure-native:subscriptionId": subscriptionId,
            "cognito-entra:workloads": [
                { name: "orders", caller: { roles: [roleArn] }, roleAssignments: [{ role: "Reader", scope: group }] },
            ],
        },
        "Pulumi.dev.yaml",
    );
    const facts = {
        issuer: "https://cognito-identity.amazonaws.com",
        audience: pool,
        subject: identity,
        clientId: client,
        principalId: principal,
        callerRoleArns: [roleArn],
        environment: {
            AZURE_TENANT_ID: tenantId,
            AZURE_CLIENT_ID: client,
            AZURE_AUTHORITY_HOST: "https://login.microsoftonline.com",
            AWS_REGION: region,
            FEDERATION_ISSUER: "cognito",
            COGNITO_IDENTITY_POOL_ID: pool,
            COGNITO_DEVELOPER_PROVIDER_NAME: "entra.orders",
            COGNITO_DEVELOPER_USER_IDENTIFIER: "orders",
            COGNITO_IDENTITY_ID: identity,
        },
    };
    return renderReadme(await readTemplates(settings), settings, [facts], "orders");
}

/** A workload deployed with the vendors' command lines, and the commands of the stack's readme pasted as it says. */
describe("the Azure CLI, the AWS CLI and curl", function () {
    this.timeout(120_000);
    let close: (() => Promise<void>) | undefined;
    let clouds: CommandLine;
    let workload: z.infer<typeof deployed>;
    let readme: string;

    before(async function () {
        const missing = await missingCommands(["az", "aws", "curl", "jq", "bash"]);
        if (missing.length > 0) {
            console.log(`      skipped: not installed here: ${missing.join(", ")}`);
            this.skip();
        }
        clouds = await openCommandLine({
            accountId,
            region,
            tenantId,
            subscriptionId,
            callerRoleArns: [roleArn],
            existingScopes: [group, otherGroup],
            deployer: { aws: wideGrants(accountId, region, [roleArn]), azure: wideRoles(subscriptionId) },
        });
        close = () => clouds.close();
        workload = deployed.parse(JSON.parse(await clouds.run(DEPLOY)));
        readme = await renderedReadme(workload);
    });
    after(() => close?.());

    function asWorkload(script: string): Promise<string> {
        return clouds.run(`${commandsWith("export AZURE_CLIENT_ID", readme)}\n${script}`, underRole("orders", clouds));
    }

    it("find again what was deployed", async () => {
        const { client } = workload;
        const found = await clouds.run(`
            az role assignment list --assignee ${client} --all --query '[].[principalName, roleDefinitionName, scope]' --output tsv
            az ad app federated-credential list --id ${client} --query '[].[name, subject]' --output tsv
            az resource list --resource-group orders --query 'length(@)' --output tsv
        `);
        assert.deepEqual(found.split("\n"), [
            `${client}\tReader\t${group}`,
            `cognito-orders\t${workload.identity}`,
            "0",
        ]);
    });

    it("take a token from Cognito to Azure through a pipe", async () => {
        const answer: unknown = JSON.parse(await asWorkload(commandsWith("curl", readme)));
        assert.equal(z.object({ id: z.string() }).parse(answer).id, group);
    });

    it("sign in with a federated token, and see what the roles show", async () => {
        const groups = "az group list --query '[].name' --output tsv";
        const [, answer, seen] =
            /^(\{.*\})\n(.*)$/s.exec(await asWorkload(`${commandsWith("az login", readme)}\n${groups}`)) ?? [];
        assert.equal(z.object({ id: z.string() }).parse(JSON.parse(answer ?? "")).id, group);
        assert.equal(seen, "orders");
        await assert.rejects(asWorkload("az group show --name billing"), /AuthorizationFailed/);
        await assert.rejects(asWorkload("az ad app list"), /Insufficient privileges/);
    });

    it("grant whoever deploys the role that the readme names", async () => {
        const granted = await clouds.run(
            `DEPLOYER=$(az ad sp show --id "$ARM_CLIENT_ID" --query id --output tsv)\n${commandsWith("$DEPLOYER", readme)}`,
        );
        const { scope } = z.object({ scope: z.string() }).parse(JSON.parse(granted));
        assert.equal(scope, group);
    });

    it("leave nothing behind", async () => {
        const contents: unknown = JSON.parse(
            await clouds.run(REMOVE, { CLIENT: workload.client, POOL: workload.pool }),
        );
        assert.deepEqual(contents, { aws: [], entra: [], azure: [] });
    });
});
