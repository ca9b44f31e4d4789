import assert from "node:assert/strict";
import { CognitoIdentityClient, DeleteIdentitiesCommand } from "@aws-sdk/client-cognito-identity";
import type { OutputMap } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { workloadOutputs, type WorkloadOutput } from "../../tools/start/workloads/workload-outputs";
import { allowing, cloudContents, grantDeployer, graph, sandboxVariable } from "./sandbox-environment";
import { ORDERS, SUBSCRIPTION, TemporaryStack, type WorkloadYaml } from "./temporary-stack";

const REPORTS: WorkloadYaml = {
    name: "reports",
    caller: { service: "lambda.amazonaws.com" },
    roleAssignments: [
        { role: "Reader", scope: `${SUBSCRIPTION}/resourceGroups/reports`, description: "Sees what it reports on" },
    ],
};

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const POOL_OR_IDENTITY = /^eu-central-1:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * One stack through its life, on the real engine: each test goes on where the one before it stopped.
 * Does not prove that the clouds take what the sandbox takes.
 */
describe("a stack", function () {
    this.timeout(60_000);
    let stack: TemporaryStack;
    let outputs: Record<string, WorkloadOutput>;

    before(async () => {
        stack = await TemporaryStack.create("lifecycle", [ORDERS, REPORTS]);
    });
    after(() => stack.close());

    function orders(): WorkloadOutput {
        const output = outputs.orders;
        assert.ok(output !== undefined);
        return output;
    }

    it("is deployed by the first up", async () => {
        const result = await stack.stack.up();
        assert.deepEqual(result.summary.resourceChanges, { create: 27 });
        outputs = readWorkloads(result.outputs);
    });

    it("tells each workload's trust and environment", () => {
        assert.deepEqual(Object.keys(outputs).sort(), ["orders", "reports"]);
        const { audience, subject, clientId, principalId } = orders();
        assert.match(audience, POOL_OR_IDENTITY);
        assert.match(subject, POOL_OR_IDENTITY);
        assert.match(clientId, GUID);
        assert.match(principalId, GUID);
        assert.equal(new Set([audience, subject, outputs.reports?.audience, outputs.reports?.subject]).size, 4);
        const tenantId = sandboxVariable("ARM_TENANT_ID");
        assert.deepEqual(orders(), {
            issuer: "https://cognito-identity.amazonaws.com",
            audience,
            subject,
            tenantId,
            clientId,
            principalId,
            environment: {
                AZURE_TENANT_ID: tenantId,
                AZURE_CLIENT_ID: clientId,
                AZURE_AUTHORITY_HOST: "https://login.microsoftonline.com",
                AWS_REGION: "eu-central-1",
                FEDERATION_ISSUER: "cognito",
                COGNITO_IDENTITY_POOL_ID: audience,
                COGNITO_DEVELOPER_PROVIDER_NAME: "entra.orders",
                COGNITO_DEVELOPER_USER_IDENTIFIER: "orders",
                COGNITO_IDENTITY_ID: subject,
            },
        });
    });

    it("has outputs that nobody needs to hide, and a readme with real values", async () => {
        const all = await stack.stack.outputs();
        assert.deepEqual(
            Object.entries(all).map(([name, { secret }]) => [name, secret]),
            [
                ["readme", false],
                ["workloads", false],
            ],
        );
        const readme = String(all.readme?.value);
        for (const value of Object.values(orders().environment)) {
            assert.ok(readme.includes(value), value);
        }
        assert.doesNotMatch(readme, /\$\{outputs|undefined|\[object|Output</);
    });

    it("holds no token and no key in its state", async () => {
        const state = JSON.stringify(await stack.stack.exportStack());
        assert.doesNotMatch(state, /eyJ[\w-]+\.eyJ/);
        for (const key of ["AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "ARM_CLIENT_SECRET"]) {
            assert.ok(!state.includes(sandboxVariable(key)), key);
        }
        assert.doesNotMatch(state, /PRIVATE KEY|"(accessToken|token|secret|password)"/i);
    });

    it("is not changed by the second up", async () => {
        const result = await stack.stack.up();
        assert.deepEqual(result.summary.resourceChanges, { same: 27 });
        assert.deepEqual(readWorkloads(result.outputs), outputs);
    });

    it("shows one more role assignment in the preview, and nothing else", async () => {
        const more = { role: "Key Vault Secrets User", scope: `${SUBSCRIPTION}/resourceGroups/orders` };
        await stack.setWorkloads([{ ...ORDERS, roleAssignments: [...(ORDERS.roleAssignments ?? []), more] }, REPORTS]);
        const { changeSummary } = await stack.stack.preview();
        assert.deepEqual(changeSummary, { create: 1, same: 27 });
        await stack.setWorkloads([ORDERS, REPORTS]);
    });

    it("replaces an identity that was deleted behind its back: new subject, same credential, same application", async () => {
        await grantDeployer("lifecycle-loss", allowing({ Action: "cognito-identity:DeleteIdentities", Resource: "*" }));
        await new CognitoIdentityClient({}).send(
            new DeleteIdentitiesCommand({ IdentityIdsToDelete: [orders().subject] }),
        );
        await grantDeployer("lifecycle-loss", undefined);

        const refreshed = await stack.stack.refresh();
        assert.deepEqual(refreshed.summary.resourceChanges, { delete: 1, same: 26 });
        const credentials = await credentialIds(stack);
        const result = await stack.stack.up();
        assert.deepEqual(result.summary.resourceChanges, { create: 1, same: 25, update: 1 });

        const before = orders();
        outputs = readWorkloads(result.outputs);
        assert.notEqual(orders().subject, before.subject);
        assert.deepEqual(
            [orders().clientId, orders().audience, orders().principalId],
            [before.clientId, before.audience, before.principalId],
        );
        assert.deepEqual(await credentialIds(stack), credentials);
        const inEntra = await graph(`/applications(appId='${orders().clientId}')/federatedIdentityCredentials`);
        const { value } = z.object({ value: z.array(z.object({ subject: z.string() })) }).parse(inEntra);
        assert.deepEqual(value, [{ subject: orders().subject }]);
    });

    it("adopts an existing identity into the state", async () => {
        const urn = await urnOf(stack, "cognito-entra:index:DeveloperIdentity", "orders-issuer-identity");
        const deployment = await stack.stack.exportStack();
        const withoutIdentity = z
            .object({
                resources: z.array(z.looseObject({ urn: z.string(), dependencies: z.array(z.string()).optional() })),
            })
            .loose()
            .parse(deployment.deployment);
        const parent = await urnOf(stack, "cognito-entra:index:CognitoIssuer", "orders-issuer");
        const provider = await urnOf(stack, "pulumi:providers:cognito-entra", "developer-identities");
        const edited = {
            ...withoutIdentity,
            resources: withoutIdentity.resources
                .filter((resource) => resource.urn !== urn)
                .map((resource) => ({ ...withoutDependency(resource, urn) })),
        };
        await stack.stack.importStack({ version: deployment.version, deployment: edited });

        const { audience } = orders();
        await stack.stack.import({
            resources: [
                {
                    type: "cognito-entra:index:DeveloperIdentity",
                    name: "orders-issuer-identity",
                    id: `${audience}/entra.orders/orders`,
                    parent: "issuer",
                    provider: "identities",
                },
            ],
            nameTable: { issuer: parent, identities: provider },
            protect: false,
            generateCode: false,
        });
        const { changeSummary } = await stack.stack.preview();
        assert.deepEqual(changeSummary, { same: 27 });
        // Records that the identity goes with its pool: whoever deploys may not delete identities.
        const { summary } = await stack.stack.up();
        assert.deepEqual(summary.resourceChanges, { same: 27 });
    });

    it("leaves nothing behind when it is destroyed", async () => {
        assert.notDeepEqual(mine(await cloudContents()), []);
        const result = await stack.stack.destroy();
        assert.equal(result.summary.result, "succeeded");
        assert.deepEqual(mine(await cloudContents()), []);
    });

    /** Other tests have stacks of their own in the same clouds. */
    function mine({ aws, entra, azure }: Awaited<ReturnType<typeof cloudContents>>): string[] {
        const { audience, subject, clientId, principalId } = orders();
        const marks = ["cognito-entra-lifecycle-", audience, subject, clientId, principalId];
        return [...aws, ...entra, ...azure].filter((line) => marks.some((mark) => line.includes(mark)));
    }
});

function readWorkloads(outputs: OutputMap): Record<string, WorkloadOutput> {
    return workloadOutputs.parse(outputs.workloads?.value);
}

const stateResources = z.object({
    resources: z.array(z.object({ urn: z.string(), type: z.string(), id: z.string().optional() })),
});

async function resourcesOf(stack: TemporaryStack): Promise<z.infer<typeof stateResources>["resources"]> {
    return stateResources.parse((await stack.stack.exportStack()).deployment).resources;
}

async function urnOf(stack: TemporaryStack, type: string, name: string): Promise<string> {
    const found = (await resourcesOf(stack)).find(
        (resource) => resource.type === type && resource.urn.endsWith(`::${name}`),
    );
    assert.ok(found !== undefined, `${type} ${name} is in the state`);
    return found.urn;
}

async function credentialIds(stack: TemporaryStack): Promise<(string | undefined)[]> {
    return (await resourcesOf(stack))
        .filter(({ type }) => type.includes("FederatedIdentityCredential"))
        .map(({ id }) => id)
        .sort();
}

function withoutDependency(resource: Record<string, unknown>, urn: string): Record<string, unknown> {
    const parsed = z
        .looseObject({
            dependencies: z.array(z.string()).optional(),
            propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).optional(),
        })
        .parse(resource);
    const without = (urns: readonly string[] | null | undefined): string[] =>
        (urns ?? []).filter((each) => each !== urn);
    return {
        ...parsed,
        ...(parsed.dependencies === undefined ? {} : { dependencies: without(parsed.dependencies) }),
        ...(parsed.propertyDependencies === undefined
            ? {}
            : {
                  propertyDependencies: Object.fromEntries(
                      Object.entries(parsed.propertyDependencies).map(([key, urns]) => [key, without(urns)]),
                  ),
              }),
    };
}
