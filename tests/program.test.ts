import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { z } from "zod";
import deploy from "..";
import { CLIENT_ID, IDENTITY_ID, MockEngine, POOL_ID, PRINCIPAL_ID, valueOf } from "./components/mock-engine";

const DEV_TENANT = "5f0b7c1e-3d64-4c8a-9b0e-7a2d41c6e895";
const root = join(__dirname, "..");

/** `Pulumi.dev.yaml` as the engine hands it to a program: strings, with structures as JSON. */
async function useDevConfiguration(): Promise<Record<string, unknown>> {
    const { config } = z
        .object({ config: z.record(z.string(), z.unknown()) })
        .parse(parse(await readFile(join(root, "Pulumi.dev.yaml"), "utf8")));
    const texts = Object.entries(config).map(
        ([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const,
    );
    pulumi.runtime.setAllConfig(Object.fromEntries<string>(texts));
    return config;
}

const output = z.strictObject({
    issuer: z.literal("https://cognito-identity.amazonaws.com"),
    audience: z.literal(POOL_ID),
    subject: z.literal(IDENTITY_ID),
    tenantId: z.string(),
    clientId: z.literal(CLIENT_ID),
    principalId: z.literal(PRINCIPAL_ID),
    environment: z.record(z.string(), z.string()),
});

/** Does not prove that `pulumi up` finds the program: the stack's tests do. */
describe("the stack's program", () => {
    after(() => {
        pulumi.runtime.setAllConfig({});
    });

    it("deploys the dev stack's workloads and outputs them by name", async () => {
        const engine = await MockEngine.start({ tenantId: DEV_TENANT });
        const config = await useDevConfiguration();
        const { workloads } = await deploy();
        await engine.settle();
        const known: unknown = await valueOf(pulumi.output(workloads));
        const { orders, reports } = z.strictObject({ orders: output, reports: output }).parse(known);
        assert.deepEqual([orders.tenantId, reports.tenantId], [config["azuread:tenantId"], config["azuread:tenantId"]]);
        assert.equal(orders.environment.COGNITO_DEVELOPER_USER_IDENTIFIER, "orders");
        assert.equal(reports.environment.COGNITO_DEVELOPER_USER_IDENTIFIER, "reports");
        assert.equal(await pulumi.isSecret(pulumi.output(workloads)), false);
    });

    it("registers every resource of both, unprotected as the file says", async () => {
        const engine = await MockEngine.start({ tenantId: DEV_TENANT });
        await useDevConfiguration();
        await deploy();
        const registered = await engine.registered();
        const counts = new Map<string, number>();
        for (const { type, name } of registered) {
            counts.set(type, (counts.get(type) ?? 0) + 1);
            assert.equal((await engine.optionsOf(name))?.protect, false, name);
        }
        assert.deepEqual(Object.fromEntries(counts), {
            "pulumi:providers:cognito-entra": 1,
            "cognito-entra:index:FederatedWorkload": 2,
            "cognito-entra:index:CognitoIssuer": 2,
            "cognito-entra:index:ApplicationPrincipal": 2,
            "cognito-entra:index:RoleAssignments": 2,
            "cognito-entra:index:DeveloperIdentity": 2,
            "aws:cognito/identityPool:IdentityPool": 2,
            "aws:iam/policy:Policy": 2,
            "aws:iam/role:Role": 1,
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment": 2,
            "azuread:index/application:Application": 2,
            "azuread:index/servicePrincipal:ServicePrincipal": 2,
            "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential": 2,
            "azure-native:authorization:RoleAssignment": 3,
        });
    });

    it("renders the readme with values in every place", async () => {
        const engine = await MockEngine.start({ tenantId: DEV_TENANT });
        await useDevConfiguration();
        const { readme } = await deploy();
        await engine.settle();
        const page = await valueOf(readme);
        assert.doesNotMatch(page, /\{\{|\}\}|undefined/);
        assert.equal(await pulumi.isSecret(readme), false);
        for (const expected of [
            "# shop-dev\n",
            "\n## orders\n",
            "\n## reports\n",
            `\n| \`sub\` | \`${IDENTITY_ID}\` |\n`,
            "\nIn AWS, these roles may ask for such a token: `arn:aws:iam::111122223333:role/orders`.\n",
            "\nIn AWS, these roles may ask for such a token: `arn:aws:iam::111122223333:role/shop-dev-reports`.\n",
            `\nexport AZURE_CLIENT_ID='${CLIENT_ID}'\n`,
        ]) {
            assert.ok(page.includes(expected), `${expected} in\n${page}`);
        }
    });

    it("gives whoever deploys a policy that names only this stack's resources", async () => {
        const engine = await MockEngine.start({ tenantId: DEV_TENANT });
        await useDevConfiguration();
        const { readme } = await deploy();
        await engine.settle();
        const [, json = ""] = /```json\n(.*?)```/s.exec(await valueOf(readme)) ?? [];
        const { Statement } = z
            .object({ Statement: z.array(z.looseObject({ Sid: z.string(), Resource: z.unknown() })) })
            .parse(JSON.parse(json));
        const pools = "arn:aws:cognito-identity:eu-central-1:111122223333:identitypool/";
        const [orders, reports] = [
            "arn:aws:iam::111122223333:role/orders",
            "arn:aws:iam::111122223333:role/shop-dev-reports",
        ];
        const policies = "arn:aws:iam::111122223333:policy/shop-dev";
        assert.deepEqual(Object.fromEntries(Statement.map(({ Sid, Resource }) => [Sid, Resource])), {
            FindPools: ["*"],
            CreatePools: ["*"],
            TagPoolsAtCreation: [pools],
            ManagePools: [`${pools}*`],
            ChangePools: [`${pools}*`],
            TagPools: [`${pools}*`],
            ManagePolicies: [`${policies}-orders`, `${policies}-reports`],
            LetInOrders1: [orders],
            LetInReports2: [reports],
            SeeWhoIsIn: [orders, reports],
            CreateRoles: [reports],
            ManageRoles: [reports],
        });
        assert.deepEqual(Statement.find(({ Sid }) => Sid === "LetInOrders1")?.Condition, {
            ArnLike: { "iam:PolicyARN": `${policies}-orders` },
            StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/cognito-entra-dev-boundary" },
        });
    });

    it("registers nothing when a setting is wrong", async () => {
        const engine = await MockEngine.start({ tenantId: DEV_TENANT });
        const config = await useDevConfiguration();
        pulumi.runtime.setAllConfig({ "aws:region": "eu-centrall-1" });
        await assert.rejects(deploy(), (error) => pulumi.RunError.isInstance(error));
        assert.deepEqual(await engine.registered(), []);
        assert.equal(config["aws:region"], "eu-central-1");
    });
});
