import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { developerIdentityProvider } from "@cognito-entra/provider";
import { awsStandIn } from "@cognito-entra/sandbox/stand-ins/aws";
import { azureNativeStandIn } from "@cognito-entra/sandbox/stand-ins/azure-native";
import { azureadStandIn } from "@cognito-entra/sandbox/stand-ins/azuread";
import { providerHandler, type StandIn } from "@cognito-entra/sandbox/stand-ins/stand-in";
import { z } from "zod";
import { runQuietly } from "../../tools/engine/command";
import { cloudContents, graph, sandboxVariable } from "./sandbox-environment";
import { Interruptor, type Moment } from "./interruptor";
import { ACCOUNT, ORDERS, TemporaryStack } from "./temporary-stack";

const POOL = "aws:cognito/identityPool:IdentityPool";
const POLICY = "aws:iam/policy:Policy";
const ROLE = "aws:iam/role:Role";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const IDENTITY = "cognito-entra:index:DeveloperIdentity";
const APPLICATION = "azuread:index/application:Application";
const SERVICE_PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal";
const CREDENTIAL = "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential";
const ASSIGNMENT = "azure-native:authorization:RoleAssignment";

const EVERY_TYPE = [APPLICATION, ASSIGNMENT, ATTACHMENT, CREDENTIAL, IDENTITY, POLICY, POOL, ROLE, SERVICE_PRINCIPAL];

/**
 * The engine is killed with SIGKILL before, during and after each resource that it creates ("after" is before the next);
 * the next run finishes, with what the table in docs/workloads.md says about the operation that was under way.
 * Does not prove what happens when a provider, and not the engine, is killed.
 */
describe("an interrupted up", function () {
    this.timeout(600_000);
    let folder: string;
    let interruptor: Interruptor;
    let stack: TemporaryStack;
    let otherContents: Set<string>;

    before(async () => {
        otherContents = new Set(await allContents());
        folder = await mkdtemp(join(tmpdir(), "interrupted-"));
        const engine = await runQuietly("sh", ["-c", "command -v pulumi"]);
        interruptor = await Interruptor.create(engine.output.trim(), folder);
        const wrapped = (standIn: StandIn) => () => interruptor.wrap(providerHandler(standIn));
        const { aws, azuread, azureNative } = standIns();
        stack = await TemporaryStack.create(
            "interrupted",
            [{ ...ORDERS, caller: { service: "lambda.amazonaws.com" } }],
            {
                pulumiCommand: interruptor.pulumiCommand,
                providers: {
                    "cognito-entra": () => interruptor.wrap(developerIdentityProvider()),
                    aws: wrapped(aws),
                    azuread: wrapped(azuread),
                    "azure-native": wrapped(azureNative),
                },
            },
        );
    });
    after(async () => {
        await stack.close();
        await rm(folder, { recursive: true });
    });

    it("is completed by the next run, wherever it died", async () => {
        while (interruptor.killed("during").length < EVERY_TYPE.length) {
            await kill("before");
            await recover(await kill("during"));
        }
        assert.deepEqual(interruptor.killed("before").toSorted(), EVERY_TYPE.toSorted());
        assert.deepEqual(interruptor.killed("during"), interruptor.killed("before"));
    });

    it("has created everything exactly once in the end", async () => {
        await stack.stack.up();
        const { changeSummary } = await stack.stack.preview();
        assert.deepEqual(changeSummary, { same: 15 });
        assert.deepEqual((await mine()).map(kindOf).sort(), [
            "application",
            "assignment",
            "attachment",
            "credential",
            "identity",
            "policy",
            "pool",
            "role",
            "service principal",
        ]);
        await stack.stack.destroy();
        assert.deepEqual(await mine(), []);
    });

    /** Runs up until the engine is killed; answers the one operation that it left under way. */
    async function kill(moment: Moment): Promise<Operation> {
        interruptor.arm(moment);
        const words = await refusal();
        assert.match(words, /SIGKILL/);
        await stack.stack.cancel();
        const type = interruptor.killed(moment).at(-1);
        const operation = (await pendingOperations(stack)).find(({ resource }) => resource.type === type);
        assert.ok(operation !== undefined, `the engine has noted that the ${type ?? ""} was under way`);
        return operation;
    }

    /** What the table in docs/workloads.md tells a person to do about an operation that was under way. */
    async function recover({ resource: { type, urn, parent, inputs } }: Operation): Promise<void> {
        const name = urn.split("::").at(-1) ?? "";
        const take = (id: string): Promise<void> => takeOver({ type, name, id, parent });
        switch (type) {
            case APPLICATION:
            case POOL:
                return takeOver(importCommand(type, await refusal()));
            case ROLE:
                return take(String(inputs.name));
            case POLICY:
                return take(`arn:aws:iam::${ACCOUNT}:policy/${String(inputs.name)}`);
            case CREDENTIAL:
                return take(await credentialId(String(inputs.applicationId)));
            case ASSIGNMENT: {
                const id = /already existing resource '([^']+)'/.exec(await refusal())?.[1];
                assert.equal(
                    id,
                    `${String(inputs.scope)}/providers/Microsoft.Authorization/roleAssignments/${String(inputs.roleAssignmentName)}`,
                );
                return take(id);
            }
            default:
                // Asking the cloud again answers the same thing: nothing to do.
                return;
        }
    }

    /** Clears the operation from the state, and imports what it made. */
    async function takeOver({ type, name, id, parent }: Import): Promise<void> {
        await stack.stack.refresh({ clearPendingCreates: true });
        assert.deepEqual(await pendingOperations(stack), []);
        await stack.stack.import({
            resources: [{ type, name, id, parent: "parent" }],
            nameTable: { parent },
            protect: false,
            generateCode: false,
        });
    }

    /** What up says when it fails. */
    async function refusal(): Promise<string> {
        try {
            await stack.stack.up({ parallel: 1 });
        } catch (error) {
            return String(error);
        }
        return assert.fail("up succeeded");
    }

    /** What this stack has left in the clouds. */
    async function mine(): Promise<string[]> {
        return (await allContents()).filter((line) => !otherContents.has(line));
    }
});

