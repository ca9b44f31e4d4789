import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { z } from "zod";
import { pythonWithOfficialClients } from "../../workload/python-environment";
import { wideGrants } from "../aws/wide-deployer";
import { wideRoles } from "../azure/wide-deployer";
import { missingCommands, openCommandLine, type CommandLine } from "./command-line";

const accountId = "111122223333";
const tenantId = "66666666-6666-4666-8666-666666666666";
const subscriptionId = "77777777-7777-4777-8777-777777777777";
const group = `/subscriptions/${subscriptionId}/resourceGroups/orders`;
const deployerArn = `arn:aws:iam::${accountId}:user/deployer`;
const localAddress = /localhost|127\.0\.0\.1|::1/;

/** The variables by which clients that know no proxy find the sandbox. */
const withoutEndpoints = {
    AWS_ENDPOINT_URL: undefined,
    AZURE_AUTHORITY_HOST: undefined,
    ARM_METADATA_HOSTNAME: undefined,
    ARM_CLOUD_METADATA_URL: undefined,
    AZURE_CORE_INSTANCE_DISCOVERY: undefined,
};

/** Official clients under the vendors' own host names, with nothing but a proxy and a trusted authority. */
describe("through the proxy, by real host names", function () {
    this.timeout(180_000);
    let clouds: CommandLine;

    before(async () => {
        clouds = await openCommandLine({
            accountId,
            region: "eu-central-1",
            tenantId,
            subscriptionId,
            callerRoleArns: [`arn:aws:iam::${accountId}:role/orders`],
            existingScopes: [
                `${group}/providers/Microsoft.KeyVault/vaults/orders`,
                `${group}/providers/Microsoft.KeyVault/vaults/Billing`,
            ],
            deployer: {
                aws: wideGrants(accountId, "eu-central-1", [`arn:aws:iam::${accountId}:role/orders`]),
                azure: wideRoles(subscriptionId),
            },
        });
    });
    after(() => clouds.close());

    function through(script: string, variables: Readonly<Record<string, string | undefined>> = {}): Promise<string> {
        return clouds.run(script, {
            ...withoutEndpoints,
            HTTPS_PROXY: clouds.variables["SANDBOX_PROXY"],
            ...variables,
        });
    }

    describe("curl", () => {
        before(async function () {
            await skipWithout(this, ["curl", "bash"]);
        });

        it("finds every service under its name, and no address of this machine in what they answer", async () => {
            const urls = [
                "https://management.azure.com/metadata/endpoints?api-version=2022-09-01",
                "https://management.azure.com/subscriptions?api-version=2022-12-01",
                `https://login.microsoftonline.com/${tenantId}/v2.0/.well-known/openid-configuration`,
                `https://login.windows.net/${tenantId}/.well-known/openid-configuration`,
                `https://sts.windows.net/${tenantId}/.well-known/openid-configuration`,
                "https://login.microsoftonline.com/common/discovery/instance?authorization_endpoint=https://login.microsoftonline.com/common/oauth2/authorize",
                `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`,
                "https://graph.microsoft.com/v1.0/applications",
                "https://orders.vault.azure.net/secrets?api-version=7.4",
                "https://cognito-identity.amazonaws.com/.well-known/openid-configuration",
            ];
            const answers = await through(
                `curl --silent --show-error --include ${urls.map((url) => `'${url}'`).join(" ")}`,
            );
            const statuses = [...answers.matchAll(/HTTP\/1\.1 (\d+) (?!Connection)/g)].map(([, status]) => status);
            assert.deepEqual(statuses, ["200", "401", "200", "200", "200", "200", "400", "401", "401", "200"]);
            assert.doesNotMatch(answers, localAddress);
            assert.match(answers, /"name":"AzureCloud"/);
            assert.match(answers, /authorization_uri="https:\/\/login\.microsoftonline\.com\/6/);
            assert.match(answers, /authorization="https:\/\/login\.microsoftonline\.com\/6/);
        });

        it("is refused every other name", async () => {
            const others = [
                "https://example.com",
                "https://sts.eu-west-1.amazonaws.com",
                "https://stranger.vault.azure.net",
            ];
            for (const url of others) {
                const refusal = await through(`curl --silent --verbose ${url} 2>&1 || true`);
                assert.match(refusal, /< HTTP\/1\.1 403 Not a host of the sandbox/);
            }
            const plain = await through(
                'curl --silent --proxy "$SANDBOX_PROXY" http://169.254.169.254/latest/meta-data/',
            );
            assert.match(plain, /^GET http:\/\/169\.254\.169\.254\/latest\/meta-data\/ is refused: /);
        });

        it("still finds the sandbox by its endpoint variables", async () => {
            const url = '"$AZURE_AUTHORITY_HOST/$ARM_TENANT_ID/v2.0/.well-known/openid-configuration"';
            const variables = { HTTPS_PROXY: clouds.variables["SANDBOX_PROXY"] };
            assert.match(
                await clouds.run(`curl --silent --show-error --fail ${url}`, variables),
                /"token_endpoint":"https:\/\/localhost:/,
            );
        });

        it("sends nothing that is meant for the sandbox to a person's own proxy", async () => {
            const seen: string[] = [];
            const company = createServer((request, response) => {
                seen.push(request.url ?? "");
                response.writeHead(502).end();
            }).on("connect", (request, socket) => {
                seen.push(request.url ?? "");
                socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
            });
            company.listen(0, "127.0.0.1");
            await once(company, "listening");
            const proxy = `http://127.0.0.1:${portOf(company.address())}`;
            const names = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
            try {
                await clouds.run(
                    `curl --silent --show-error "$AWS_ENDPOINT_URL" "$SANDBOX_GRAPH_URL/v1.0/applications" "$SANDBOX_CONTROL_URL/contents"
                    curl --silent --show-error "$SANDBOX_CONTAINER_CREDENTIALS_URL/orders"`,
                    Object.fromEntries(names.map((name) => [name, proxy])),
                );
            } finally {
                company.close();
            }
            assert.deepEqual(seen, []);
        });
    });

    describe("Python", () => {
        it("boto3 and azure-identity deploy a workload and read its secret", async function () {
            const found = await pythonWithOfficialClients();
            if ("missing" in found) {
                console.log(`      skipped: ${found.missing}`);
                this.skip();
            }
            const script = join(__dirname, "real_host_names.py");
            const answer: unknown = JSON.parse(await through(`'${found.python}' '${script}'`));
            const { answers, nextLink, ...facts } = z
                .looseObject({ answers: z.array(z.string()), nextLink: z.string() })
                .parse(answer);
            assert.deepEqual(facts, {
                caller: deployerArn,
                globalCaller: deployerArn,
                policies: [],
                parameters: [],
                context: "https://graph.microsoft.com/v1.0/$metadata#servicePrincipals",
                vaultUri: "https://orders.vault.azure.net/",
                secret: ["https://orders.vault.azure.net/secrets/greeting", "Hello from the vault orders."],
            });
            assert.match(nextLink, /^https:\/\/graph\.microsoft\.com\/v1\.0\/servicePrincipals\?/);
            assert.equal(answers.length, 7);
            assert.doesNotMatch(answers.join("\n"), localAddress);
        });
    });

    it("Go's net/http reaches the clouds and is told who is refused", async function () {
        const isMissing = await clouds.run("go version").then(
            () => false,
            () => true,
        );
        if (isMissing) {
            console.log("      skipped: not installed here: go");
            this.skip();
        }
        const urls = "https://management.azure.com/metadata/endpoints?api-version=2022-09-01 https://example.com/";
        const output = await through(`GOTOOLCHAIN=local go run '${join(__dirname, "get.go")}' ${urls}`);
        assert.deepEqual(output.split("\n"), ["200", 'Get "https://example.com/": Not a host of the sandbox']);
    });

    it("the AWS CLI finds STS, IAM, Cognito and Systems Manager", async function () {
        await skipWithout(this, ["aws", "bash"]);
        const output = await through(`
            aws sts get-caller-identity --query Arn --output text
            aws iam list-attached-role-policies --role-name orders --query 'length(AttachedPolicies)'
            aws cognito-identity list-identity-pools --max-results 60 --query 'length(IdentityPools[?IdentityPoolName==\`nobody\`])'
            aws ssm describe-parameters --query 'length(Parameters)'
        `);
        assert.deepEqual(output.split("\n"), [deployerArn, "0", "0", "0"]);
    });

    it("the Azure CLI signs in to its public cloud and reads each vault by its own name", async function () {
        await skipWithout(this, ["az", "bash"]);
        const output = await through(`
            az login --service-principal --username "$ARM_CLIENT_ID" --password "$ARM_CLIENT_SECRET" --tenant "$ARM_TENANT_ID" --output none
            az cloud show --query name --output tsv
            az keyvault show --name orders --query properties.vaultUri --output tsv
            az role assignment create --assignee "$ARM_CLIENT_ID" --role 'Key Vault Secrets User' --scope ${group} --output none
            az keyvault secret show --vault-name orders --name greeting --query value --output tsv
            az keyvault secret show --vault-name billing --name greeting --query '[value, id]' --output tsv
        `);
        const [cloud, vaultUri, orders, billing, id] = output.split("\n");
        assert.deepEqual(
            [cloud, vaultUri, orders, billing],
            [
                "AzureCloud",
                "https://orders.vault.azure.net/",
                "Hello from the vault orders.",
                "Hello from the vault Billing.",
            ],
        );
        assert.match(id ?? "", /^https:\/\/billing\.vault\.azure\.net\/secrets\/greeting\//);
    });
});

async function skipWithout(context: Mocha.Context, commands: readonly string[]): Promise<void> {
    const missing = await missingCommands(commands);
    if (missing.length > 0) {
        console.log(`      skipped: not installed here: ${missing.join(", ")}`);
        context.skip();
    }
}

function portOf(address: AddressInfo | string | null): string {
    assert.ok(typeof address === "object" && address !== null);
    return String(address.port);
}
