import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { developerIdentityProvider } from "@cognito-entra/provider";
import { type ProviderHandler, type ServedProvider, serveProvider } from "@cognito-entra/plumbing";
import { LocalWorkspace, type PulumiCommand, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import { stringify } from "yaml";
import type { SandboxGrants } from "@cognito-entra/sandbox";
import stackProgram from "../../index";
import { deployerPermissions } from "../../settings/deployer-permissions";
import { PersonError } from "../../tools/person-error";
import { grantsOf, PROJECT_NAME, readStackFile } from "../../tools/stack-file";
import { copyProject } from "../../tools/working-copy";
import { grantDeployer, sandboxVariable } from "./sandbox-environment";

export const ACCOUNT = "111122223333";
export const TENANT = sandboxVariable("ARM_TENANT_ID");
export const SUBSCRIPTION = `/subscriptions/${sandboxVariable("ARM_SUBSCRIPTION_ID")}`;

/** A workload's settings as they stand in a stack's file. */
export interface WorkloadYaml {
    readonly name: string;
    readonly caller: object;
    readonly roleAssignments?: readonly object[];
    readonly parameterPath?: string;
    readonly issuer?: object;
}

export const ORDERS: WorkloadYaml = {
    name: "orders",
    caller: { roles: [`arn:aws:iam::${ACCOUNT}:role/orders`] },
    roleAssignments: [{ role: "Reader", scope: `${SUBSCRIPTION}/resourceGroups/orders` }],
};

export interface TemporaryStackOptions {
    /** Attached instead of the sandbox's own stand-ins. */
    readonly providers?: Readonly<Record<string, () => ProviderHandler>>;
    readonly pulumiCommand?: PulumiCommand;
    /** The stack's file, as it is. @default one with the workloads */
    readonly stackFile?: string;
    /** @default the project's */
    readonly program?: PulumiFn;
    /** Of another program than the project's: all that whoever deploys it may do. @default what `npm run permissions` prints for the stack */
    readonly grants?: SandboxGrants;
}

/** A stack in a folder of its own, deployed by the real engine to the sandbox. */
export class TemporaryStack {
    readonly name: string;
    readonly stack: Stack;
    readonly folder: string;
    readonly #served: readonly ServedProvider[];

    private constructor(name: string, stack: Stack, folder: string, served: readonly ServedProvider[]) {
        this.name = name;
        this.stack = stack;
        this.folder = folder;
        this.#served = served;
    }

    static async create(
        name: string,
        workloads: readonly WorkloadYaml[],
        options: TemporaryStackOptions = {},
    ): Promise<TemporaryStack> {
        const folder = await mkdtemp(join(tmpdir(), `stack-${name}-`));
        await copyProject(folder);
        const handlers = { "cognito-entra": developerIdentityProvider, ...options.providers };
        const served = await Promise.all(
            Object.entries(handlers).map(async ([provider, handler]) => ({
                provider,
                server: await serveProvider(handler),
            })),
        );
        const attached = served.map(({ provider, server }) => `${provider}:${String(server.port)}`);
        const standIns = sandboxVariable("PULUMI_DEBUG_PROVIDERS")
            .split(",")
            .filter((each) => !Object.hasOwn(handlers, each.split(":")[0] ?? ""));
        await (options.stackFile === undefined
            ? writeStackFile(folder, name, workloads)
            : writeFile(join(folder, `Pulumi.${name}.yaml`), options.stackFile));
        await grantDeployer(name, options.grants ?? (await printedPermissions(folder, name)));
        const stack = await LocalWorkspace.createOrSelectStack(
            { stackName: name, projectName: "cognito-entra", program: options.program ?? stackProgram },
            {
                workDir: folder,
                envVars: {
                    PULUMI_DEBUG_PROVIDERS: [...standIns, ...attached].join(","),
                    PATH: [sandboxVariable("PATH"), join(__dirname, "language-host")].join(delimiter),
                },
                ...(options.pulumiCommand === undefined ? {} : { pulumiCommand: options.pulumiCommand }),
            },
        );
        return new TemporaryStack(
            name,
            stack,
            folder,
            served.map(({ server }) => server),
        );
    }

    /** Changes the stack's file, as a person edits it. */
    async setWorkloads(workloads: readonly WorkloadYaml[]): Promise<void> {
        await writeStackFile(this.folder, this.name, workloads);
        await grantDeployer(this.name, await printedPermissions(this.folder, this.name));
    }

    /** Deletes what is deployed, and the stack. */
    async remove(): Promise<void> {
        await this.stack.destroy({ remove: true });
        await this.close();
    }

    /** Leaves what is deployed where it is. */
    async close(): Promise<void> {
        await Promise.all(this.#served.map((server) => server.close()));
        await grantDeployer(this.name, undefined);
        await rm(this.folder, { recursive: true, force: true });
    }
}

/** Whoever deploys has what `npm run permissions` prints for the stack's file, and nothing for a file with mistakes. */
async function printedPermissions(folder: string, stack: string): Promise<SandboxGrants | undefined> {
    try {
        const settings = await readStackFile(stack, folder);
        return grantsOf(deployerPermissions(settings, { namePrefix: `${PROJECT_NAME}-${stack}`, accountId: ACCOUNT }));
    } catch (error) {
        if (error instanceof PersonError) {
            return undefined;
        }
        throw error;
    }
}

async function writeStackFile(folder: string, name: string, workloads: readonly WorkloadYaml[]): Promise<void> {
    await writeFile(
        join(folder, `Pulumi.${name}.yaml`),
        stringify({
            config: {
                "aws:region": sandboxVariable("AWS_REGION"),
                "azuread:tenantId": TENANT,
                "azure-native:subscriptionId": sandboxVariable("ARM_SUBSCRIPTION_ID"),
                "cognito-entra:protect": false,
                "cognito-entra:permissionsBoundary": `arn:aws:iam::${ACCOUNT}:policy/${PROJECT_NAME}-${name}-boundary`,
                "cognito-entra:workloads": workloads,
            },
        }),
    );
}