async function allContents(): Promise<string[]> {
    const { aws, entra, azure } = await cloudContents();
    return [...aws, ...entra, ...azure];
}

const KINDS: readonly (readonly [string, RegExp])[] = [
    ["attachment", / has arn:/],
    ["pool", /:identitypool\//],
    ["policy", /:policy\//],
    ["role", /:role\//],
    ["identity", /^[\w-]+:[0-9a-f-]{36}$/],
    ["credential", /federatedIdentityCredentials/],
    ["application", /^\/applications\//],
    ["service principal", /^\/servicePrincipals\//],
    ["assignment", /roleAssignments/],
];

function kindOf(line: string): string {
    return KINDS.find(([, pattern]) => pattern.test(line))?.[0] ?? line;
}

/** The id under which Pulumi imports the one credential of an application. */
async function credentialId(applicationId: string): Promise<string> {
    const { value } = z
        .object({ value: z.array(z.object({ id: z.string() })).length(1) })
        .parse(await graph(`${applicationId}/federatedIdentityCredentials`));
    return `${applicationId.replace("/applications/", "")}/federatedIdentityCredential/${value[0]?.id ?? ""}`;
}

interface Operation {
    readonly resource: {
        readonly urn: string;
        readonly type: string;
        readonly parent: string;
        readonly inputs: Record<string, unknown>;
    };
}

interface Import {
    readonly type: string;
    readonly name: string;
    readonly id: string;
    readonly parent: string;
}

/** The import that the message of a refused creation spells out. */
function importCommand(type: string, message: string): Import {
    const command = new RegExp(`pulumi import ${type} (\\S+) (\\S+) --parent 'parent=([^']+)'`).exec(message);
    assert.ok(command !== null, message);
    const [, name = "", id = "", parent = ""] = command;
    return { type, name, id, parent };
}

async function pendingOperations(stack: TemporaryStack): Promise<Operation[]> {
    const exported: { readonly deployment: unknown } = await stack.stack.exportStack();
    const operation = z.object({
        resource: z.object({
            urn: z.string(),
            type: z.string(),
            parent: z.string(),
            inputs: z.record(z.string(), z.unknown()),
        }),
    });
    return (
        z.object({ pending_operations: z.array(operation).optional() }).parse(exported.deployment).pending_operations ??
        []
    );
}

/** The stand-ins of the sandbox, in this process, where they can be interrupted. */
function standIns(): Record<"aws" | "azuread" | "azureNative", StandIn> {
    const credentials = {
        login: sandboxVariable("AZURE_AUTHORITY_HOST"),
        tenantId: sandboxVariable("ARM_TENANT_ID"),
        clientId: sandboxVariable("ARM_CLIENT_ID"),
        clientSecret: sandboxVariable("ARM_CLIENT_SECRET"),
    };
    const resourceManager = sandboxVariable("SANDBOX_RESOURCE_MANAGER_URL");
    return {
        aws: awsStandIn({
            fetch,
            endpoint: sandboxVariable("AWS_ENDPOINT_URL"),
            accessKeyId: sandboxVariable("AWS_ACCESS_KEY_ID"),
            secretAccessKey: sandboxVariable("AWS_SECRET_ACCESS_KEY"),
            region: sandboxVariable("AWS_REGION"),
        }),
        azuread: azureadStandIn({ fetch, graph: sandboxVariable("SANDBOX_GRAPH_URL"), resourceManager, credentials }),
        azureNative: azureNativeStandIn({
            fetch,
            resourceManager,
            credentials,
            subscriptionId: sandboxVariable("ARM_SUBSCRIPTION_ID"),
        }),
    };
}
