import { developerIdentityProvider } from "@cognito-entra/provider";
import { serveProvider } from "@cognito-entra/plumbing";
import { LocalWorkspace, type OutputMap, type PulumiFn, type Stack, type UpResult } from "@pulumi/pulumi/automation";
import { PersonError } from "./person-error";

export interface DeployResult {
    /** Resources created, updated, replaced or deleted. */
    readonly changes: number;
    readonly seconds: number;
    readonly outputs: OutputMap;
}

/** A stack of this project whose program runs in this process, so no language host is needed. */
export class Deployment {
    readonly stack: Stack;
    readonly #closeProvider: () => Promise<void>;

    private constructor(stack: Stack, closeProvider: () => Promise<void>) {
        this.stack = stack;
        this.#closeProvider = closeProvider;
    }

    /** @param workDir A folder with `Pulumi.yaml` and the stack's file; Pulumi writes into it. */
    static async create(stackName: string, program: PulumiFn, workDir: string): Promise<Deployment> {
        const provider = await serveProvider(() => developerIdentityProvider());
        const standIns = process.env.PULUMI_DEBUG_PROVIDERS;
        const attached = `cognito-entra:${String(provider.port)}`;
        const stack = await LocalWorkspace.createOrSelectStack(
            { stackName, projectName: "cognito-entra", program },
            {
                workDir,
                envVars: { PULUMI_DEBUG_PROVIDERS: standIns === undefined ? attached : `${standIns},${attached}` },
            },
        );
        return new Deployment(stack, () => provider.close());
    }

    /** @throws PersonError if Pulumi fails; its own output has gone to `show` by then. */
    async up(show: (text: string) => void): Promise<DeployResult> {
        const started = Date.now();
        let result: UpResult;
        try {
            result = await this.stack.up({
                onOutput: show,
                color: process.stdout.isTTY ? "always" : "never",
                suppressOutputs: true,
            });
        } catch (error) {
            throw new PersonError(`The deployment did not succeed: ${reason(error)}`);
        }
        const { same, ...changed } = result.summary.resourceChanges ?? {};
        return {
            changes: Object.values(changed).reduce((sum, count) => sum + count, 0),
            seconds: (Date.now() - started) / 1000,
            outputs: result.outputs,
        };
    }

    async close(): Promise<void> {
        await this.#closeProvider();
    }
}

function reason(error: unknown): string {
    const text = error instanceof Error ? error.message : String(error);
    return /error: (.*)/.exec(text)?.[1] ?? "see Pulumi's output above.";
}
